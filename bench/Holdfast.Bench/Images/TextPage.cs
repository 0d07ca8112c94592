using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Holdfast.Bench.Images;

/// <summary>A page full of text on this machine, the same at every run.</summary>
internal sealed class TextPage : IAsyncDisposable
{
    private const int Paragraphs = 40;
    private const int WordsPerParagraph = 90;

    private readonly WebApplication _site;

    private TextPage(WebApplication site) => _site = site;

    public string Address => _site.Urls.First() + "/";

    public static async Task<TextPage> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var page = new TextPage(builder.Build());
        var html = Html();
        page._site.MapGet("/", () => Results.Text(html, "text/html"));
        await page._site.StartAsync();
        return page;
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private static string Html()
    {
        var random = new Random(7);
        var text = Enumerable.Range(1, Paragraphs).Select(at =>
            $"<h2>{at}. {Words(random, 4)}</h2><p style='color:hsl({at * 9} 60% 30%)'>"
            + $"{Words(random, WordsPerParagraph)}</p>");
        return "<!doctype html><meta charset=utf-8><title>Text</title>"
            + "<body style='font:15px/1.4 sans-serif;columns:3;margin:24px'>" + string.Concat(text);
    }

    private static string Words(Random random, int count) =>
        string.Join(' ', Enumerable.Range(0, count).Select(_ => Word(random)));

    private static string Word(Random random) =>
        string.Create(random.Next(2, 11), random, static (letters, random) =>
        {
            foreach (ref var letter in letters)
                letter = "etaoinshrdlucmfwyp"[(int)(random.NextDouble() * random.NextDouble() * 18)];
        });
}
