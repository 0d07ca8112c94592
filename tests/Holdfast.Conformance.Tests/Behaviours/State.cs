using System.Text.Json;

namespace Holdfast.Conformance.Tests.Behaviours;

public sealed class State(SharedTargets targets)
{
    [Theory, InEveryMode]
    public async Task A_value_that_was_set_is_read_by_the_next_invocation(Mode mode)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;
        var counter = $"Counter/{Guid.NewGuid()}";

        Assert.Equal("""{"oldValue":0,"newValue":1}""", (await ingress.CallAsync($"{counter}/add", 1)).GetRawText());
        Assert.Equal("""{"oldValue":1,"newValue":3}""", (await ingress.CallAsync($"{counter}/add", 2)).GetRawText());
        Assert.Equal(3, await ingress.CallAsync<long>($"{counter}/get"));
    }

    [Theory, InEveryMode]
    public async Task A_number_beyond_32_bits_is_kept(Mode mode)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;
        var counter = $"Counter/{Guid.NewGuid()}";

        await ingress.CallAsync($"{counter}/add", 9_007_199_254_740_991);

        Assert.Equal(9_007_199_254_740_991, await ingress.CallAsync<long>($"{counter}/get"));
    }

    [Theory, InEveryMode]
    public async Task What_was_cleared_is_missing(Mode mode)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;
        var counter = $"Counter/{Guid.NewGuid()}";

        await ingress.CallAsync($"{counter}/add", 5);
        var nothing = await ingress.CallAsync($"{counter}/reset");

        Assert.Equal(JsonValueKind.Undefined, nothing.ValueKind);
        Assert.Equal(0, await ingress.CallAsync<long>($"{counter}/get"));
    }

    [Theory, InEveryMode]
    public async Task What_was_set_before_a_failure_stays_set(Mode mode)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;
        var key = $"{Guid.NewGuid()}";

        var failure = await ingress.FailAsync($"Counter/{key}/addThenFail", 1);

        Assert.Equal((500, key), (failure.Code, failure.Text));
        Assert.Equal(1, await ingress.CallAsync<long>($"Counter/{key}/get"));
    }

    [Theory, InEveryMode]
    public async Task Sends_through_another_service_all_count(Mode mode)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;
        var key = $"{Guid.NewGuid()}";

        for (var i = 0; i < 3; i++)
            await ingress.CallAsync("Proxy/oneWayCall", Proxied.Call("Counter", "add", 1, key));

        await Eventually.TrueAsync(async () => await ingress.CallAsync<long>($"Counter/{key}/get") == 3);
    }

    [Theory, InEveryMode]
    public async Task Entries_are_listed_and_cleared_together_and_those_of_other_keys_stay(Mode mode)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;
        var (map, other) = ($"MapObject/{Guid.NewGuid()}", $"MapObject/{Guid.NewGuid()}");

        await ingress.CallAsync($"{map}/set", new { key = "my-key-0", value = "my-value-0" });
        await ingress.CallAsync($"{map}/set", new { key = "my-key-1", value = "my-value-1" });
        await ingress.CallAsync($"{other}/set", new { key = "my-key-2", value = "my-value-2" });
        var cleared = await ingress.CallAsync<Dictionary<string, string>[]>($"{map}/clearAll");

        Assert.Equal(
            ["my-key-0: my-value-0", "my-key-1: my-value-1"],
            cleared.Select(entry => $"{entry["key"]}: {entry["value"]}").Order());
        Assert.Equal("", await ingress.CallAsync<string>($"{map}/get", "my-key-0"));
        Assert.Equal("", await ingress.CallAsync<string>($"{map}/get", "my-key-1"));
        Assert.Equal("my-value-2", await ingress.CallAsync<string>($"{other}/get", "my-key-2"));
    }

    [Theory, InEveryMode]
    public async Task A_list_is_given_as_it_was_when_it_is_cleared(Mode mode)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;
        var list = $"ListObject/{Guid.NewGuid()}";

        Assert.Empty(await ingress.CallAsync<string[]>($"{list}/get"));
        await ingress.CallAsync($"{list}/append", "naïve 🙂");
        await ingress.CallAsync($"{list}/append", "");

        Assert.Equal(["naïve 🙂", ""], await ingress.CallAsync<string[]>($"{list}/get"));
        Assert.Equal(["naïve 🙂", ""], await ingress.CallAsync<string[]>($"{list}/clear"));
        Assert.Empty(await ingress.CallAsync<string[]>($"{list}/get"));
    }
}
