using Holdfast.S3;
using Holdfast.Workflows;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Restate.Tests.S3;

/// <summary>Opens stores in the way that users do.</summary>
internal sealed class S3Stores(ObjectStorage storage) : IAsyncDisposable
{
    private readonly List<ServiceProvider> _programs = [];

    public IArtifactStore Open(Action<S3ArtifactOptions> configure)
    {
        var services = new ServiceCollection();
        services.AddHoldfast(holdfast => holdfast.AddWorkflows(workflows => workflows.UseS3(options =>
        {
            options.ServiceUrl = storage.Address;
            options.ForcePathStyle = true;
            options.AccessKey = ObjectStorage.AccessKey;
            options.SecretKey = ObjectStorage.SecretKey;
            options.MaxRetries = 1;
            configure(options);
        })));
        var program = services.BuildServiceProvider();
        _programs.Add(program);
        return program.GetRequiredService<IArtifactStore>();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var program in _programs)
            await program.DisposeAsync();
    }
}
