using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Holdfast.Generators.Services.Reading;

/// <summary>Takes over what a handler's XML comment says to callers; the context parameter is none of theirs.</summary>
internal static class DocumentationReader
{
    public static HandlerDocumentation Read(IMethodSymbol method, string requestName)
    {
        var elements = Parse(method.GetDocumentationCommentXml());
        var about = elements.Where(element => !IsOutcome(element) && !IsOtherParameter(element, method));
        return new(
            new(about.SelectMany(element => Lines(Renamed(element, requestName)))),
            new(elements.Where(IsOutcome).SelectMany(Lines)));
    }

    private static IReadOnlyCollection<XElement> Parse(string? xml)
    {
        try
        {
            return string.IsNullOrEmpty(xml) ? [] : [.. XElement.Parse(xml, LoadOptions.PreserveWhitespace).Elements()];
        }
        catch (XmlException)
        {
            // The compiler reports a comment that is not XML; the clients then go without.
            return [];
        }
    }

    private static bool IsOutcome(XElement element) => element.Name.LocalName is "returns" or "exception";

    private static bool IsOtherParameter(XElement element, IMethodSymbol method) =>
        element.Name.LocalName is "param"
        && element.Attribute("name")?.Value != method.Parameters.ElementAtOrDefault(1)?.Name;

    private static XElement Renamed(XElement element, string requestName)
    {
        if (element.Name.LocalName is "param")
            element.SetAttributeValue("name", requestName);
        return element;
    }

    private static IEnumerable<string> Lines(XElement element) =>
        from line in element.ToString(SaveOptions.DisableFormatting).Split('\n')
        where line.Trim().Length > 0
        select line.Trim();
}
