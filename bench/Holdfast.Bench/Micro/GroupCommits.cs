using BenchmarkDotNet.Attributes;
using Holdfast.Embedded.Journal;
using Holdfast.Embedded.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Bench.Micro;

/// <summary>The writer of the database: until so many units of one value each are on disk.</summary>
public class GroupCommits : IDisposable
{
    private readonly byte[] _value = new byte[200];
    private DirectoryInfo _directory = null!;
    private Database _database = null!;
    private GroupCommit _commits = null!;

    [Params(1, 64, 1024)]
    public int Units { get; set; }

    [GlobalSetup]
    public void Open()
    {
        _directory = MeasuredEngine.NewDirectory();
        _database = Database.Open(_directory.FullName);
        _commits = new(_database, NullLogger.Instance);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _commits.Dispose();
        _database.Dispose();
        _directory.Delete(recursive: true);
    }

    [Benchmark(Description = "group commit, ")]
    public async Task CommitAsync()
    {
        var last = 0L;
        for (var unit = 0; unit < Units; unit++)
            last = _commits.Issue([new StoreWrite.SetState("bench", $"key{unit}", "value", _value)]);
        await _commits.WaitAsync(last);
    }
}
