using System.Net;
using Holdfast.Host.Configuration;
using Holdfast.Restate;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Holdfast.Host.Composition;

/// <summary>One of several processes behind Restate Server. Nobody but the server calls it.</summary>
internal sealed class ServiceProcess(ServicePart part, ServerOptions options) : IComposition
{
    public IReadOnlyList<int> Ports => [options.Port];

    public bool NeedsBrowser => part.NeedsBrowser;

    public Uri? RestateEndpointAt(Uri address) => options.Restate.EndpointAt(address.Port);

    public void Listen(KestrelServerOptions kestrel) =>
        kestrel.ListenRestate(new IPEndPoint(options.Bind, options.Port), options.Restate.UseHttp11);

    public void AddServices(IServiceCollection services) => services.AddHoldfast(holdfast =>
    {
        part.AddTo(holdfast, options);
        holdfast.UseRestate(options.Restate, options.Port);
    });

    public void Map(WebApplication app) => app.MapRestate(options);
}
