namespace Holdfast.Tests.Restate.Endpoint;

/// <summary>Large values, and more of them than the server takes at a time.</summary>
public sealed class LargeMessages
{
    private const int MiB = 1024 * 1024;

    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_value_of_32_MiB_comes_in_and_goes_out()
    {
        var value = new byte[32 * MiB];
        new Random(1).NextBytes(value);
        await using var host = await RestateHost.StartAsync<byte[], byte[]>((_, request) => Task.FromResult(request));
        await using var stream = await RestateStream.OpenAsync(host);
        await stream.SendAsync(Frame.Start(1), Frame.Input(value));
        var output = await stream.ReadAsync();
        Assert.True(output!.Bytes(14, 1).AsSpan().SequenceEqual(value));
        Assert.Equal(Frame.EndType, (await stream.ReadAsync())!.Type);
    }

    [Fact]
    public async Task A_message_over_the_limit_is_refused_before_it_is_read()
    {
        await using var host = await RestateHost.StartAsync<byte[], byte[]>(
            (_, request) => Task.FromResult(request), configure: options => options.MaxMessageBytes = MiB);
        await using var stream = await RestateStream.OpenAsync(host);
        await stream.SendAsync(Frame.Start(1), Frame.Input(new byte[MiB]));
        var error = await stream.ReadErrorAsync();
        Assert.Equal(571UL, error.Number(1));
        Assert.Contains("1048576", error.Text(2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_that_writes_more_than_the_server_takes_is_held_back()
    {
        const int rounds = 64;
        var written = 0;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await RestateHost.StartAsync<Unit, Unit>(async (ctx, _) =>
        {
            for (var round = 0; round < rounds; round++)
            {
                ctx.Set(new StateKey<byte[]>("page"), new byte[MiB]);
                await ctx.SleepAsync(TimeSpan.Zero);
                Volatile.Write(ref written, round + 1);
            }

            done.SetResult();
            return Unit.Value;
        });
        await using var stream = await RestateStream.OpenAsync(host);

        // All that the handler waits for is there: only the answers that nobody takes can hold it.
        await stream.SendAsync([
            Frame.Start(1), Frame.Input(""), .. Enumerable.Range(1, rounds).Select(id => Frame.SleepDone((uint)id))]);
        await Assert.ThrowsAsync<TimeoutException>(() => done.Task.WaitAsync(TimeSpan.FromSeconds(1)));
        Assert.True(Volatile.Read(ref written) < rounds / 2, $"{written} MiB are written and nobody took them");

        var (types, _) = await stream.ReadToEndAsync();
        await done.Task.WaitAsync(_deadline);
        Assert.Equal(rounds, types.Count(type => type == Frame.SetStateType));
        Assert.Equal([Frame.OutputType, Frame.EndType], types[^2..]);
    }

    [Fact]
    public async Task A_batch_of_64_MiB_arrives_whole()
    {
        const int values = 64;
        await using var host = await RestateHost.StartAsync<Unit, Unit>((ctx, _) =>
        {
            for (var i = 0; i < values; i++)
                ctx.Set(new StateKey<byte[]>($"page {i}"), new byte[MiB]);
            return Task.FromResult(Unit.Value);
        });
        await using var stream = await RestateStream.OpenAsync(host);
        await stream.SendAsync(Frame.Start(1), Frame.Input(""));
        Assert.Equal(values + 2, (await stream.ReadToEndAsync()).Types.Count);
    }
}
