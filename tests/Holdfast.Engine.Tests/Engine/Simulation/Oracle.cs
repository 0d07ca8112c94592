using System.Text;
using Holdfast.Embedded;

namespace Holdfast.Engine.Tests.Simulation;

/// <summary>Knows what was promised, asks what became of it, and tells the world what does not fit.</summary>
internal sealed class Oracle(
    EmbeddedHost host,
    World world,
    Life life,
    IReadOnlyList<Promised> promises,
    IReadOnlyList<(string Key, string Token)> ordered,
    bool forgets)
{
    /// <summary>Asks for all results there are; nobody may be told another one later.</summary>
    /// <returns>Whether all have ended.</returns>
    public async Task<bool> TellAsync()
    {
        var all = true;
        foreach (var promised in promises)
        {
            Completed? completed;
            try
            {
                completed = await host.Engine.OutputAsync(new InvocationTarget.ById(promised.Id), default);
            }
            catch (TerminalException error) when (error.Code == ErrorCode.NotFound && (promised.MayBeGone || forgets))
            {
                continue;
            }

            all &= completed is not null;
            if (completed is null)
            {
                world.Check(promised.Told is null, $"{promised.Id} had ended, and has not any more");
                continue;
            }

            var result = completed.Result is EntryResult.Value value
                ? Encoding.UTF8.GetString(value.Bytes.Span)
                : completed.Result.ToString();
            promised.Told ??= result;
            var position = DiskImage.LengthOfLog(host.DataDirectory);
            promised.ToldAt = Math.Min(promised.ToldAt, position);
            life.Bind(life.Behind.GetValueOrDefault(promised.Id, []), position);
            world.Check(promised.Told == result, $"{promised.Id} ended with {promised.Told}, then with {result}");
        }

        return all;
    }

    /// <summary>Everything happened once, in order, and ended as it was told.</summary>
    public async Task VerifyAsync()
    {
        var lists = new Dictionary<string, string[]>();
        foreach (var list in Enumerable.Range(0, History.Lists).Select(list => $"l{list}"))
            lists[list] = await host.Client.CallAsync<Unit, string[]>(new Target("list", "get", list), default);
        foreach (var promised in promises)
        {
            var isForgotten = promised.Told is null && (promised.MayBeGone || forgets);
            if (!promised.MayBeBrokenOff && !isForgotten && promised.Expected is { } expected)
                world.Check(promised.Told == expected, $"{promised.Id}: expected {expected}, was {promised.Told}");
            foreach (var (key, token) in promised.Appends)
            {
                var count = lists[key].Count(item => item == token);
                var isRight = count == 1 || (count == 0 && promised.MayBeBrokenOff);
                world.Check(isRight, $"{token} is {count} times in {key}");
            }
        }

        foreach (var (key, items) in lists)
        {
            var accepted = ordered.Where(item => item.Key == key && items.Contains(item.Token))
                .Select(item => item.Token).ToList();
            var applied = items.Where(accepted.Contains).ToList();
            world.Check(
                accepted.SequenceEqual(applied),
                $"{key}: accepted {string.Join(' ', accepted)}, applied {string.Join(' ', applied)}");
        }
    }

    /// <summary>Whoever sends what was accepted once more, is told the same invocation.</summary>
    public async Task VerifyKeysAsync()
    {
        foreach (var promised in promises.Where(promised => promised is { IdempotencyKey: not null, MayBeGone: false }))
        {
            var options = new CallOptions { IdempotencyKey = promised.IdempotencyKey };
            var again = await host.Client.SendAsync(
                new Target("script", "go"), new Script("never", []), delay: null, options);
            world.Check(!again.IsNew && again.InvocationId == promised.Id, $"{promised.Id} became another one");
        }
    }
}
