using Holdfast.Host.Configuration;
using Holdfast.StableDiffusion;

namespace Holdfast.Host.Composition;

/// <summary>The backend that the settings name.</summary>
internal static class ImageBackends
{
    public static IImageBackend Create(StableDiffusionSettings settings, IServiceProvider services) =>
        throw new NotSupportedException(settings.ToString() + services);
}
