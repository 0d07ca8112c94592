using System.Net;
using Holdfast.Host.Configuration;
using Holdfast.Host.Serving;

namespace Holdfast.Host.Composition;

/// <summary>
/// A worker in the process of the server that it works for, on a port of its own that only this machine sees.
/// </summary>
internal sealed class WorkerBeside : IAsyncDisposable
{
    private readonly EngineAnswers _answers;
    private readonly Server _worker;

    private WorkerBeside(Server worker, EngineAnswers answers) => (_worker, _answers) = (worker, answers);

    /// <summary>Where the steps find it.</summary>
    public Uri Address => _worker.Address;

    /// <summary>Starts it; it takes up what an earlier process left.</summary>
    /// <exception cref="ProgramException">It cannot start.</exception>
    public static async Task<WorkerBeside> StartAsync(ServerOptions options)
    {
        var own = options with
        {
            Bind = IPAddress.Loopback,
            Port = 0,
            Access = options.Access with { AllowAnonymous = true, IsLocalOnly = true },
        };
        var answers = new EngineAnswers();
        return new(await Server.StartAsync(new WorkerProcess(own, answers, isBeside: true), own), answers);
    }

    /// <summary>Tells it whose invocations wait for its outcomes.</summary>
    public void AnswerTo(Server server) => _answers.Engine = server.Engine;

    /// <summary>After the server: says whether the worker stopped well, too.</summary>
    public Task RunUntilStoppedAsync() => _worker.RunUntilStoppedAsync();

    public ValueTask DisposeAsync() => _worker.DisposeAsync();
}
