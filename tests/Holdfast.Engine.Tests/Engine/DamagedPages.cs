using Holdfast.Embedded;
using Holdfast.Embedded.Storage;

namespace Holdfast.Engine.Tests;

/// <summary>A disk that gives back other bytes than it was given.</summary>
public sealed class DamagedPages
{
    private const int PageSize = 4096;
    private const int Invocations = 60;

    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    private static readonly Target _add = new("counter", "add", "k");

    [Fact]
    public async Task Whatever_page_is_damaged_what_was_acknowledged_is_answered_rightly_or_with_an_error()
    {
        await using var host = EmbeddedHost.Start(Services.Counter());
        var answers = new List<int>();
        for (var i = 0; i < Invocations; i++)
            answers.Add(await host.Client.CallAsync<int, int>(_add, 1, Once(i)));
        var file = Path.Combine(host.DataDirectory, Database.FileName);
        byte[] sound = [];
        await host.RestartAsync(() => sound = File.ReadAllBytes(file));

        for (var page = 1; page < sound.Length / PageSize; page++)
        {
            var damaged = sound.ToArray();
            new Random(page).NextBytes(damaged.AsSpan(page * PageSize, PageSize));
            await AssertHonestAsync(host, file, damaged, answers);
        }

        await host.RestartAsync(() => File.WriteAllBytes(file, sound));
        Assert.Equal(Invocations + 1, await host.Client.CallAsync<int, int>(_add, 1));
    }

    private static async Task AssertHonestAsync(EmbeddedHost host, string file, byte[] damaged, List<int> answers)
    {
        try
        {
            await host.RestartAsync(() => File.WriteAllBytes(file, damaged));
        }
        catch (DataDirectoryException refused)
        {
            Assert.Contains("the database file is damaged", refused.Message, StringComparison.Ordinal);
            return;
        }

        for (var i = 0; i < Invocations; i += 7)
        {
            try
            {
                var answer = await host.Client.CallAsync<int, int>(_add, 1, Once(i)).WaitAsync(_deadline);
                Assert.Equal(answers[i], answer);
            }
            catch (Exception error) when (error is not (Xunit.Sdk.XunitException or TimeoutException))
            {
                // An error is honest: nobody was told something else than before.
            }
        }
    }

    private static CallOptions Once(int number) => new() { IdempotencyKey = $"once-{number}" };
}
