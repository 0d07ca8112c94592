using Holdfast.Host.Configuration;
using Holdfast.StableDiffusion;
using Holdfast.StableDiffusion.Onnx;

namespace Holdfast.Host.Composition;

/// <summary>The backend that the settings name.</summary>
internal static class ImageBackends
{
    public static IImageBackend Create(ServerOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        var settings = options.StableDiffusion;
        if (settings.Model is { } model)
        {
            var models = new ModelStore(Path.Combine(options.Data, "models"));
            return new OnnxBackend(
                new() { ModelDirectory = models.Find(model) }, loggers.CreateLogger<OnnxBackend>(), time);
        }

        var login = settings.Login?.Split(':', 2);
        return new ServerBackend(
            new() { Url = settings.Url!, User = login?[0], Password = login?[1] },
            time,
            loggers.CreateLogger<ServerBackend>());
    }
}
