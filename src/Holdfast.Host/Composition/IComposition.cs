using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Holdfast.Host.Composition;

/// <summary>
/// What a serving process is made of. The compositions are the only places that know all parts of the product.
/// </summary>
internal interface IComposition
{
    /// <summary>Ports that it listens on; the first is the one that the process is known by.</summary>
    IReadOnlyList<int> Ports { get; }

    /// <summary>What it does at its address, as the log says it.</summary>
    string Activity => "Listening";

    /// <summary>It takes screenshots, so there should be a browser.</summary>
    bool NeedsBrowser { get; }

    /// <summary>Where Restate Server reaches it once it listens at an address; null: it does not.</summary>
    Uri? RestateEndpointAt(Uri address);

    void Listen(KestrelServerOptions kestrel);

    void AddServices(IServiceCollection services);

    void Map(WebApplication app);
}
