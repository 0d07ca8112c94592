using System.Net;
using System.Text.Json;
using Holdfast.StableDiffusion.Servers;

namespace Holdfast.StableDiffusion.Automatic1111;

/// <summary>
/// Tells failures that stay from failures that pass. The server answers almost everything with 500, so it goes by the
/// words: <c>{"error": class, "detail": …, "errors": text}</c>.
/// </summary>
internal static class Automatic1111Failure
{
    public static Exception Explain(
        ServerConnection server, ImageRequest request, ServerAnswer answer, Automatic1111Features features)
    {
        var path = Automatic1111Api.PathOf(request);
        var words = Words.Of(answer);
        if (words.Say("sampler not found"))
            return Sampler.Unknown(request.Sampler, features.Samplers, server.Address);
        if (words.Say("invalid encoded image"))
        {
            return new TerminalException(
                $"{server.Address} cannot read the image to start from: {words}. Use PNG or JPEG.",
                ErrorCode.BadRequest);
        }

        if (words.Error == "OutOfMemoryError" || words.Say("out of memory"))
        {
            return new BackendUnavailableException(
                $"{server.Address} has not enough memory for {request.Width}×{request.Height} now: {words}. "
                + "If that stays so, ask for a smaller image.");
        }

        return answer.Status switch
        {
            HttpStatusCode.NotFound => new BackendUnavailableException(
                $"{server.Address} has no /{path}: {words}. Start AUTOMATIC1111 and its relatives with --api."),
            var status when ServerFailure.BlamesRequest(status) => new TerminalException(
                $"{server.Address} refuses the request (HTTP {(int)status}): {words}.", ErrorCode.BadRequest),
            _ => ServerFailure.Explain(server, path, answer),
        };
    }

    /// <summary>What a failure says of itself.</summary>
    private sealed record Words(string? Error, string Text)
    {
        public static Words Of(ServerAnswer answer)
        {
            if (answer.ToJsonObject() is not { } body)
                return new(null, answer.Excerpt());

            var error = TextOf(body, "error");
            var parts = new[] { error, DetailOf(body), TextOf(body, "errors"), TextOf(body, "message") };
            var text = string.Join(": ", parts.Where(part => part is { Length: > 0 }).Distinct());
            return new(error, text.Length == 0 ? answer.Excerpt() : ServerAnswer.Tidy(text));
        }

        public bool Say(string words) => Text.Contains(words, StringComparison.OrdinalIgnoreCase);

        public override string ToString() => Text.TrimEnd('.');

        // A text, or what FastAPI writes of fields: [{"loc": ["body", "steps"], "msg": "…"}].
        private static string? DetailOf(JsonElement body) =>
            body.TryGetProperty("detail", out var detail) && detail.ValueKind == JsonValueKind.Array
                ? string.Join("; ", detail.EnumerateArray().Select(FieldOf))
                : TextOf(body, "detail");

        private static string FieldOf(JsonElement problem)
        {
            if (problem.ValueKind != JsonValueKind.Object)
                return problem.ToString();

            var place = problem.TryGetProperty("loc", out var loc) && loc.ValueKind == JsonValueKind.Array
                ? string.Join('.', loc.EnumerateArray().Select(part => part.ToString()).Where(part => part != "body"))
                : "";
            return $"{place}: {TextOf(problem, "msg")}";
        }

        private static string? TextOf(JsonElement body, string name) =>
            body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
    }
}
