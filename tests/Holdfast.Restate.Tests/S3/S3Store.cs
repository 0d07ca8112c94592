using Holdfast.Testing.Artifacts;
using Holdfast.Workflows;

namespace Holdfast.Restate.Tests.S3;

/// <summary>The artifact store on a real S3 server keeps to what every store keeps to.</summary>
public sealed class S3Store(ObjectStorage storage) : ArtifactStoreContract, IClassFixture<ObjectStorage>, IAsyncLifetime
{
    private readonly S3Stores _stores = new(storage);
    private string _bucket = "";

    public async ValueTask InitializeAsync() => _bucket = await storage.MakeBucketAsync();

    public ValueTask DisposeAsync() => _stores.DisposeAsync();

    protected override IArtifactStore Open() => _stores.Open(options => options.Bucket = _bucket);
}
