using System.Text.Json;

namespace Holdfast.Conformance.Tests.Failures;

/// <summary>Code that does something else on replay is noticed before the difference counts.</summary>
public sealed class NonDeterminism
{
    private const int JournalMismatch = 570;

    private static readonly string[] _handlers =
    [
        "eitherSleepOrCall", "callDifferentMethod", "backgroundInvokeWithDifferentTargets", "setDifferentKey",
    ];

    // The server ends an invocation after its first failed attempt, as it does in Restate's suite.
    private static readonly Dictionary<string, string> _killAtOnce = new()
    {
        ["RESTATE_DEFAULT_RETRY_POLICY__MAX_ATTEMPTS"] = "1",
        ["RESTATE_DEFAULT_RETRY_POLICY__ON_MAX_ATTEMPTS"] = "kill",
        ["RESTATE_DEFAULT_RETRY_POLICY__INITIAL_INTERVAL"] = "1ms",
    };

    [Theory]
    [In(Mode.AlwaysSuspending, Mode.ProtocolV7AlwaysSuspending)]
    public async Task The_caller_is_told_of_a_journal_mismatch(Mode mode)
    {
        await using var target = await RestateTarget.StartAsync(mode, settings: _killAtOnce);
        foreach (var handler in _handlers)
        {
            await target.Ingress.CallAsync($"Counter/{handler}/add", 1);

            var failure = await target.Ingress.FailAsync($"NonDeterministic/{handler}/{handler}");

            Assert.Equal(JournalMismatch, failure.Code);
            Assert.Contains("Journal mismatch", failure.Text, StringComparison.Ordinal);
            Assert.Equal(1, await target.Ingress.CallAsync<long>($"Counter/{handler}/get"));
        }
    }

    [Fact]
    public async Task The_embedded_engine_pauses_an_invocation_with_a_journal_mismatch()
    {
        await using var target = await ConformanceTarget.StartInAsync(Mode.EmbeddedAlwaysSuspending);
        foreach (var handler in _handlers)
            await Eventually.TrueAsync(() => PausesAsync(target.Ingress, handler));
    }

    /// <summary>
    /// Does it pause before its last line, which adds to the counter? False also when what it waited for was there so
    /// soon that its first attempt went on.
    /// </summary>
    private static async Task<bool> PausesAsync(Ingress ingress, string handler)
    {
        var key = $"{Guid.NewGuid()}";
        await ingress.CallAsync($"Counter/{key}/add", 1);
        var sent = await ingress.SendAsync($"NonDeterministic/{key}/{handler}");
        var invocation = default(JsonElement);
        await Eventually.TrueAsync(
            async () =>
            {
                invocation = await ingress.GetAsync($"invocations/{sent.InvocationId}");
                return invocation.GetProperty("status").GetString() is "paused" or "completed";
            },
            () => invocation.GetRawText());
        if (invocation.GetProperty("status").GetString() == "completed")
            return false;

        Assert.Contains(
            "Journal mismatch", invocation.GetProperty("lastFailure").GetString(), StringComparison.Ordinal);
        return await ingress.CallAsync<long>($"Counter/{key}/get") == 1;
    }
}
