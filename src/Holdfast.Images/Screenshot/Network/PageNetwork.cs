using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Holdfast.Images.Screenshot.Network;

/// <summary>Finds the addresses of a host; the system's resolver, except in tests.</summary>
internal delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancellationToken);

/// <summary>
/// All connections of one page: resolves each host, checks every address that it has, connects to one that was checked,
/// and counts what comes back. Nobody resolves a second time, so a name cannot change its mind in between.
/// </summary>
internal sealed class PageNetwork(
    AddressPolicy policy, ResolveHost resolve, ScreenshotOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan _forConnecting = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(string Host, int Port), UnreachableException> _failures = new();
    private readonly CancellationTokenSource _over = new();
    private long _bytes;
    private int _requests;

    /// <summary>Signalled when a limit is reached; nothing is loaded any more.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>The limit that the page has reached, for people; null: none.</summary>
    public string? ReachedLimit { get; private set; }

    /// <summary>Why nothing was loaded from a host; null: nothing is known against it.</summary>
    public UnreachableException? FailureOf(Uri address) =>
        _failures.GetValueOrDefault((HostName.Normalize(address.IdnHost), address.Port));

    /// <summary>Whether this one page is open in spite of its address.</summary>
    public bool IsOpenPage(Uri address) => policy.IsOpenPage(address);

    /// <summary>Looks an address up and checks it, without connecting.</summary>
    /// <exception cref="UnreachableException">Nothing is loaded from there.</exception>
    public async Task CheckAsync(Uri address, CancellationToken cancellationToken)
    {
        if (!IsOpenPage(address))
        {
            var addresses = await AddressesAsync(address.IdnHost, cancellationToken);
            policy.Require(address.IdnHost, address.Port, addresses);
        }
    }

    /// <summary>A connection to a host, at an address that is admitted.</summary>
    /// <exception cref="UnreachableException">There is none.</exception>
    public async Task<Stream> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        try
        {
            var addresses = await AddressesAsync(host, cancellationToken);
            policy.Require(host, port, addresses);
            return await ConnectAsync(host, port, addresses, cancellationToken);
        }
        catch (UnreachableException failure)
        {
            _failures[(HostName.Normalize(host), port)] = failure;
            throw;
        }
    }

    /// <summary>A connection without any check; for <see cref="IsOpenPage"/> only.</summary>
    /// <exception cref="UnreachableException">There is none.</exception>
    public async Task<Stream> ConnectUncheckedAsync(string host, int port, CancellationToken cancellationToken) =>
        await ConnectAsync(host, port, await AddressesAsync(host, cancellationToken), cancellationToken);

    /// <summary>The page asks for something.</summary>
    public void CountRequest()
    {
        if (Interlocked.Increment(ref _requests) > options.MaxRequestsPerPage)
            Reach($"it makes more than {options.MaxRequestsPerPage} requests");
    }

    /// <summary>The page was sent something.</summary>
    public void CountBytes(int count)
    {
        if (Interlocked.Add(ref _bytes, count) > options.MaxBytesPerPage)
            Reach($"it loads more than {options.MaxBytesPerPage} bytes");
    }

    public void Dispose() => _over.Dispose();

    private void Reach(string limit)
    {
        if (ReachedLimit is not null)
            return;
        ReachedLimit = limit;
        _over.Cancel();
    }

    private async Task<IPAddress[]> AddressesAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host.Trim('[', ']'), out var literal))
            return [literal];
        try
        {
            var addresses = await resolve(host, cancellationToken);
            return addresses.Length > 0 ? addresses : throw Unknown(host);
        }
        catch (SocketException error)
        {
            throw error.SocketErrorCode == SocketError.TryAgain
                ? new UnreachableException($"the host name {host} could not be looked up ({error.Message})", false)
                : Unknown(host);
        }
        catch (ArgumentException)
        {
            // Longer than names can be.
            throw Unknown(host);
        }
    }

    private async Task<Stream> ConnectAsync(
        string host, int port, IPAddress[] addresses, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_forConnecting, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Over, limit.Token);
        Exception? last = null;
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(address, port, either.Token);
                return new MeteredStream(socket, this);
            }
            catch (Exception error) when (error is SocketException or OperationCanceledException)
            {
                socket.Dispose();
                last = error;
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        var reason = last is SocketException ? last.Message : $"no answer within {_forConnecting.TotalSeconds} s";
        throw new UnreachableException($"no connection to {host}:{port} ({reason})", isLasting: false);
    }

    private static UnreachableException Unknown(string host) =>
        new($"its host name is not known ({host})", isLasting: true);

    private sealed class MeteredStream(Socket socket, PageNetwork page) : NetworkStream(socket, ownsSocket: true)
    {
        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            page.CountBytes(read);
            return page.ReachedLimit is null ? read : throw new IOException($"The page is over: {page.ReachedLimit}");
        }
    }
}
