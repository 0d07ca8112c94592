using Holdfast.Embedded;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Engine.Tests.Guides;

// The code of docs/guides/testing.md: TestingGuide holds the two together.

internal sealed class TestProgram : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("my-tests-");
    private readonly Action<HoldfastBuilder> _services;
    private IHost _host;

    private TestProgram(Action<HoldfastBuilder> services)
    {
        _services = services;
        _host = Build();
    }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UnixEpoch.AddYears(60));

    public IHoldfastClient Client => _host.Services.GetRequiredService<IHoldfastClient>();

    public static async Task<TestProgram> StartAsync(Action<HoldfastBuilder> services)
    {
        var program = new TestProgram(services);
        await program._host.StartAsync();
        return program;
    }

    /// <summary>Stops the program, and starts it again on the same data.</summary>
    public async Task RestartAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _host = Build();
        await _host.StartAsync();
    }

    /// <summary>Lets time pass until there is the result; fails when an invocation needs an operator.</summary>
    public async Task<T> AfterAsync<T>(Task<T> result, TimeSpan step)
    {
        var queries = _host.Services.GetRequiredService<IInvocationQueries>();
        while (!result.IsCompleted)
        {
            var paused = await queries.ListAsync(new InvocationQuery { Status = InvocationStatus.Paused });
            if (paused.Items.Count > 0)
                throw new InvalidOperationException(paused.Items[0].LastFailure);
            Time.Advance(step);
            await Task.WhenAny(result, Task.Delay(TimeSpan.FromMilliseconds(5)));
        }

        return await result;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _directory.Delete(recursive: true);
    }

    private IHost Build()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddHoldfast(h =>
        {
            _services(h);
            h.UseEmbedded(engine =>
            {
                engine.Directory = _directory.FullName;
                engine.MaxWaitingAttempts = 0; // Every wait suspends: everything is replayed.
            });
        });
        return builder.Build();
    }
}
