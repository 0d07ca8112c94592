using Holdfast.Images;
using Holdfast.Images.Blur;
using Holdfast.Images.Pixels;
using Holdfast.Images.Rotate;
using Holdfast.Workflows;
using NetVips;

namespace Holdfast.Bench.Images;

/// <summary>
/// A process that does what the rotate and blur steps do, store included, for <see cref="LineProcess"/>: each line
/// names changes, the image and the results.
/// </summary>
internal static class TransformServer
{
    public static async Task RunAsync(string directory, long recentBytes)
    {
        var store = DirectoryArtifactStore.Open(directory);
        var options = new ImageOptions { MaxRecentBytes = recentBytes };
        using var recent = new RecentPixels(options, TimeProvider.System);
        using var images = new ImageTransform(store, options, recent, TimeProvider.System);
        await LineProcess.ServeAsync(async line =>
        {
            var (changes, input, output) = (line[0], new ArtifactReference(line[1]), line[2]);
            foreach (var change in changes.Split('+'))
            {
                var result = new ArtifactReference(output);
                await images.RunAsync(input, result, Change(change), CancellationToken.None);
                input = result;
            }
        });
    }

    private static Func<Image, IPixelRows> Change(string name) => name switch
    {
        "rotate-90" => new Rotation(90, Background.Transparent).Apply,
        "rotate-33" => new Rotation(33, Background.Transparent).Apply,
        "blur-5" => new TriangleBlur(5).Apply,
        _ => throw new ArgumentException(name),
    };
}
