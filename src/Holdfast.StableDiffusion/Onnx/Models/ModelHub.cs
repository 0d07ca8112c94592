using Holdfast.StableDiffusion.Onnx.Models.Hub;

namespace Holdfast.StableDiffusion.Onnx;

/// <summary>Pulls models from a hub that has the HTTP API of Hugging Face's.</summary>
public sealed class ModelHub
{
    private const string Index = "model_index.json";

    // What a file system keeps for itself, and what other programs may write meanwhile.
    private const long SpareBytes = 256L << 20;

    private static readonly string[] _required = ["text_encoder", "unet", "vae_decoder"];

    private readonly HubClient _hub;
    private readonly ModelStore _store;
    private readonly TimeProvider _time;
    private readonly Func<string, long> _freeBytes;

    /// <summary>Asks nothing yet.</summary>
    /// <param name="http">Makes the requests; its owner disposes of it.</param>
    /// <param name="options">Which hub.</param>
    /// <param name="store">Where the models go.</param>
    public ModelHub(HttpClient http, ModelHubOptions options, ModelStore store)
        : this(http, options, store, TimeProvider.System, path => new DriveInfo(path).AvailableFreeSpace)
    {
    }

    internal ModelHub(
        HttpClient http, ModelHubOptions options, ModelStore store, TimeProvider time, Func<string, long> freeBytes)
    {
        _hub = new(http, options);
        _store = store;
        _time = time;
        _freeBytes = freeBytes;
    }

    /// <summary>
    /// Brings a model's ONNX files here, as far as they are not here already, and checks each. Until all are, there is
    /// no model: its index comes last.
    /// </summary>
    /// <param name="model">Such as <c>owner/name</c> or <c>owner/name@revision</c>.</param>
    /// <param name="progress">Told now and then, from any thread.</param>
    /// <param name="cancellationToken">Stops; what is here stays for the next time.</param>
    /// <returns>The model's directory.</returns>
    /// <exception cref="ModelPullException">It cannot be had; the message says what to do.</exception>
    public async Task<string> PullAsync(
        string model, IProgress<PullProgress> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(progress);
        var name = ModelName.Parse(model);
        try
        {
            var commit = await _hub.ResolveAsync(name, cancellationToken);
            var files = Choose(name, await _hub.ListAsync(name, commit, cancellationToken));
            return await PullAsync(name, commit, files, progress, cancellationToken);
        }
        catch (HttpRequestException error)
        {
            throw new ModelPullException(
                $"The hub cannot be reached: {error.Message}. Check the connection and HF_ENDPOINT.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelPullException($"{_store.Directory} cannot be written: {error.Message}", error);
        }
    }

    private async Task<string> PullAsync(
        ModelName name, string commit, IReadOnlyList<HubFile> files, IProgress<PullProgress> progress,
        CancellationToken cancellationToken)
    {
        var directory = _store.PathOf(name);
        Directory.CreateDirectory(directory);
        var missing = new List<HubFile>();
        foreach (var file in files)
        {
            if (!await IsHereAsync(file, directory, cancellationToken))
                missing.Add(file);
        }

        RequireSpace(missing, directory);
        var total = files.Sum(file => file.Size);
        var done = total - missing.Sum(file => file.Size);
        if (missing.Count > 0)
            File.Delete(Path.Combine(directory, Index));
        var download = new FileDownload(_hub, name, commit, _time);
        foreach (var file in missing)
        {
            var target = Path.Combine(directory, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            var before = done;
            await download.RunAsync(
                file, target, bytes => progress.Report(new(file.Path, before + bytes, total)), cancellationToken);
            done += file.Size;
        }

        progress.Report(new(Index, total, total));
        return directory;
    }

    // The index last.
    private static IReadOnlyList<HubFile> Choose(ModelName name, IReadOnlyList<HubFile> files)
    {
        if (files.FirstOrDefault(file => file.IsUnsafe) is { } stray)
            throw new ModelPullException($"The model {name} has a file '{stray.Path}', which leads out of it.");
        var needed = files.Where(file => file.IsNeeded).ToList();
        var absent = _required.Select(component => $"{component}/model.onnx").Append(Index)
            .Where(path => needed.All(file => file.Path != path)).ToList();
        return absent.Count == 0
            ? [.. needed.OrderBy(file => file.Path == Index).ThenBy(file => file.Size)]
            : throw new ModelPullException(
                $"{name}@{name.Revision} has no {string.Join(" and no ", absent)}, so it is no export to ONNX. Some "
                + $"models have one on another branch: try {name}@onnx. Else see {Models.ModelDirectory.Guide}.");
    }

    private static async Task<bool> IsHereAsync(HubFile file, string directory, CancellationToken cancellationToken)
    {
        var path = Path.Combine(directory, file.Path);
        return File.Exists(path) && new FileInfo(path).Length == file.Size
            && await file.Checksum.MatchesAsync(path, cancellationToken);
    }

    private void RequireSpace(List<HubFile> missing, string directory)
    {
        var needed = missing.Sum(file => file.Size - LengthOfPart(file)) + (missing.Count == 0 ? 0 : SpareBytes);
        var free = _freeBytes(directory);
        if (needed > free)
        {
            throw new ModelPullException(
                $"{directory} has {free >> 20:N0} MiB free, and the model needs {needed >> 20:N0} MiB more. Make room, "
                + "or name another directory with --models.");
        }

        long LengthOfPart(HubFile file) =>
            new FileInfo(Path.Combine(directory, file.Path + ".part")) is { Exists: true } part ? part.Length : 0;
    }
}

/// <summary>How far a pull is.</summary>
/// <param name="File">What is being brought.</param>
/// <param name="Bytes">Of the model, that are here.</param>
/// <param name="TotalBytes">Of the model.</param>
public readonly record struct PullProgress(string File, long Bytes, long TotalBytes);

/// <summary>A model cannot be pulled. The message says why, and how to go on.</summary>
public sealed class ModelPullException(string message, Exception? inner = null) : Exception(message, inner);
