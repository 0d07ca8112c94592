using System.Net;

namespace Holdfast.StableDiffusion.Onnx.Models.Hub;

/// <summary>
/// Brings one file of a model here: goes on where it broke off, checks it, and only then gives it its name.
/// </summary>
internal sealed class FileDownload(HubClient hub, ModelName name, string commit, TimeProvider time)
{
    private const int MaxFailures = 5;

    private static readonly TimeSpan _firstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _silence = TimeSpan.FromMinutes(1);

    /// <param name="file">Which one.</param>
    /// <param name="target">Its path here.</param>
    /// <param name="onBytes">Told how many bytes are here; fewer than before when it begins again.</param>
    /// <param name="cancellationToken">Stops; what is here stays for the next time.</param>
    /// <exception cref="ModelPullException">It cannot be had, or is not what the hub says it is.</exception>
    public async Task RunAsync(
        HubFile file, string target, Action<long> onBytes, CancellationToken cancellationToken)
    {
        var part = target + ".part";
        for (var failures = 0; ;)
        {
            var before = LengthOf(part);
            try
            {
                await FetchAsync(file, part, onBytes, cancellationToken);
                await CheckAsync(file, part, cancellationToken);
                File.Move(part, target, overwrite: true);
                return;
            }
            catch (Exception error) when (IsPassing(error, cancellationToken))
            {
                failures = LengthOf(part) > before ? 1 : failures + 1;
                if (failures == MaxFailures)
                {
                    throw new ModelPullException(
                        $"{file.Path} did not arrive in {MaxFailures} tries: {error.Message}. Pull again to go on "
                        + $"after {LengthOf(part):N0} of {file.Size:N0} bytes.", error);
                }

                await Task.Delay(_firstPause * (1 << (failures - 1)), time, cancellationToken);
            }
        }
    }

    private async Task FetchAsync(
        HubFile file, string part, Action<long> onBytes, CancellationToken cancellationToken)
    {
        if (LengthOf(part) > file.Size)
            File.Delete(part);
        var offset = LengthOf(part);
        onBytes(offset);
        if (offset == file.Size && File.Exists(part))
            return;

        using var response = await hub.OpenAsync(name, commit, file.Path, offset, cancellationToken);
        var goesOn = response.StatusCode == HttpStatusCode.PartialContent
            && response.Content.Headers.ContentRange?.From == offset;
        if (response.StatusCode != HttpStatusCode.OK && !goesOn)
        {
            File.Delete(part);
            throw new IOException("the hub does not go on where the file broke off");
        }

        await using var source = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var sink = new FileStream(part, goesOn ? FileMode.Append : FileMode.Create, FileAccess.Write);
        await CopyAsync(source, sink, goesOn ? offset : 0, file, onBytes, cancellationToken);
        sink.Flush(flushToDisk: true);
    }

    private async Task CopyAsync(
        Stream source, FileStream sink, long length, HubFile file, Action<long> onBytes,
        CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 17];
        using var silence = new CancellationTokenSource(_silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        while (await source.ReadAsync(buffer, either.Token) is > 0 and var count)
        {
            length += count;
            if (length > file.Size)
                throw new IOException($"the hub sends more than the {file.Size:N0} bytes that it promised");
            await sink.WriteAsync(buffer.AsMemory(0, count), either.Token);
            onBytes(length);
            silence.CancelAfter(_silence);
        }

        if (length < file.Size)
            throw new IOException($"the connection ended after {length:N0} of {file.Size:N0} bytes");
    }

    private static async Task CheckAsync(HubFile file, string part, CancellationToken cancellationToken)
    {
        if (await file.Checksum.MatchesAsync(part, cancellationToken))
            return;
        File.Delete(part);
        throw new IOException("its checksum is not the one that the hub promised");
    }

    // Silence is a cancellation, too, but not the caller's.
    private static bool IsPassing(Exception error, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && error is (HttpRequestException or IOException or OperationCanceledException);

    private static long LengthOf(string file) => new FileInfo(file) is { Exists: true } found ? found.Length : 0;
}
