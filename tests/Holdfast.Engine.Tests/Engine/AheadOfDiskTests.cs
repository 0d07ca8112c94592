using Holdfast.Embedded.Storage;
using Microsoft.Data.Sqlite;

namespace Holdfast.Engine.Tests;

/// <summary>What a handler does while nothing can be written: what nobody outside can learn of.</summary>
public sealed class AheadOfDiskTests
{
    [Fact]
    public async Task A_handler_goes_on_after_a_side_effect_but_the_next_effect_waits_for_its_result_to_be_durable()
    {
        var (door, wentOn, isFree, tooEarly) = (new Door(), NewSource(), false, false);
        await using var host = EmbeddedHost.Start(Services.Of<Unit, string>(async (ctx, _) =>
        {
            await ctx.RunAsync("first", door.PassAsync);
            wentOn.TrySetResult();
            await ctx.RunAsync("second", _ =>
            {
                tooEarly |= !Volatile.Read(ref isFree);
                return Task.CompletedTask;
            });
            return "done";
        }));
        await PassWhileLockedAsync(host, door, wentOn.Task, _ => Volatile.Write(ref isFree, true));
        Assert.False(tooEarly, "The second effect ran although the result of the first could have been forgotten.");
    }

    [Fact]
    public async Task An_answer_that_follows_from_a_side_effect_waits_for_its_result_to_be_durable()
    {
        var (door, wentOn) = (new Door(), NewSource());
        await using var host = EmbeddedHost.Start(Services.Of<Unit, string>(async (ctx, _) =>
        {
            await ctx.RunAsync("only", door.PassAsync);
            wentOn.TrySetResult();
            return "done";
        }));
        await PassWhileLockedAsync(host, door, wentOn.Task, done => Assert.False(done.IsCompleted));
    }

    /// <summary>Lets the first side effect end while nothing can be written, and the handler end afterwards.</summary>
    /// <param name="host">The engine.</param>
    /// <param name="door">In the side effect.</param>
    /// <param name="wentOn">Done when the handler has its result.</param>
    /// <param name="atTheLast">Called with the call before the database can be written again.</param>
    private static async Task PassWhileLockedAsync(EmbeddedHost host, Door door, Task wentOn, Action<Task> atTheLast)
    {
        var done = host.Client.CallAsync<Unit, string>(Services.Test, Unit.Value);
        await door.Reached;
        using (new LockedDatabase(host.DataDirectory))
        {
            door.Open();
            await wentOn.WaitAsync(TimeSpan.FromSeconds(30));
            await Eventually.True(() => host.Engine.Blocked is not null);
            atTheLast(done);
        }

        Assert.Equal("done", await done);
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Another process that writes to the database, and does not come to an end.</summary>
    private sealed class LockedDatabase : IDisposable
    {
        private readonly SqliteConnection _connection;

        public LockedDatabase(string directory)
        {
            _connection = new($"Data Source={Path.Combine(directory, Database.FileName)};Pooling=False");
            _connection.Open();
            using var begin = _connection.CreateCommand();
            begin.CommandText = "BEGIN IMMEDIATE";
            begin.ExecuteNonQuery();
        }

        public void Dispose() => _connection.Dispose();
    }
}
