using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Holdfast.Images.Rotate;

/// <summary>Parameters of <c>rotate-img-service</c>.</summary>
internal sealed record RotateParameters(
    [Description("Degrees, counter-clockwise. The canvas grows to hold the whole image.")]
    [Range(-1_000_000.0, 1_000_000.0)]
    double Angle,
    [Description("Colour of the corners that appear: transparent, #rrggbb or #rrggbbaa.")]
    [RegularExpression("transparent|#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")]
    string Background = "transparent");
