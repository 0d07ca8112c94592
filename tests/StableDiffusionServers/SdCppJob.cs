using System.Text.Json.Nodes;

namespace Holdfast.Testing.StableDiffusionServers;

/// <summary>A job of <see cref="StableDiffusionCppServer"/>, whose lock guards it.</summary>
internal sealed class SdCppJob(string id, JsonObject request, Picture picture)
{
    private byte[]? _image;
    private JsonNode? _error;

    public string Id => id;

    public JsonObject Request => request;

    public Picture Picture => picture;

    public string Status { get; private set; } = "queued";

    public bool IsQueued => Status == "queued";

    public bool IsPending => Status is "queued" or "generating";

    public string OutputFormat => (string?)request["output_format"] ?? "png";

    /// <summary>Null: the parameters are wrong. What is not a number is passed over, as in the original.</summary>
    public static Picture? Parse(JsonObject body)
    {
        var sampling = body["sample_params"];
        var initial = (string?)body["init_image"] is { } text ? Convert.FromBase64String(text) : null;
        if (initial is not null && !Picture.IsImage(initial))
            return null;
        if (body["width"] is { } width && (int)width < 8)
            return null;

        var sampler = (string?)sampling?["sample_method"];
        return new()
        {
            Prompt = (string?)body["prompt"] ?? "",
            NegativePrompt = (string?)body["negative_prompt"] ?? "",
            Seed = (long?)body["seed"] ?? 42,
            Steps = (int?)sampling?["sample_steps"] ?? 20,
            Width = (int?)body["width"] ?? 512,
            Height = (int?)body["height"] ?? 512,
            Guidance = (double?)sampling?["guidance"]?["txt_cfg"] ?? 7,
            // A name that it does not know is passed over in silence.
            Sampler = StableDiffusionCppServer.Samplers.Contains(sampler) ? sampler! : "euler_a",
            Initial = initial,
            Strength = (double?)body["strength"] ?? 0.75,
        };
    }

    public bool Begin()
    {
        if (!IsQueued)
            return false;
        Status = "generating";
        return true;
    }

    public void Cancel()
    {
        if (!IsQueued)
            return;
        Status = "cancelled";
        _error = Error("cancelled", "job cancelled by client");
    }

    public void End(byte[]? image, JsonNode? error)
    {
        Status = image is null ? "failed" : "completed";
        (_image, _error) = (image, error);
    }

    public JsonObject ToJson(int waitingBefore) => new()
    {
        ["id"] = Id,
        ["kind"] = "img_gen",
        ["status"] = Status,
        ["created"] = 1,
        ["started"] = IsQueued ? null : 2,
        ["completed"] = IsPending ? null : 3,
        ["queue_position"] = IsQueued ? waitingBefore + 1 : 0,
        ["result"] = _image is null ? null : new JsonObject
        {
            ["output_format"] = OutputFormat,
            ["images"] = new JsonArray(
                new JsonObject { ["index"] = 0, ["b64_json"] = Convert.ToBase64String(_image) }),
        },
        ["error"] = _error?.DeepClone(),
    };

    public static JsonObject Error(string code, string message) => new() { ["code"] = code, ["message"] = message };
}
