using Holdfast.Embedded;
using Holdfast.Embedded.Journal;
using Holdfast.Embedded.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Engine.Tests;

public sealed class GroupCommitTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("holdfast-test-");

    [Fact]
    public async Task Concurrent_units_share_commits_and_all_become_durable()
    {
        using var database = Database.Open(_directory.FullName);
        using var commit = new GroupCommit(database, NullLogger.Instance);
        var last = 0L;
        for (var i = 0; i < 5_000; i++)
            last = commit.Issue([new StoreWrite.SetState("service", "key", $"{i}", new byte[] { 1 })]);
        await commit.WaitAsync(last);
        Assert.True(commit.Commits < 5_000, $"{commit.Commits} commits for 5,000 units");
        await commit.ApplyAsync();
        using var reader = new InvocationReader(database);
        Assert.Equal(5_000, reader.State("service", "key").Count);
    }

    [Fact]
    public async Task Observers_are_called_in_the_order_of_sequence()
    {
        using var database = Database.Open(_directory.FullName);
        using var commit = new GroupCommit(database, NullLogger.Instance);
        var seen = new List<long>();
        var last = 0L;
        for (var i = 0; i < 1_000; i++)
        {
            var sequence = last = commit.Issue([new StoreWrite.Barrier()]);
            commit.WhenDurable(sequence, _ =>
            {
                lock (seen)
                    seen.Add(sequence);
            });
        }

        await commit.WaitAsync(last);
        await Eventually.True(() => Count() == 1_000);
        Assert.Equal(seen.Order(), seen);

        int Count()
        {
            lock (seen)
                return seen.Count;
        }
    }

    [Fact]
    public async Task A_write_that_breaks_an_invariant_fails_for_good()
    {
        using var database = Database.Open(_directory.FullName);
        using var commit = new GroupCommit(database, NullLogger.Instance);
        commit.Issue([new StoreWrite.EnterInbox("s", "k", 1, 1)]);
        var duplicate = commit.Issue([new StoreWrite.EnterInbox("s", "k", 1, 1)]);
        await Assert.ThrowsAsync<IOException>(async () => await commit.ApplyAsync());
        Assert.NotNull(commit.Failure);
        Assert.True(commit.Applied < duplicate);
    }

    [Fact]
    public void A_second_process_is_refused_with_a_clear_error()
    {
        using var database = Database.Open(_directory.FullName);
        var error = Assert.Throws<DataDirectoryException>(() => Database.Open(_directory.FullName));
        Assert.Equal(DataDirectoryProblem.Locked, error.Problem);
        Assert.Contains("another process has it open", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_of_a_newer_release_is_refused()
    {
        using (var database = Database.Open(_directory.FullName))
        using (var connection = database.Connect())
            connection.Execute("PRAGMA user_version = 999");
        var error = Assert.Throws<DataDirectoryException>(() => Database.Open(_directory.FullName));
        Assert.Equal(DataDirectoryProblem.Newer, error.Problem);
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
