using System.Text;

namespace Holdfast.Host.Configuration;

/// <summary>Who makes images from prompts: one of the three, or nobody.</summary>
/// <param name="Worker">A worker in a process of its own.</param>
/// <param name="Url">A server that makes images, such as AUTOMATIC1111's; the worker is in this process.</param>
/// <param name="Login">User name and password for it, <c>user:password</c>; null: none.</param>
/// <param name="Model">A model for this process: a directory, or the name of one that was pulled.</param>
/// <param name="Deadline">An image that is not there by then fails its workflow.</param>
internal sealed record StableDiffusionSettings(Uri? Worker, Uri? Url, string? Login, string? Model, TimeSpan Deadline)
{
    /// <summary>This process makes images.</summary>
    public bool HasBackend => Url is not null || Model is not null;

    /// <summary>Somebody does.</summary>
    public bool IsConfigured => HasBackend || Worker is not null;

    /// <summary>Mistakes are noted in the reader.</summary>
    public static StableDiffusionSettings Read(SettingReader reader)
    {
        var settings = new StableDiffusionSettings(
            reader.OptionalAddress(Settings.StableDiffusionWorker),
            reader.OptionalAddress(Settings.StableDiffusionUrl),
            reader.OptionalText(Settings.StableDiffusionLogin),
            reader.OptionalText(Settings.StableDiffusionModel),
            reader.Time(Settings.StableDiffusionTimeout));
        if (settings is { Worker: not null, HasBackend: true })
            reader.Wrong<Uri>(Settings.StableDiffusionWorker, "left out where this process makes the images itself");
        if (settings is { Url: not null, Model: not null })
        {
            reader.Wrong<string>(
                Settings.StableDiffusionModel, $"left out, as {Settings.StableDiffusionUrl.Flag} is given");
        }

        if (settings is { Url: null, Login: not null } || settings.Login?.Contains(':') == false)
        {
            reader.WrongSecret(
                Settings.StableDiffusionLogin, $"user:password, beside {Settings.StableDiffusionUrl.Flag}");
        }

        return settings;
    }

    // As text it is in logs and in messages: without what is secret.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append($"{nameof(Worker)} = {Worker}, {nameof(Url)} = {Url}, {nameof(Model)} = {Model}");
        return true;
    }
}
