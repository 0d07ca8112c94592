using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Host.Access;

/// <summary>
/// The keys of a data directory. The server looks whether the file has changed at each request, so that a new key is
/// good and a revoked one is not from that moment on.
/// </summary>
internal sealed class KeyFile(string directory)
{
    // Whoever changes the file holds a lock for some milliseconds; a change that is waited for longer has got stuck.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly string _path = Path.Combine(directory, "keys.json");
    private volatile Snapshot _current = new((default, 0), []);

    /// <summary>All keys, in the order of their making.</summary>
    /// <exception cref="ProgramException">The file cannot be read.</exception>
    public IReadOnlyList<ApiKey> All()
    {
        var file = new FileInfo(_path);
        var version = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
        if (_current.Version != version)
            _current = new(version, file.Exists ? Read() : []);
        return _current.Keys;
    }

    /// <summary>The key that was presented; null: there is none.</summary>
    public ApiKey? Find(string presented)
    {
        var hash = ApiKey.HashOf(presented);
        ApiKey? found = null;
        foreach (var key in All())
            found = key.Matches(hash) ? key : found;
        return found;
    }

    /// <summary>False: there is one of that name already.</summary>
    public Task<bool> AddAsync(ApiKey key) => ChangeAsync(keys =>
    {
        var isNew = keys.TrueForAll(other => other.Name != key.Name);
        if (isNew)
            keys.Add(key);
        return isNew;
    });

    /// <summary>False: there is none of that name.</summary>
    public Task<bool> RemoveAsync(string name) => ChangeAsync(keys => keys.RemoveAll(key => key.Name == name) > 0);

    // One change at a time, whichever process makes it: of two at once, one would be lost.
    private async Task<bool> ChangeAsync(Func<List<ApiKey>, bool> change)
    {
        Directory.CreateDirectory(directory);
        await using var turn = await TakeTurnAsync();
        var keys = File.Exists(_path) ? Read() : [];
        if (!change(keys))
            return false;
        Write(keys);
        return true;
    }

    private async Task<FileStream> TakeTurnAsync()
    {
        var path = Path.ChangeExtension(_path, ".lock");
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (TimeProvider.System.GetElapsedTime(started) < _patience)
            {
                await Task.Delay(_pause, TimeProvider.System);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new ProgramException(
                    ExitCode.DataUnusable,
                    $"The keys cannot be changed: {error.Message} See to it that this user may write to {directory}, "
                    + "and that no other 'holdfast keys' hangs.",
                    error);
            }
        }
    }

    private List<ApiKey> Read()
    {
        try
        {
            var keys = JsonSerializer.Deserialize<List<ApiKey?>>(File.ReadAllText(_path), _json) ?? [];
            return keys.TrueForAll(key => key is { IsWhole: true })
                ? keys.ConvertAll(key => key!)
                : throw new JsonException("A key in it lacks its name, role or hash.");
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ProgramException(
                ExitCode.DataUnusable,
                $"The keys in {_path} cannot be read: {error.Message} Repair the file, or delete it and make new keys.",
                error);
        }
    }

    // A new file in the place of the old one: readers see one of them, whole.
    private void Write(IReadOnlyList<ApiKey> keys)
    {
        try
        {
            var next = $"{_path}.{Guid.NewGuid():N}";
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = OwnerOnly;
            using (var file = new FileStream(next, options))
            {
                JsonSerializer.Serialize(file, keys, _json);
                file.Flush(flushToDisk: true);
            }

            File.Move(next, _path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ProgramException(ExitCode.DataUnusable, $"Cannot write {_path}: {error.Message}", error);
        }
    }

    private sealed record Snapshot((DateTime, long) Version, IReadOnlyList<ApiKey> Keys);
}
