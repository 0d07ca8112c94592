using System.Text;

namespace Holdfast.StableDiffusion;

/// <summary>A server that makes images, and how long to wait for it.</summary>
public sealed record ImageServerOptions
{
    /// <summary>
    /// Where it is, such as <c>http://localhost:7860</c>, or <c>https://host/sd</c> behind a proxy with a path.
    /// </summary>
    public required Uri Url { get; init; }

    /// <summary>User name of basic authentication; null: none is sent.</summary>
    public string? User { get; init; }

    /// <summary>Belongs to <see cref="User"/>. It is in no log and no message.</summary>
    public string? Password { get; init; }

    /// <summary>
    /// Nobody but this process uses the server. What runs there while one request of ours is out is then ours, so that
    /// it has progress and can be interrupted even where the server has no names for tasks.
    /// </summary>
    public bool Exclusive { get; init; }

    /// <summary>Time to connect.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Time to answer a question. The making of an image has no limit here: its deadline is the caller's.
    /// </summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Between two questions how far an image is.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time to stop the work of a request that is cancelled; then the server may finish it in vain.</summary>
    public TimeSpan CancelTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What the server can do is asked again after this long.</summary>
    public TimeSpan CapabilitiesAge { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>An answer may have so many bytes; an image in it takes four thirds of its file.</summary>
    public int MaxAnswerBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The address only: a record would show its password, too.</summary>
    public override string ToString() => $"{nameof(ImageServerOptions)} {{ {nameof(Url)} = {Url} }}";

    /// <summary>Refuses what cannot work.</summary>
    internal void Check()
    {
        if (!Url.IsAbsoluteUri || Url.Scheme is not ("http" or "https"))
            throw new ArgumentException($"The URL of an image server is absolute, http or https: not '{Url}'.");
        if (Url.UserInfo.Length > 0)
        {
            // The URL is shown in logs and messages, so it is not shown here.
            throw new ArgumentException(
                $"The URL of an image server has a user name in it. Give {nameof(User)} and {nameof(Password)} "
                + "instead.");
        }

        if (Url.Query.Length > 0 || Url.Fragment.Length > 0)
            throw new ArgumentException($"The URL of an image server ends with its path: not '{Url}'.");
        if (User is null != Password is null)
            throw new ArgumentException($"An image server gets {nameof(User)} and {nameof(Password)}, or neither.");
    }

    // As text it is in logs and in messages: without what is secret.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append($"{nameof(Url)} = {Url}, {nameof(User)} = {User}");
        return true;
    }
}
