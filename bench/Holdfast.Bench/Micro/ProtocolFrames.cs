using System.Buffers;
using System.IO.Pipelines;
using BenchmarkDotNet.Attributes;
using Holdfast.Engine;
using Holdfast.Restate.Wire;

namespace Holdfast.Bench.Micro;

/// <summary>Messages of the protocol with Restate Server: written, and read from a pipe.</summary>
public class ProtocolFrames
{
    private const int MaxMessageBytes = 1 << 20;
    private readonly AttemptMessage _issue = new AttemptMessage.Issue(new RunCommand(1, "step"));
    private readonly AttemptMessage _propose = new AttemptMessage.ProposeRunCompletion(
        1, new EntryResult.Value(new byte[200]));

    private ReadOnlySequence<byte> _input;

    [GlobalSetup]
    public async Task WriteOnceAsync()
    {
        using var stream = new MemoryStream();
        var pipe = PipeWriter.Create(stream);
        WriteTo(pipe);
        await pipe.FlushAsync();
        _input = new(stream.ToArray());
    }

    [Benchmark(Description = "protocol: write a side effect and its result of 200 bytes")]
    public long Write()
    {
        var pipe = PipeWriter.Create(Stream.Null);
        WriteTo(pipe);
        var written = pipe.UnflushedBytes;
        pipe.Complete();
        return written;
    }

    [Benchmark(Description = "protocol: cut them into frames")]
    public async Task<int> ReadAsync()
    {
        var reader = new FrameReader(PipeReader.Create(_input), MaxMessageBytes);
        var count = 0;
        while (await reader.ReadAsync(CancellationToken.None) is not null)
        {
            reader.Release();
            count++;
        }

        return count;
    }

    private void WriteTo(PipeWriter pipe)
    {
        var writer = new MessageWriter(pipe, ProtocolVersion.V7);
        writer.Write(_issue);
        writer.Write(_propose);
    }
}
