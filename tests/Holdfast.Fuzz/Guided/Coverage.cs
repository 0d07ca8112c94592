using System.Reflection;
using System.Runtime.InteropServices;

namespace Holdfast.Fuzz.Guided;

/// <summary>
/// Which branches a case took, and about how often: the counters that SharpFuzz's instrumentation writes, one byte for
/// each pair of blocks that follow each other.
/// </summary>
internal sealed unsafe class Coverage : IDisposable
{
    private const int Size = 64 * 1024;

    // By name: an assembly that refers to it counts as one that has counters already.
    private static readonly Type _trace = Assembly.Load("SharpFuzz.Common").GetType("SharpFuzz.Common.Trace")!;
    private static readonly FieldInfo _memory = _trace.GetField("SharedMem")!;
    private static readonly FieldInfo _previous = _trace.GetField("PrevLocation")!;
    private static readonly object _start = 0;

    private readonly byte[] _seen = new byte[Size];
    private readonly byte* _counters = (byte*)NativeMemory.AllocZeroed(Size);

    /// <summary>Before any code with counters in it runs.</summary>
    public Coverage() => _memory.SetValue(null, Pointer.Box(_counters, typeof(byte*)));

    /// <summary>Pairs of blocks that any case has reached.</summary>
    public int Edges { get; private set; }

    /// <summary>Begins a case.</summary>
    public void Reset()
    {
        new Span<byte>(_counters, Size).Clear();
        _previous.SetValue(null, _start);
    }

    /// <summary>Whether the case did something that none did before it.</summary>
    public bool TakeNew()
    {
        var isNew = false;
        var words = new ReadOnlySpan<ulong>(_counters, Size / sizeof(ulong));
        for (var word = 0; word < words.Length; word++)
        {
            // Nearly all are zero.
            if (words[word] == 0)
                continue;
            for (var at = word * sizeof(ulong); at < (word + 1) * sizeof(ulong); at++)
                isNew |= Take(at, Magnitude(_counters[at]));
        }

        return isNew;
    }

    public void Dispose()
    {
        _memory.SetValue(null, Pointer.Box(null, typeof(byte*)));
        NativeMemory.Free(_counters);
    }

    private bool Take(int at, byte magnitude)
    {
        if ((magnitude & ~_seen[at]) == 0)
            return false;
        if (_seen[at] == 0)
            Edges++;
        _seen[at] |= magnitude;
        return true;
    }

    // Seven rounds of a loop and six are the same; one and two are not.
    private static byte Magnitude(byte count) => count switch
    {
        0 => 0,
        1 => 1,
        2 => 2,
        3 => 4,
        < 8 => 8,
        < 16 => 16,
        < 32 => 32,
        < 128 => 64,
        _ => 128,
    };
}
