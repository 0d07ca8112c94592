namespace Holdfast.Images.Screenshot;

/// <summary>
/// A page could not be captured now, because of the network, its server or the browser: trying again may help.
/// </summary>
internal sealed class PageException(string message, Exception? innerException = null)
    : Exception(message, innerException);
