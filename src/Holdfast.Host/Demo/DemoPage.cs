using System.Reflection;

namespace Holdfast.Host.Demo;

/// <summary>A page to take screenshots of, so that first steps need no internet.</summary>
internal static class DemoPage
{
    public const string Path = "/demo/page";

    public static void MapDemoPage(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet(Path, (RequestDelegate)(async context =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            await using var page = Assembly.GetExecutingAssembly().GetManifestResourceStream("demo-page.html")!;
            await page.CopyToAsync(context.Response.Body, context.RequestAborted);
        })).AllowAnonymous();
}
