using System.Globalization;
using CsCheck;
using Holdfast.Restate.Wire;

namespace Holdfast.Tests.Restate.Wire;

/// <summary>
/// Whatever comes, reading ends: with messages, or with the one error that the endpoint knows, and without taking more
/// memory than what came accounts for. HOLDFAST_FUZZ sets the number of cases.
/// </summary>
public sealed class HostileBytes
{
    private const int DefaultCases = 20_000;
    private const int Limit = 4096;

    // The smallest part of a message has two bytes and becomes an object, a place in a list and maybe in a dictionary.
    private const int MaxAllocatedPerByte = 128;
    private const int MaxAllocatedBesides = 64 * 1024;

    private static readonly int _cases =
        Environment.GetEnvironmentVariable("HOLDFAST_FUZZ") is { Length: > 0 } cases
            ? int.Parse(cases, CultureInfo.InvariantCulture)
            : DefaultCases;

    private static readonly ushort[] _types = [.. Enum.GetValues<MessageType>().Select(type => (ushort)type)];

    private static readonly Gen<byte[]> _stream = Gen.Select(
        AnyEntry.Command(ProtocolVersion.V7).Array[0, 4],
        AnyEntry.Notification(ProtocolVersion.V7).Array[0, 4],
        (commands, notifications) => (byte[])
        [
            .. WireBytes.Journal([.. commands.Select(command => WireBytes.Written(ProtocolVersion.V7, command))]),
            .. notifications.SelectMany(sent => NotificationBytes.Of(sent.Type, sent.Notification)),
        ]);

    /// <summary>A position, what to do there, and with which byte.</summary>
    private static readonly Gen<(int Position, int Kind, byte Byte)[]> _mutations =
        Gen.Select(Gen.Int[0, 100_000], Gen.Int[0, 4], Gen.Byte).Array[1, 6];

    private static readonly Gen<ProtocolVersion> _version =
        Gen.Int[5, 7].Select(version => (ProtocolVersion)version);

    [Fact]
    public void Mutated_streams() =>
        Gen.Select(_stream, _mutations, _version).Sample(
            (stream, mutations, version) => Survives(Mutated(stream, mutations), version), iter: _cases);

    [Fact]
    public void Random_bodies_in_proper_frames() =>
        Gen.Select(
            Gen.Select(Gen.Int[0, _types.Length - 1], Gen.Byte.Array[0, 60]).Array[0, 5], _version).Sample(
            (frames, version) =>
            {
                var bytes = frames.Select(frame => WireBytes.Frame(_types[frame.Item1], frame.Item2)).ToArray();
                Survives(WireBytes.Journal(bytes), version);
                Survives([.. WireBytes.Journal(), .. bytes.SelectMany(frame => frame)], version);
            },
            iter: _cases);

    [Fact]
    public void Random_bytes() =>
        Gen.Select(Gen.Byte.Array[0, 200], _version).Sample(Survives, iter: _cases);

    [Fact]
    public void Announced_entries_that_never_come_take_no_memory()
    {
        var start = WireBytes.Start(0);
        start.KnownEntries = uint.MaxValue;
        Survives(WireBytes.Frame(MessageType.Start, start), ProtocolVersion.V7);
    }

    private static void Survives(byte[] bytes, ProtocolVersion version)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var reading = WireBytes.ToEndAsync(WireBytes.Reader(bytes, version, Limit));
        // All bytes are there: nothing waits, and all of it happened on this thread.
        Assert.True(reading.IsCompleted);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(reading.Exception?.InnerException is null or ProtocolException, reading.Exception?.ToString());
        Assert.InRange(allocated, 0, MaxAllocatedBesides + MaxAllocatedPerByte * bytes.Length);
    }

    private static byte[] Mutated(byte[] stream, (int Position, int Kind, byte Byte)[] mutations)
    {
        var bytes = stream.ToList();
        foreach (var (position, kind, value) in mutations)
        {
            var at = position % (bytes.Count + 1);
            if (kind == 0 || at == bytes.Count)
                bytes.Insert(at, value);
            else if (kind == 1)
                bytes.RemoveAt(at);
            else if (kind == 2)
                bytes[at] = value;
            else if (kind == 3)
                bytes[at] ^= (byte)(1 << (value % 8));
            else
                bytes.RemoveRange(at, bytes.Count - at);
        }

        return [.. bytes];
    }
}
