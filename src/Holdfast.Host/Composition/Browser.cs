using Holdfast.Host.Configuration;
using Holdfast.Images;

namespace Holdfast.Host.Composition;

/// <summary>The browser for screenshots.</summary>
internal static class Browser
{
    /// <summary>Its path.</summary>
    /// <exception cref="ProgramException">There is none; the message says how to get one.</exception>
    public static string Require(ServerOptions options)
    {
        try
        {
            return ChromiumLocator.Find(options.Chromium).Path;
        }
        catch (FileNotFoundException missing)
        {
            throw new ProgramException(ExitCode.NoBrowser, missing.Message, missing);
        }
    }
}
