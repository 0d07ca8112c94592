using Holdfast.StableDiffusion.Onnx;
using Holdfast.StableDiffusion.Onnx.Models.Hub;
using Holdfast.Testing.TinyModels;

namespace Holdfast.StableDiffusion.Tests.Onnx;

public sealed class ModelHubTests : IAsyncLifetime
{
    private const string Unet = "unet/model.onnx_data";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("models");
    private readonly HttpClient _http = new();
    private HubServer _server = null!;

    private string Store => Path.Combine(_directory.FullName, "store");

    public async ValueTask InitializeAsync()
    {
        var origin = Path.Combine(_directory.FullName, "origin");
        new TinyModel { HasExternalData = true }.Save(origin);
        _server = await HubServer.StartAsync(origin);
        _server.Files[Unet] = [.. _server.Files[Unet], .. new byte[300_000]];
        _server.Files["README.md"] = [1, 2, 3];
        _server.Files["unet/diffusion_pytorch_model.safetensors"] = new byte[5_000];
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _http.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task A_model_is_pulled_and_makes_images()
    {
        var reports = new PullReports();
        var path = await PullAsync(reports: reports);
        Assert.Equal(Path.Combine(Store, "tiny", "model"), path);
        await using var backend = new OnnxBackend(new() { ModelDirectory = path });
        Assert.NotEmpty(await backend.MakeAsync(TinyBackend.Request, new Reports(), default));

        var last = reports.All[^1];
        Assert.Equal(last.TotalBytes, last.Bytes);
        Assert.Equal(reports.All.Select(report => report.Bytes).Order(), reports.All.Select(report => report.Bytes));
    }

    [Fact]
    public async Task Only_what_is_needed_is_pulled_and_the_index_last()
    {
        var path = await PullAsync();
        Assert.False(File.Exists(Path.Combine(path, "README.md")));
        Assert.Empty(Directory.GetFiles(path, "*.safetensors", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetFiles(path, "*.part", SearchOption.AllDirectories));
        Assert.Equal("model_index.json", _server.Given.Last().Path);
    }

    [Fact]
    public async Task What_is_here_is_not_pulled_again_but_what_changed_is()
    {
        var path = await PullAsync();
        _server.Given.Clear();
        await PullAsync();
        Assert.Empty(_server.Given);

        await File.WriteAllBytesAsync(Path.Combine(path, Unet), new byte[_server.Files[Unet].Length]);
        await PullAsync();
        Assert.Equal(Unet, _server.Given.First().Path);
        Assert.Equal(_server.Files[Unet], await File.ReadAllBytesAsync(Path.Combine(path, Unet)));
    }

    [Fact]
    public async Task A_broken_connection_is_gone_on_with()
    {
        _server.BreakAfter = path => path == Unet ? 70_000 : null;
        var path = await PullAsync();
        var ranges = _server.Given.Where(given => given.Path == Unet).Select(given => given.Range).ToList();
        Assert.Equal(["", "bytes=70000-", "bytes=140000-", "bytes=210000-", "bytes=280000-"], ranges);
        Assert.Equal(_server.Files[Unet], await File.ReadAllBytesAsync(Path.Combine(path, Unet)));
    }

    [Fact]
    public async Task The_next_pull_goes_on_where_one_ended()
    {
        _server.BreakAfter = path => path == Unet ? 0 : null;
        var part = Path.Combine(Store, "tiny/model", Unet + ".part");
        Directory.CreateDirectory(Path.GetDirectoryName(part)!);
        await File.WriteAllBytesAsync(part, _server.Files[Unet][..100_000]);
        var error = await Assert.ThrowsAsync<ModelPullException>(() => PullAsync());
        Assert.Contains("Pull again to go on after 100,000", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(new ModelStore(Store).List(), model => model.Problem is null);

        _server.BreakAfter = _ => null;
        await PullAsync();
        Assert.Equal("bytes=100000-", _server.Given.Last(given => given.Path == Unet).Range);
        Assert.Null(Assert.Single(new ModelStore(Store).List()).Problem);
    }

    [Fact]
    public async Task A_hub_without_ranges_begins_again()
    {
        _server.KnowsRanges = false;
        var first = true;
        _server.BreakAfter = path => path == Unet && Once(ref first) ? 70_000 : null;
        var path = await PullAsync();
        Assert.Equal(_server.Files[Unet], await File.ReadAllBytesAsync(Path.Combine(path, Unet)));
    }

    [Theory]
    [InlineData(Unet)]
    [InlineData("model_index.json")]
    public async Task What_has_another_checksum_is_thrown_away_and_pulled_again(string file)
    {
        var first = true;
        _server.Content = (path, content) => path == file && Once(ref first) ? new byte[content.Length] : content;
        var path = await PullAsync();
        Assert.Equal(2, _server.Given.Count(given => given.Path == file));
        Assert.Equal(_server.Files[file], await File.ReadAllBytesAsync(Path.Combine(path, file)));
    }

    [Fact]
    public async Task What_never_has_its_checksum_is_no_model()
    {
        _server.Content = (path, content) => path == Unet ? new byte[content.Length] : content;
        var error = await Assert.ThrowsAsync<ModelPullException>(() => PullAsync());
        Assert.Contains($"{Unet} did not arrive in 5 tries: its checksum", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Store, "tiny/model", Unet)));
        Assert.False(File.Exists(Path.Combine(Store, "tiny/model/model_index.json")));
    }

    [Fact]
    public async Task More_than_promised_is_not_written()
    {
        _server.Content = (path, content) => path == Unet ? [.. content, .. new byte[1_000_000]] : content;
        var error = await Assert.ThrowsAsync<ModelPullException>(() => PullAsync());
        Assert.Contains("more than", error.Message, StringComparison.Ordinal);
        var part = new FileInfo(Path.Combine(Store, "tiny/model", Unet + ".part"));
        Assert.True(!part.Exists || part.Length <= _server.Files[Unet].Length);
    }

    [Theory]
    [InlineData("../outside.json")]
    [InlineData("unet/../../outside.json")]
    [InlineData("/etc/outside")]
    [InlineData("unet\\..\\outside")]
    [InlineData("C:/outside")]
    public async Task A_path_that_leads_out_is_refused(string path)
    {
        _server.Files[path] = [1];
        var error = await Assert.ThrowsAsync<ModelPullException>(() => PullAsync());
        Assert.Contains("leads out of it", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Store));
    }

