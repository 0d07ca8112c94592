using System.Text;
using Holdfast.Workflows.Steps;

namespace Holdfast.Tests.Workflows;

/// <summary>The result of a step's side effect and its time are one journal entry, which people can read.</summary>
public sealed class TimedResults
{
    private static readonly DateTimeOffset _time = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_json_value_stays_json()
    {
        var serde = new TimedSerde<int[]>(new Serdes().For<int[]>());

        var bytes = serde.Serialize(new([1, 2], _time));

        Assert.Equal(
            """{"finishedAt":"2026-11-23T10:00:00+00:00","value":[1,2]}""", Encoding.UTF8.GetString(bytes.Span));
        Assert.Equal([1, 2], serde.Deserialize(bytes).Value);
        Assert.Equal(_time, serde.Deserialize(bytes).FinishedAt);
    }

    [Fact]
    public void Null_is_a_value()
    {
        var serde = new TimedSerde<string?>(new Serdes().For<string?>());

        Assert.Null(serde.Deserialize(serde.Serialize(new(null, _time))).Value);
    }

    [Fact]
    public void Bytes_come_back_as_they_were()
    {
        var serde = new TimedSerde<byte[]>(new Serdes().For<byte[]>());

        Assert.Equal([0, 0xFF, 0x89], serde.Deserialize(serde.Serialize(new([0, 0xFF, 0x89], _time))).Value);
    }

    [Fact]
    public void Nothing_comes_back_as_nothing()
    {
        var serde = new TimedSerde<Unit>(new Serdes().For<Unit>());

        Assert.Equal(_time, serde.Deserialize(serde.Serialize(new(default, _time))).FinishedAt);
    }
}
