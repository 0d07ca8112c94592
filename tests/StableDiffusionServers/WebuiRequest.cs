using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Testing.StableDiffusionServers;

/// <summary>Bodies of <c>txt2img</c> and <c>img2img</c> as AUTOMATIC1111 reads, refuses and answers them.</summary>
internal static class WebuiRequest
{
    /// <summary>What is refused before it waits for its turn; null: nothing.</summary>
    public static IResult? Refuse(JsonObject body, string kind, Automatic1111Setup setup)
    {
        foreach (var field in new[] { "steps", "width", "height", "seed" })
        {
            if (body[field] is { } value && value.GetValueKind() != JsonValueKind.Number)
                return Invalid(field, "value is not a valid integer");
        }

        if ((int?)body["steps"] < 1)
            return Invalid("steps", "ensure this value is greater than or equal to 1");
        if (body["sampler_name"] is { } sampler && !Automatic1111Server.Samplers.Contains((string?)sampler))
            return Error(setup.UnknownSamplerStatus, "HTTPException", "Sampler not found");
        return kind == "img2img" && body["init_images"] is not JsonArray
            ? Error(404, "HTTPException", "Init image not found")
            : null;
    }

    public static IResult Error(int status, string error, string detail, string errors = "") => Results.Json(
        new JsonObject { ["error"] = error, ["detail"] = detail, ["body"] = "", ["errors"] = errors },
        statusCode: status);

    public static Picture ToPicture(JsonObject body) => new()
    {
        Prompt = (string?)body["prompt"] ?? "",
        NegativePrompt = (string?)body["negative_prompt"] ?? "",
        Seed = (long?)body["seed"] ?? 1,
        Steps = (int?)body["steps"] ?? 50,
        Width = (int?)body["width"] ?? 512,
        Height = (int?)body["height"] ?? 512,
        Guidance = (double?)body["cfg_scale"] ?? 7,
        Sampler = (string?)body["sampler_name"] ?? "Euler",
        Initial = body["init_images"] is JsonArray { Count: > 0 } images ? FromBase64((string)images[0]!) : null,
        Strength = (double?)body["denoising_strength"] ?? 0.75,
    };

    public static JsonObject ToAnswer(
        JsonObject body, Picture picture, Automatic1111Setup setup, string jobTimestamp)
    {
        var image = picture.Paint(setup.SamplesFormat);
        // The grid of one image is that image; another one shows who takes the grid for the image.
        byte[][] files = setup.ReturnsGrid ? [(picture with { Prompt = "grid" }).Paint(), image] : [image];
        var prefix = setup.DataUrls ? $"data:image/{setup.SamplesFormat};base64," : "";
        var info = new JsonObject
        {
            ["seed"] = picture.Seed,
            ["index_of_first_image"] = files.Length - 1,
            ["job_timestamp"] = jobTimestamp,
        };
        var parameters = body.DeepClone().AsObject();
        parameters["init_images"] = null;
        return new()
        {
            ["images"] = new JsonArray([.. files.Select(file => (JsonNode)(prefix + Convert.ToBase64String(file)))]),
            ["parameters"] = parameters,
            ["info"] = setup.EmptyInfo ? "" : info.ToJsonString(),
        };
    }

    private static IResult Invalid(string field, string message) => Results.Json(
        new { detail = new[] { new { loc = new[] { "body", field }, msg = message, type = "value_error" } } },
        statusCode: 422);

    private static byte[] FromBase64(string text)
    {
        var encoded = text[(text.IndexOf(',', StringComparison.Ordinal) + 1)..];
        var file = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded, file, out var count)
            ? file[..count]
            : [];
    }
}
