namespace Holdfast.Conformance.Tests;

/// <summary>The program and the engine that executes it.</summary>
internal abstract class ConformanceTarget : IAsyncDisposable
{
    /// <summary>The process with the services.</summary>
    public required ConformanceProgram Program { get; init; }

    /// <summary>Where they are called.</summary>
    public abstract Ingress Ingress { get; }

    /// <summary>Where they are operated.</summary>
    protected abstract HttpClient Admin { get; }

    /// <summary>Starts an engine of this mode, and the program on it.</summary>
    public static async Task<ConformanceTarget> StartInAsync(Mode mode) => mode.IsEmbedded()
        ? await EmbeddedTarget.StartAsync(mode)
        : await RestateTarget.StartAsync(mode);

    /// <summary>Kills the engine, and starts it again.</summary>
    public abstract Task KillEngineAsync();

    /// <summary>Has the engine stop by itself, and starts it again.</summary>
    public abstract Task TerminateEngineAsync();

    /// <summary>Kills the program, and starts it again.</summary>
    public async Task KillProgramAsync()
    {
        await Program.KillAsync();
        await Program.StartAgainAsync();
    }

    /// <summary>Has the program stop by itself, and starts it again.</summary>
    public async Task TerminateProgramAsync()
    {
        Assert.Equal(0, await Program.TerminateAsync());
        await Program.StartAgainAsync();
    }

    /// <summary>Cancels an invocation, unless it has ended.</summary>
    public Task CancelAsync(string invocationId) => PatchAsync($"invocations/{invocationId}/cancel");

    /// <summary>Ends an invocation without its code, unless it has ended.</summary>
    public Task KillAsync(string invocationId) => PatchAsync($"invocations/{invocationId}/kill");

    public abstract ValueTask DisposeAsync();

    private async Task PatchAsync(string path)
    {
        using var response = await Admin.PatchAsync(path, null);
        if (!response.IsSuccessStatusCode && (int)response.StatusCode is not (404 or 409))
            throw new FailedCallException((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync());
    }
}
