using Holdfast.Embedded.Http;
using Holdfast.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Embedded;

/// <summary>Runs the services of this process on the embedded engine.</summary>
public static class HoldfastBuilderExtensions
{
    /// <summary>
    /// Uses the embedded engine:
    /// <c>AddHoldfast(h => h.Add&lt;Checkout&gt;().UseEmbedded(o => o.Directory = "data"))</c>.
    /// </summary>
    public static HoldfastBuilder UseEmbedded(this HoldfastBuilder builder, Action<EmbeddedOptions>? configure = null)
    {
        var options = new EmbeddedOptions();
        configure?.Invoke(options);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(services => new EmbeddedEngine(
            builder.Definitions,
            new AttemptEnvironment(
                services,
                builder.Serdes,
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILoggerFactory>()),
            options));
        builder.Services.AddSingleton(services => new Admission(
            () => services.GetRequiredService<EmbeddedEngine>().ResidentInvocations,
            options.MaxUnfinishedInvocations,
            services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<IInvocationEngine>(services => services.GetRequiredService<EmbeddedEngine>());
        builder.Services.AddSingleton<IInvocationQueries>(services => services.GetRequiredService<EmbeddedEngine>());
        builder.Services.AddSingleton<IHoldfastClient>(services =>
            new EmbeddedClient(services.GetRequiredService<EmbeddedEngine>(), builder.Serdes));
        builder.Services.AddHostedService<EngineLifetime>();
        builder.Services.AddHealthChecks().AddCheck<EngineHealth>(EngineHealth.Name);
        return builder;
    }

    /// <summary>
    /// Starts the engine with the program, and stops the program when the engine's database fails for good.
    /// </summary>
    private sealed class EngineLifetime(EmbeddedEngine engine, IHostApplicationLifetime program) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            engine.Failed += _ => program.StopApplication();
            engine.Start();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => engine.DisposeAsync().AsTask();
    }
}
