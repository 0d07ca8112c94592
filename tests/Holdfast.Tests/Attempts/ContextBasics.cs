using Holdfast.Attempts;
using Holdfast.Engine;
using Holdfast.Tests.Machine;
using Microsoft.Extensions.Logging;
using static Holdfast.Tests.Machine.Scenario;
using static Holdfast.Tests.Machine.Then;

namespace Holdfast.Tests.Attempts;

public sealed class ContextBasics
{
    [Fact]
    public async Task An_awakeable_is_completed_by_the_signal_that_its_id_names()
    {
        Assert.True(AwakeableId.TryParse(AwakeableId.Format(InvocationId, 18), out var invocation, out var signal));
        Assert.Equal((InvocationId, 18u), (invocation, signal));
        await Given().ThenArrives(
                new Notification(NotificationId.Signal(18), Value(2)),
                new Notification(NotificationId.Signal(17), Value(1)))
            .When(async context =>
            {
                var (first, second) = (context.Awakeable<int>(), context.Awakeable<int>());
                Assert.Equal(AwakeableId.Format(InvocationId, 17), first.Id);
                return await first * 10 + await second;
            }).Sends(Ends(12));
    }

    [Fact]
    public Task Signals_of_one_name_are_given_out_in_order_also_when_they_came_early() =>
        Given().ThenArrives(Signalled("go", 1), Signalled("go", 2), Done(1), Signalled("go", 3)).When(async context =>
        {
            await context.SleepAsync(TimeSpan.FromSeconds(1));
            return await context.Signal<int>("go") * 100
                + await context.Signal<int>("go") * 10
                + await context.Signal<int>("go");
        }).Sends([Issue(new SleepCommand(Now.AddSeconds(1), 1)), .. Ends(123)]);

    [Fact]
    public void Random_numbers_are_the_same_on_every_runtime()
    {
        var random = new DurableRandom(42);
        Assert.Equal(
            1_546_998_764_402_558_742UL,
            (ulong)random.NextInt64(long.MinValue, long.MaxValue) ^ 0x8000_0000_0000_0000UL);
        Assert.Equal(new DurableRandom(7).NextGuid(), new DurableRandom(7).NextGuid());
        Assert.Equal(4, new DurableRandom(7).NextGuid().Version);
    }

    [Fact]
    public void Random_numbers_stay_in_their_range()
    {
        var random = new DurableRandom(1);
        for (var i = 0; i < 1_000; i++)
        {
            Assert.InRange(random.Next(-3, 4), -3, 3);
            Assert.InRange(random.NextDouble(), 0, 0.9999999999999999);
            Assert.InRange(random.NextInt64(5), 0, 4);
        }
    }

    [Fact]
    public void The_log_is_silent_while_recorded_commands_are_left()
    {
        var lines = new Lines();
        var machine = new Holdfast.Machine.InvocationMachine("S/h", new()
        {
            InvocationId = InvocationId,
            RandomSeed = 1,
            Journal = [NoInput, new ClearAllStateCommand()],
        });
        var logger = new ReplaySilentLogger(lines, machine);
        logger.Log(LogLevel.Information, 0, "replayed", null, (text, _) => text);
        machine.Issue(new ClearAllStateCommand());
        logger.Log(LogLevel.Information, 0, "new", null, (text, _) => text);
        Assert.Equal(["new"], lines.Written);
    }

    [Fact]
    public void Invocation_ids_are_written_and_read()
    {
        var raw = Enumerable.Range(0, 24).Select(i => (byte)(255 - i * 7)).ToArray();
        var read = new byte[24];
        var text = InvocationIdText.Format(raw);
        Assert.Equal(38, text.Length);
        Assert.True(InvocationIdText.TryParse(text, read));
        Assert.Equal(raw, read);
        Assert.Equal("inv_1" + "00000000001" + "0000000000000000000001", InvocationIdText.Format(
            [1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("inv_1")]
    [InlineData("inv_1zzz")]
    [InlineData("inv_1ZZZZZZZZZZZ0000000000000000000000")]
    [InlineData("inv_100000000000ZZZZZZZZZZZZZZZZZZZZZZ")]
    [InlineData("inv_1000000000-00000000000000000000000")]
    public void What_is_no_invocation_id_is_not_read(string text) =>
        Assert.False(InvocationIdText.TryParse(text, new byte[24]));

    [Fact]
    public void An_object_that_does_not_tell_its_type_is_bad_json() => Assert.Throws<System.Text.Json.JsonException>(
        () => new Serdes().For<Shape>().Deserialize("{}"u8.ToArray()));

    [System.Text.Json.Serialization.JsonDerivedType(typeof(Circle), "circle")]
    private abstract record Shape;

    private sealed record Circle : Shape;

    private sealed class Lines : ILogger
    {
        public List<string> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            Written.Add(formatter(state, exception));
    }
}
