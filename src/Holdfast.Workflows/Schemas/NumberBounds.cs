using System.Globalization;
using System.Text.Json;

namespace Holdfast.Workflows.Schemas;

/// <summary>Between what a number must be; null: no bound.</summary>
internal sealed record NumberBounds
{
    public double? Minimum { get; init; }

    public double? Maximum { get; init; }

    public double? ExclusiveMinimum { get; init; }

    public double? ExclusiveMaximum { get; init; }

    /// <summary><c>int32</c> or <c>int64</c>; null: of any size.</summary>
    public string? Format { get; init; }

    public string? ProblemOf(JsonElement value)
    {
        var number = value.GetDouble();
        if (number < Minimum)
            return $"must be at least {Shown(Minimum.Value)}";
        if (number > Maximum)
            return $"must be at most {Shown(Maximum.Value)}";
        if (number <= ExclusiveMinimum)
            return $"must be more than {Shown(ExclusiveMinimum.Value)}";
        if (number >= ExclusiveMaximum)
            return $"must be less than {Shown(ExclusiveMaximum.Value)}";
        return Fits(value, number) ? null : "is too large a number";
    }

    private bool Fits(JsonElement value, double number) => Format switch
    {
        "int32" => number is >= int.MinValue and <= int.MaxValue,
        "int64" => value.TryGetDecimal(out var exact) && exact is >= long.MinValue and <= long.MaxValue,
        _ => double.IsFinite(number),
    };

    private static string Shown(double bound) => bound.ToString(CultureInfo.InvariantCulture);
}