    [Fact]
    public async Task A_model_that_is_no_export_is_refused()
    {
        _server.Files.Remove("unet/model.onnx", out _);
        var error = await Assert.ThrowsAsync<ModelPullException>(() => PullAsync());
        Assert.Contains("has no unet/model.onnx", error.Message, StringComparison.Ordinal);
        Assert.Contains("tiny/model@onnx", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listing_of_several_pages_is_read_to_its_end()
    {
        _server.PageSize = 3;
        await PullAsync();
    }

    [Fact]
    public async Task A_model_that_needs_a_token_is_pulled_with_it()
    {
        _server.Token = "secret";
        var error = await Assert.ThrowsAsync<ModelPullException>(() => PullAsync());
        Assert.Contains("HF_TOKEN", error.Message, StringComparison.Ordinal);
        await PullAsync(token: "secret");
    }

    [Theory]
    [InlineData("no/model", "has no model no/model@main")]
    [InlineData("tiny/model@onnx", "has no model tiny/model@onnx")]
    [InlineData("model", "owner/name")]
    [InlineData("../model", "owner/name")]
    [InlineData("tiny/..", "owner/name")]
    public async Task A_model_that_is_not_there(string model, string named)
    {
        var error = await Assert.ThrowsAsync<ModelPullException>(() => PullAsync(model));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hub_that_is_out_of_order_is_named()
    {
        _server.Status = 503;
        var error = await Assert.ThrowsAsync<ModelPullException>(() => PullAsync());
        Assert.Contains("503", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disk_that_is_too_full_is_noticed_first()
    {
        var error = await Assert.ThrowsAsync<ModelPullException>(() => PullAsync(free: 1_000_000));
        Assert.Contains("--models", error.Message, StringComparison.Ordinal);
        Assert.Empty(_server.Given);
    }

    [Fact]
    public void The_environment_says_which_hub()
    {
        File.WriteAllText(Path.Combine(_directory.FullName, "token"), "kept\n");
        var variables = new Dictionary<string, string> { ["HF_HOME"] = _directory.FullName };
        Assert.Equal(
            new() { Endpoint = new("https://huggingface.co"), Token = "kept" },
            ModelHubOptions.From(variables.GetValueOrDefault));
        variables["HF_TOKEN"] = "given";
        variables["HF_ENDPOINT"] = "http://mirror:8080/hub";
        Assert.Equal(
            new() { Endpoint = new("http://mirror:8080/hub"), Token = "given" },
            ModelHubOptions.From(variables.GetValueOrDefault));
        variables["HF_ENDPOINT"] = "mirror";
        Assert.Throws<ModelPullException>(() => ModelHubOptions.From(variables.GetValueOrDefault));
    }

    [Fact]
    public async Task A_model_is_found_by_its_name_or_its_directory()
    {
        var path = await PullAsync();
        var store = new ModelStore(Store);
        Assert.Equal(path, store.Find("tiny/model"));
        Assert.Equal(path, store.Find(path));
        Assert.Equal(Path.GetFullPath("no/model"), store.Find("no/model"));
    }

    [Theory]
    [InlineData("tiny/model", "main")]
    [InlineData("a.b-c/d_e@refs/pr/1", "refs/pr/1")]
    public void Names_have_revisions(string text, string revision) =>
        Assert.Equal(revision, ModelName.Parse(text).Revision);

    private Task<string> PullAsync(
        string model = "tiny/model", PullReports? reports = null, string? token = null, long free = long.MaxValue)
    {
        var options = new ModelHubOptions { Endpoint = _server.Address, Token = token };
        return new ModelHub(_http, options, new(Store), new WithoutPauses(), _ => free)
            .PullAsync(model, reports ?? new(), default);
    }

    private static bool Once(ref bool isFirst)
    {
        var was = isFirst;
        isFirst = false;
        return was;
    }

    private sealed class PullReports : IProgress<PullProgress>
    {
        public List<PullProgress> All { get; } = [];

        public void Report(PullProgress value) => All.Add(value);
    }

    // Pauses between tries end at once; the time that a hub may be silent does not.
    private sealed class WithoutPauses : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime < TimeSpan.FromSeconds(30) ? TimeSpan.Zero : dueTime, period);
    }
}
