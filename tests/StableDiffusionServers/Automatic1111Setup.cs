namespace Holdfast.Testing.StableDiffusionServers;

/// <summary>How an <see cref="Automatic1111Server"/> is started and set, and which of the relatives it is.</summary>
internal sealed record Automatic1111Setup
{
    /// <summary>0: a free one.</summary>
    public int Port { get; init; }

    /// <summary>As behind a proxy: such as <c>/sd</c>.</summary>
    public string PathPrefix { get; init; } = "";

    /// <summary><c>--api-auth user:password</c>; null: no authentication.</summary>
    public string? ApiAuth { get; init; }

    /// <summary>Without <c>--api</c> only the pages of the user interface are there.</summary>
    public bool Api { get; init; } = true;

    /// <summary><c>force_task_id</c> is a field of requests (AUTOMATIC1111 from 1.8, Forge).</summary>
    public bool TaskIds { get; init; } = true;

    /// <summary><c>/internal/progress</c> is there.</summary>
    public bool InternalProgress { get; init; } = true;

    /// <summary><c>/sdapi/v1/progress</c> and <c>/sdapi/v1/interrupt</c> are there.</summary>
    public bool Progress { get; init; } = true;

    /// <summary><c>/openapi.json</c> is there.</summary>
    public bool OpenApi { get; init; } = true;

    /// <summary><c>/sdapi/v1/samplers</c> is there.</summary>
    public bool TellsSamplers { get; init; } = true;

    /// <summary>The settings tell which model is loaded.</summary>
    public bool TellsModel { get; init; } = true;

    /// <summary>The setting <c>samples_format</c>.</summary>
    public string SamplesFormat { get; init; } = "png";

    /// <summary>The settings <c>return_grid</c>, and <c>grid_only_if_multiple</c> off.</summary>
    public bool ReturnsGrid { get; init; }

    /// <summary>Images are data URLs.</summary>
    public bool DataUrls { get; init; }

    /// <summary><c>info</c> is an empty text, as in some relatives.</summary>
    public bool EmptyInfo { get; init; }

    /// <summary>What a sampler that is not there is answered with: 400 today, 404 before.</summary>
    public int UnknownSamplerStatus { get; init; } = 400;

    /// <summary>AUTOMATIC1111 without <c>force_task_id</c>, as before 1.8, and SD.Next.</summary>
    public static Automatic1111Setup WithoutTaskIds { get; } = new() { TaskIds = false };

    /// <summary>What stable-diffusion.cpp and others have of this API.</summary>
    public static Automatic1111Setup Plain { get; } = new()
    {
        TaskIds = false,
        InternalProgress = false,
        Progress = false,
        OpenApi = false,
        EmptyInfo = true,
    };
}
