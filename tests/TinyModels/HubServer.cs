using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Holdfast.Testing.TinyModels;

/// <summary>
/// A model hub on a free port: lists and gives files as Hugging Face's does, with redirects and ranges, and fails when
/// it is told to.
/// </summary>
internal sealed class HubServer : IAsyncDisposable
{
    public const string Commit = "0123abcd";

    // Larger files are in large file storage, and have another checksum.
    private const int LargeFrom = 2_000;

    private readonly WebApplication _app;

    private HubServer(WebApplication app)
    {
        _app = app;
        app.MapGet("/api/models/{owner}/{name}/revision/{revision}", AnswerRevision);
        app.MapGet("/api/models/{owner}/{name}/tree/{commit}", AnswerTree);
        app.MapGet("/{owner}/{name}/resolve/{commit}/{**path}", Redirect);
        app.MapGet("/storage/{**path}", GiveAsync);
    }

    public Uri Address => new(_app.Urls.First());

    /// <summary>The model <c>tiny/model</c>, by path.</summary>
    public ConcurrentDictionary<string, byte[]> Files { get; } = [];

    /// <summary>Requests for content: the path, and the range that was asked for.</summary>
    public ConcurrentQueue<(string Path, string Range)> Given { get; } = [];

    /// <summary>Says for each file how many of its bytes go out before the connection breaks; null: all.</summary>
    public Func<string, int?> BreakAfter { get; set; } = _ => null;

    public bool KnowsRanges { get; set; } = true;

    /// <summary>What goes out instead of a file's content.</summary>
    public Func<string, byte[], byte[]> Content { get; set; } = (_, content) => content;

    /// <summary>Only with this token; null: without.</summary>
    public string? Token { get; set; }

    public int Status { get; set; } = 200;

    /// <summary>Files on the first page of the listing.</summary>
    public int PageSize { get; set; } = 1000;

    public static async Task<HubServer> StartAsync(string? model = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new HubServer(builder.Build());
        await server._app.StartAsync();
        if (model is null)
            return server;
        foreach (var file in Directory.EnumerateFiles(model, "*", SearchOption.AllDirectories))
            server.Files[Path.GetRelativePath(model, file).Replace('\\', '/')] = await File.ReadAllBytesAsync(file);
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult AnswerRevision(string owner, string name, string revision, HttpRequest request) =>
        Refusal(owner, name, request) ?? (revision == "main"
            ? Results.Json(new { id = $"{owner}/{name}", sha = Commit })
            : Results.NotFound(new { error = "Revision Not Found" }));

    private IResult AnswerTree(string owner, string name, string commit, HttpRequest request, HttpResponse response)
    {
        if (Refusal(owner, name, request) is { } refusal)
            return refusal;
        if (commit != Commit || request.Query["recursive"] != "true")
            return Results.NotFound();
        var from = int.TryParse(request.Query["cursor"], out var cursor) ? cursor : 0;
        if (from + PageSize < Files.Count)
        {
            var next = $"{Address}api/models/{owner}/{name}/tree/{commit}?recursive=true&cursor={from + PageSize}";
            response.Headers.Link = $"<{next}>; rel=\"next\"";
        }

        object[] entries =
        [
            new { type = "directory", oid = "1", size = 0, path = "unet" },
            .. Files.OrderBy(file => file.Key).Skip(from).Take(PageSize).Select(file => Entry(file.Key, file.Value)),
        ];
        return Results.Json(entries);
    }

    private static object Entry(string path, byte[] content)
    {
        if (content.Length >= LargeFrom)
        {
            var oid = Convert.ToHexStringLower(SHA256.HashData(content));
            return new { type = "file", oid = "0", size = content.Length, lfs = new { oid }, path };
        }

#pragma warning disable CA5350 // What git names its objects by.
        byte[] blob = [.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content];
        return new { type = "file", oid = Convert.ToHexStringLower(SHA1.HashData(blob)), size = content.Length, path };
#pragma warning restore CA5350
    }

    // As the real one, which has its content elsewhere.
    private IResult Redirect(string owner, string name, string commit, string path, HttpRequest request) =>
        Refusal(owner, name, request) ?? (commit == Commit && Files.ContainsKey(path)
            ? Results.Redirect($"/storage/{path}")
            : Results.NotFound());

    private async Task GiveAsync(string path, HttpContext context)
    {
        var content = Content(path, Files[path]);
        var range = context.Request.Headers.Range.ToString();
        Given.Enqueue((path, range));
        var offset = KnowsRanges && range.Length > 0 ? int.Parse(range["bytes=".Length..^1]) : 0;
        var response = context.Response;
        if (offset > 0)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {offset}-{content.Length - 1}/{content.Length}";
        }

        response.ContentLength = content.Length - offset;
        // Kestrel ends a connection whose answer is shorter than it said.
        var length = Math.Min(BreakAfter(path) ?? int.MaxValue, content.Length - offset);
        await response.Body.WriteAsync(content.AsMemory(offset, length));
    }

    private IResult? Refusal(string owner, string name, HttpRequest request)
    {
        if (Status != 200)
            return Results.StatusCode(Status);
        if (Token is not null && request.Headers.Authorization != $"Bearer {Token}")
            return Results.Unauthorized();
        return $"{owner}/{name}" == "tiny/model" ? null : Results.NotFound();
    }
}
