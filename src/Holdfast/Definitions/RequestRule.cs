using System.Text.Json.Nodes;

namespace Holdfast;

/// <summary>
/// Which requests from outside a handler takes. Both engines enforce it, with the same words to who breaks it.
/// </summary>
public sealed class RequestRule
{
    private const string Anything = "*/*";
    private const string Json = "application/json";

    private RequestRule(string? contentType, bool isRequired, JsonNode? schema) =>
        (ContentType, IsRequired, Schema) = (contentType, isRequired, schema);

    /// <summary>
    /// Such as <c>application/json</c>, <c>image/*</c>, or <c>*/*</c> for any; null: neither a content type nor a body.
    /// </summary>
    public string? ContentType { get; }

    /// <summary>Is a request with neither content type nor body refused?</summary>
    public bool IsRequired { get; }

    /// <summary>JSON Schema of the body, which then may not be empty; null: anything goes.</summary>
    public JsonNode? Schema { get; }

    internal static RequestRule Of(HandlerDefinition handler, Serdes serdes)
    {
        var accept = handler.Options?.Accept;
        if (handler.Input.IsNothing)
            return new(accept, false, null);

        var written = handler.Input.GetContentType(serdes);
        var schema = handler.Input.GetSchema(serdes);
        if (accept is not null)
            return new(accept, false, schema);

        // Bytes are passed on as they are, so what they are called does not matter.
        return written == RawBytes.ContentType
            ? new(Anything, false, null)
            : new(written, isRequired: written == Json, schema);
    }
}
