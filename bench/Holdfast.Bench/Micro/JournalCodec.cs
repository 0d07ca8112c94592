using BenchmarkDotNet.Attributes;
using Holdfast.Embedded.Journal;
using Holdfast.Engine;

namespace Holdfast.Bench.Micro;

/// <summary>Journal entries to bytes and back: a side effect and its result.</summary>
public class JournalCodec
{
    private readonly EntryWriter _writer = new();
    private readonly JournalEntry _command = new RunCommand(1, "step");
    private readonly JournalEntry _completion = new Notification(
        NotificationId.Completion(1), new EntryResult.Value(new byte[200]));

    private ReadOnlyMemory<byte> _written;

    [GlobalSetup]
    public void WriteOnce()
    {
        Write();
        _written = _writer.ToArray();
    }

    [Benchmark(Description = "journal: write a side effect and its result of 200 bytes")]
    public int Write()
    {
        _writer.Clear();
        _writer.Write(_command);
        _writer.Write(_completion);
        return _writer.Written.Length;
    }

    [Benchmark(Description = "journal: read them")]
    public object Read()
    {
        var reader = new EntryReader(_written);
        reader.Entry();
        return reader.Entry();
    }
}
