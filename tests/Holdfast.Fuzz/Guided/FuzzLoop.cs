using System.Globalization;
using System.IO.MemoryMappedFiles;
using Holdfast.Fuzz.Targets;

namespace Holdfast.Fuzz.Guided;

/// <summary>
/// Takes a case that reached something, changes it, tries it, and keeps it if it reached something new: as AFL does,
/// within one process.
/// </summary>
internal sealed class FuzzLoop : IDisposable
{
    /// <summary>Before the figures in a line for whoever started the loop.</summary>
    public const string Figures = "figures";

    // More of the same say nothing new.
    private const int MostFindings = 20;

    private static readonly TimeSpan _longestCase = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _hang = TimeSpan.FromSeconds(30);

    private readonly Coverage _coverage = new();
    private readonly FuzzTarget _target;
    private readonly CaseFiles _files;
    private readonly Random _random;
    private readonly List<byte[]> _corpus = [];
    private readonly MemoryMappedViewAccessor _current;
    private readonly HashSet<string> _known = [];
    private long _cases;

    /// <param name="target">Made here: its code has counters in it, for which there must be memory.</param>
    /// <param name="files">Of this target.</param>
    /// <param name="seed">Of the mutations.</param>
    public FuzzLoop(Func<FuzzTarget> target, CaseFiles files, int seed)
    {
        (_target, _files, _random) = (target(), files, new(seed));
        _current = files.MapCurrent();
    }

    /// <summary>Goes on for some time, or until there are many findings.</summary>
    public void Run(TimeSpan limit, TextWriter output)
    {
        var time = TimeProvider.System;
        var started = time.GetTimestamp();
        using var watch = EndWhenItHangs(time);
        foreach (var input in _target.Seeds.Concat(_files.Kept()))
            Try(input, isSeed: true);
        var mutator = new Mutator(_random, _target.Words);
        while (time.GetElapsedTime(started) < limit && _known.Count < MostFindings)
            Try(mutator.Next(Any(), Any()), isSeed: false);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Figures} {_cases} {_coverage.Edges} {_corpus.Count} {_known.Count}"));
    }

    public void Dispose()
    {
        _current.Dispose();
        _coverage.Dispose();
    }

    // The newer half is where the new code is; any of them may be on the way to more.
    private byte[] Any() => _random.Next(2) == 0
        ? _corpus[_random.Next(_corpus.Count)]
        : _corpus[_random.Next(_corpus.Count / 2, _corpus.Count)];

    private void Try(byte[] input, bool isSeed)
    {
        CaseFiles.Write(_current, input);
        var started = TimeProvider.System.GetTimestamp();
        _coverage.Reset();
        try
        {
            _target.Execute(input);
        }
        catch (Exception error)
        {
            Report(input, error);
        }

        Interlocked.Increment(ref _cases);
        if (_coverage.TakeNew())
        {
            _corpus.Add(input);
            if (!isSeed)
                _files.Keep(input);
        }

        if (TimeProvider.System.GetElapsedTime(started) is var took && took > _longestCase)
            Report(input, new TimeoutException($"It took {took.TotalSeconds:0.0} s."));
    }

    // One of each kind.
    private void Report(byte[] input, Exception error)
    {
        var cause = error.InnerException ?? error;
        var place = cause.StackTrace?.Split('\n')[0].Trim();
        if (_known.Add($"{cause.GetType()} {place}"))
            _files.Report(input, $"{error}");
    }

    // Nothing in this process can break off a case that never ends.
    private Timer EndWhenItHangs(TimeProvider time)
    {
        var before = -1L;
        return new Timer(
            _ =>
            {
                var now = Interlocked.Read(ref _cases);
                if (now == before)
                    Environment.FailFast($"A case took longer than {_hang.TotalSeconds} s.");
                before = now;
            },
            null,
            _hang,
            _hang);
    }
}
