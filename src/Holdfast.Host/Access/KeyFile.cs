using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Host.Access;

/// <summary>
/// The keys of a data directory. The server looks whether the file has changed at each request, so that a new key is
/// good and a revoked one is not from that moment on.
/// </summary>
internal sealed class KeyFile(string directory)
{
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

    public void Add(ApiKey key) => Write([.. All(), key]);

    /// <summary>False: there is none of that name.</summary>
    public bool Remove(string name)
    {
        var left = All().Where(key => key.Name != name).ToList();
        if (left.Count == All().Count)
            return false;
        Write(left);
        return true;
    }

    private List<ApiKey> Read()
    {
        try
        {
            return JsonSerializer.Deserialize<List<ApiKey>>(File.ReadAllText(_path), _json) ?? [];
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
            Directory.CreateDirectory(directory);
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
