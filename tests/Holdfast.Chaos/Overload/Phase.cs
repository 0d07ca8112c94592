using System.Collections.Concurrent;
using System.Globalization;

namespace Holdfast.Chaos.Overload;

/// <summary>What callers saw in one part of a run.</summary>
internal sealed class Phase(string name)
{
    private readonly ConcurrentBag<double> _latencies = [];
    private readonly ConcurrentDictionary<string, int> _done = new();
    private readonly ConcurrentDictionary<string, int> _wrong = new();
    private int _refused;

    public string Name => name;

    public int Answered => _latencies.Count;

    public int Refused => _refused;

    /// <summary>Answers for each client, and for each key.</summary>
    public IReadOnlyDictionary<string, int> Done => _done;

    /// <summary>Refusals without a time to come back, and answers that are neither refusal nor result.</summary>
    public IReadOnlyDictionary<string, int> Wrong => _wrong;

    /// <summary>An answer, after so many milliseconds; refusals before it do not count.</summary>
    public void Answer(string client, string key, double millis)
    {
        _latencies.Add(millis);
        _done.AddOrUpdate(client, 1, static (_, count) => count + 1);
        _done.AddOrUpdate(key, 1, static (_, count) => count + 1);
    }

    public void Refuse() => Interlocked.Increment(ref _refused);

    public void NoteWrong(string what) => _wrong.AddOrUpdate(what, 1, static (_, count) => count + 1);

    /// <summary>Half of the answers, and 99 of 100, came within so many milliseconds.</summary>
    public override string ToString()
    {
        var sorted = _latencies.Order().ToList();
        if (sorted.Count == 0)
            return "-/-";
        var (half, most) = (sorted[sorted.Count / 2], sorted[sorted.Count * 99 / 100]);
        return string.Create(CultureInfo.InvariantCulture, $"{half:0}/{most:0}");
    }
}
