using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Holdfast.Images.Blur;

/// <summary>Parameters of <c>blur-img-service</c>.</summary>
internal sealed record BlurParameters(
    [Description("Radius in pixels: how far a point spreads, twice. 5 is soft, 20 makes text unreadable.")]
    [Range(0.0, 250.0, MinimumIsExclusive = true)]
    double Blur);
