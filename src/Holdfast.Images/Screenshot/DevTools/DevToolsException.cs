namespace Holdfast.Images.Screenshot.DevTools;

/// <summary>The browser did not do what it was told to, or it is gone.</summary>
internal sealed class DevToolsException(string message) : Exception(message);
