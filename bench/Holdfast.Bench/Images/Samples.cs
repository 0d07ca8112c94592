namespace Holdfast.Bench.Images;

/// <summary>Repetitions of one thing.</summary>
internal sealed class Samples
{
    private readonly List<double> _milliseconds = [];

    public double Median => _milliseconds.Order().ElementAt(_milliseconds.Count / 2);

    public void Add(double milliseconds) => _milliseconds.Add(milliseconds);

    /// <summary>The median, and between which values.</summary>
    public override string ToString() => $"{Median:N0} ({_milliseconds.Min():N0}–{_milliseconds.Max():N0})";
}
