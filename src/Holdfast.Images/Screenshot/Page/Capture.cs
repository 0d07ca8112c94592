namespace Holdfast.Images.Screenshot.Page;

/// <summary>An image of a page.</summary>
/// <param name="Content">PNG, JPEG or WebP, as asked for.</param>
/// <param name="Remark">What people should know of it, to be appended to a sentence; empty: nothing.</param>
internal sealed record Capture(byte[] Content, string Remark);
