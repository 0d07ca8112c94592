namespace Holdfast.Images.Screenshot.Network;

/// <summary>Nothing is loaded from a host.</summary>
/// <param name="reason">Half a sentence or more, for people.</param>
/// <param name="isLasting">Trying again does not help.</param>
internal sealed class UnreachableException(string reason, bool isLasting) : Exception(reason)
{
    public bool IsLasting { get; } = isLasting;
}
