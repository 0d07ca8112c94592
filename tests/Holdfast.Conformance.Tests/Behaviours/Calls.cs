using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Holdfast.Conformance.Tests.Behaviours;

public sealed class Calls(SharedTargets targets)
{
    [Theory, InEveryMode]
    public async Task A_call_passes_on_bytes_that_nobody_looks_into(Mode mode)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;

        var answer = await ingress.CallAsync("Proxy/call", Proxied.Call("TestUtilsService", "uppercaseEcho", "ping"));

        Assert.Equal(Encoding.UTF8.GetBytes("\"PING\"").Select(value => (int)value), answer.Deserialize<int[]>()!);
    }

    [Theory, InEveryMode]
    public async Task Bytes_that_are_no_text_come_back_as_they_were(Mode mode)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;
        int[] bytes = [0, 255, 128, 34, 10, 127];

        var answer = await ingress.CallAsync(
            "Proxy/call", new { serviceName = "TestUtilsService", handlerName = "rawEcho", message = bytes });

        Assert.Equal(bytes, answer.Deserialize<int[]>());
    }

    [Theory, InEveryMode]
    public async Task Bytes_may_be_written_as_signed_numbers(Mode mode)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;
        int[] signed = [-1, -128, 0];

        var answer = await ingress.CallAsync(
            "Proxy/call", new { serviceName = "TestUtilsService", handlerName = "rawEcho", message = signed });

        Assert.Equal([255, 128, 0], answer.Deserialize<int[]>()!);
    }

    [Theory, InEveryMode]
    public async Task A_send_answers_with_the_id_of_what_it_started(Mode mode)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;
        var key = $"{Guid.NewGuid()}";

        var id = await ingress.CallAsync<string>("Proxy/oneWayCall", Proxied.Call("Counter", "add", 1, key));

        Assert.StartsWith("inv_", id, StringComparison.Ordinal);
        var sum = await ingress.AttachToSentAsync(id);
        Assert.Equal("""{"oldValue":0,"newValue":1}""", sum.GetRawText());
        Assert.Equal(1, await ingress.CallAsync<long>($"Counter/{key}/get"));
    }

    [Theory, InEveryMode]
    public async Task Calls_with_one_idempotency_key_are_one_invocation(Mode mode)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;
        var (key, once) = ($"{Guid.NewGuid()}", $"{Guid.NewGuid()}");
        var call = Proxied.Call("Counter", "add", 1, key, idempotencyKey: once);

        for (var i = 0; i < 3; i++)
        {
            var answer = await ingress.CallAsync<int[]>("Proxy/call", call);
            Assert.Equal(
                """{"oldValue":0,"newValue":1}""", Encoding.UTF8.GetString([.. answer.Select(value => (byte)value)]));
        }

        Assert.Equal(1, await ingress.CallAsync<long>($"Counter/{key}/get"));
        await ShouldHaveOutputAsync(ingress, key, once);
    }

    [Theory, InEveryMode]
    public async Task Sends_with_one_idempotency_key_are_one_invocation(Mode mode)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;
        var (key, once) = ($"{Guid.NewGuid()}", $"{Guid.NewGuid()}");
        var call = Proxied.Call("Counter", "add", 1, key, idempotencyKey: once);

        var first = await ingress.CallAsync<string>("Proxy/oneWayCall", call);
        var second = await ingress.CallAsync<string>("Proxy/oneWayCall", call);

        Assert.Equal(first, second);
        await ingress.AttachToSentAsync(first);
        Assert.Equal(1, await ingress.CallAsync<long>($"Counter/{key}/get"));
        await ShouldHaveOutputAsync(ingress, key, once);
    }

    [Theory, InEveryMode]
    public async Task Delayed_sends_start_together_and_not_before_their_time(Mode mode)
    {
        const int Count = 10;
        var delay = TimeSpan.FromSeconds(1);
        var ingress = (await targets.GetAsync(mode)).Ingress;
        var key = $"{Guid.NewGuid()}";

        var started = Stopwatch.StartNew();
        var call = Proxied.Call("Counter", "add", 1, key, (int)delay.TotalMilliseconds);
        var ids = new List<string>();
        for (var i = 0; i < Count; i++)
            ids.Add(await ingress.CallAsync<string>("Proxy/oneWayCall", call));
        await Task.WhenAll(ids.Select(ingress.AttachToSentAsync));

        Assert.InRange(started.Elapsed, delay, TimeSpan.MaxValue);
        Assert.Equal(Count, await ingress.CallAsync<long>($"Counter/{key}/get"));
    }

    [Theory]
    [InEveryMode(With = ["send call call", "call send call", "send send call"])]
    public async Task Calls_and_sends_to_one_key_arrive_in_the_order_of_the_code(Mode mode, string kinds)
    {
        var ingress = (await targets.GetAsync(mode)).Ingress;
        var key = $"{Guid.NewGuid()}";

        await ingress.CallAsync(
            "Proxy/manyCalls",
            kinds.Split(' ').Select((kind, index) => Proxied.Many(
                Proxied.Call("ListObject", "append", $"{index}", key), isOneWay: kind == "send")));

        Assert.Equal(["0", "1", "2"], await ingress.CallAsync<string[]>($"ListObject/{key}/clear"));
    }

    private static async Task ShouldHaveOutputAsync(Ingress ingress, string key, string idempotencyKey)
    {
        var output = await ingress.GetAsync($"restate/invocation/Counter/{key}/add/{idempotencyKey}/output");
        Assert.Equal("""{"oldValue":0,"newValue":1}""", output.GetRawText());
    }
}
