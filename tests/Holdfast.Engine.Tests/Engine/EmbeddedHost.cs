using Holdfast.Embedded;
using Holdfast.Embedded.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Engine.Tests;

/// <summary>The real engine on a real database in a folder of its own, with a clock that the test moves.</summary>
internal sealed class EmbeddedHost : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("holdfast-test-");
    private readonly EmbeddedOptions _options;
    private Dictionary<string, ServiceDefinition> _services;

    private EmbeddedHost(EmbeddedOptions options, IEnumerable<ServiceDefinition> services)
    {
        _options = options with { Directory = _directory.FullName };
        _services = services.ToDictionary(service => service.Name);
        Engine = Start();
    }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000))
    {
        AutoAdvanceAmount = TimeSpan.Zero,
    };

    public EmbeddedEngine Engine { get; private set; }

    public IHoldfastClient Client => new EmbeddedClient(Engine, new Serdes());

    public string DataDirectory => _directory.FullName;

    public static EmbeddedHost Start(params ServiceDefinition[] services) => Start(new EmbeddedOptions(), services);

    public static EmbeddedHost Start(EmbeddedOptions options, params ServiceDefinition[] services) =>
        new(options, services);

    /// <summary>Stops the engine, and starts it again on the same data, maybe with other code.</summary>
    public async Task RestartAsync(params ServiceDefinition[] services)
    {
        await Engine.DisposeAsync();
        if (services.Length > 0)
            _services = services.ToDictionary(service => service.Name);
        Engine = Start();
    }

    /// <summary>Stops the engine, and starts it with the services that are made then.</summary>
    public async Task RestartAsync(Func<ServiceDefinition[]> services)
    {
        await Engine.DisposeAsync();
        _services = services().ToDictionary(service => service.Name);
        Engine = Start();
    }

    /// <summary>Goes on with what was committed at this moment, and with nothing that the engine did later.</summary>
    public async Task CrashAsync(params ServiceDefinition[] services)
    {
        var database = Path.Combine(DataDirectory, Database.FileName);
        var copy = database + ".copy";
        using (var from = new SqliteConnection($"Data Source={database};Pooling=False"))
        using (var to = new SqliteConnection($"Data Source={copy};Pooling=False"))
        {
            from.Open();
            to.Open();
            from.BackupDatabase(to);
        }

        await Engine.DisposeAsync();
        File.Delete(database + "-wal");
        File.Delete(database + "-shm");
        File.Move(copy, database, overwrite: true);
        _services = services.ToDictionary(service => service.Name);
        Engine = Start();
    }

    /// <summary>Stops the engine, does something to its files, and starts it again.</summary>
    public async Task RestartAsync(Action whileStopped)
    {
        await Engine.DisposeAsync();
        whileStopped();
        Engine = Start();
    }

    /// <summary>Waits until the invocation has this status.</summary>
    public Task<InvocationInfo> UntilAsync(string invocationId, InvocationStatus status) =>
        Eventually.AsyncValue(async () =>
        {
            var info = await Engine.FindAsync(invocationId, CancellationToken.None);
            return info?.Status == status ? info : null;
        });

    /// <summary>Moves the clock on, step by step, until the invocation has this status.</summary>
    public Task<InvocationInfo> AdvanceUntilAsync(string invocationId, InvocationStatus status, TimeSpan step) =>
        Eventually.AsyncValue(async () =>
        {
            if (await Engine.FindAsync(invocationId, CancellationToken.None) is { } info && info.Status == status)
                return info;
            Time.Advance(step);
            return null;
        });

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private EmbeddedEngine Start()
    {
        var environment = new AttemptEnvironment(
            new ServiceCollection().BuildServiceProvider(), new Serdes(), Time, NullLoggerFactory.Instance);
        var engine = new EmbeddedEngine(_services, environment, _options with { DrainTimeout = TimeSpan.Zero });
        engine.Start();
        return engine;
    }
}

/// <summary>Awaits conditions, with a deadline.</summary>
internal static class Eventually
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(5);

    public static async Task<T> AsyncValue<T>(Func<Task<T?>> probe)
        where T : class
    {
        var until = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(until) < _deadline)
        {
            if (await probe() is { } value)
                return value;
            await Task.Delay(_pause, TimeProvider.System);
        }

        throw new TimeoutException($"Not within {_deadline}");
    }

    public static Task True(Func<bool> condition) => AsyncValue(() => Task.FromResult(condition() ? "" : null));
}
