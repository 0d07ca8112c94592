using System.Text.Json.Serialization;

namespace Holdfast.Images.Screenshot.DevTools;

/// <summary>A command of the browser's protocol; its properties are the parameters.</summary>
/// <typeparam name="TAnswer">What the browser answers with.</typeparam>
/// <param name="Method">Domain and name.</param>
internal abstract record Command<TAnswer>([property: JsonIgnore] string Method);

/// <summary>The answer that says only that a command was done.</summary>
internal sealed record Done;

/// <summary>Something that happened in the browser; its properties are the parameters.</summary>
internal interface IEvent
{
    /// <summary>Domain and name.</summary>
    static abstract string Method { get; }
}
