using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Holdfast.Chaos.Driving;

namespace Holdfast.Chaos.Tests.Disk;

/// <summary>A server whose disk fails when a test wants it to, and a client that keeps what it was told.</summary>
internal sealed class TroubledServer : IAsyncDisposable
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("holdfast-disk-");
    private readonly HttpClient _http = new() { Timeout = _deadline };
    private readonly List<string> _acknowledged = [];
    private readonly ServerProcess _process;
    private int _sent;

    public TroubledServer(string? faultLibrary = null)
    {
        Data = Directory.CreateDirectory(Path.Combine(_directory.FullName, "data")).FullName;
        Faults = Directory.CreateDirectory(Path.Combine(_directory.FullName, "faults")).FullName;
        var environment = new Dictionary<string, string>();
        if (faultLibrary is not null)
            (environment["LD_PRELOAD"], environment["HOLDFAST_FAULTS"]) = (faultLibrary, Faults);
        _process = new(EngineKind.Embedded, _directory.FullName, environment);
    }

    public string Data { get; }

    public string Database => Path.Combine(Data, "holdfast.db");

    public string Output => _process.Output;

    private string Faults { get; }

    public async Task StartAsync()
    {
        try
        {
            await _process.Start();
        }
        catch (InvalidOperationException error)
        {
            throw new InvalidOperationException(Output, error);
        }
    }

    /// <summary>Starts it, and waits until it has ended because of its disk.</summary>
    /// <returns>What it said.</returns>
    public async Task<string> StartInVainAsync()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(_process.Start);
        return await EndsAsync();
    }

    /// <summary>Waits until it has ended by itself.</summary>
    /// <returns>What it said.</returns>
    public async Task<string> EndsAsync()
    {
        await _process.WaitForExitAsync();
        return Output;
    }

    public Task KillAsync() => _process.KillAsync();

    /// <summary>From now on this call fails: <c>fsync</c>, <c>write</c> or <c>read</c>.</summary>
    public void Break(string call) => File.Create(Path.Combine(Faults, call)).Dispose();

    public void Repair(string call) => File.Delete(Path.Combine(Faults, call));

    /// <summary>Sends updates one after the other; all are acknowledged.</summary>
    public async Task AcknowledgedAsync(int count)
    {
        for (var i = 0; i < count; i++)
            Assert.True(await TrySendAsync(), $"It was not acknowledged.\n{Output}");
    }

    /// <summary>Sends one more; false: it is not acknowledged.</summary>
    public async Task<bool> TrySendAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"update-{_sent++}");
        try
        {
            using var response = await PostAsync("tally/k/add/send", $"\"{name}\"", name);
            if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Accepted))
                return false;
            _acknowledged.Add(name);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>All that was acknowledged is there, each once; what was not may be there.</summary>
    public async Task AssertNothingIsLostAsync()
    {
        var places = new HashSet<string>();
        foreach (var name in _acknowledged)
        {
            using var response = await PostAsync("tally/k/add", $"\"{name}\"", name);
            var place = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, $"{name}: {place}\n{Output}");
            Assert.True(places.Add(place), $"{name} has the place {place} of another one.");
        }

        using var counted = await PostAsync("tally/k/count", json: null, key: null);
        var count = int.Parse(await counted.Content.ReadAsStringAsync(), CultureInfo.InvariantCulture);
        Assert.InRange(count, _acknowledged.Count, _sent);
    }

    /// <summary>Whether its health endpoint says that it can store what arrives.</summary>
    public async Task<bool> IsReadyAsync()
    {
        using var response = await _http.GetAsync(new Uri(_process.Address, "health/ready"));
        return response.IsSuccessStatusCode;
    }

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var started = Stopwatch.StartNew(); !await condition(); await Task.Delay(20))
            Assert.True(started.Elapsed < _deadline, "It did not come true in time.");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private Task<HttpResponseMessage> PostAsync(string path, string? json, string? key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_process.Address, path));
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        if (key is not null)
            request.Headers.Add("idempotency-key", key);
        return _http.SendAsync(request);
    }
}
