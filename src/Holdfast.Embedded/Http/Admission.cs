using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Embedded.Http;

/// <summary>
/// Refuses new invocations while there are too many unfinished ones, before anything of them is read or kept: memory is
/// bounded, and what was accepted is done in bearable time. When half of the places are taken, clients that have had
/// more than their share of late are refused, so that one who sends without end does not keep the others out.
/// </summary>
/// <param name="countUnfinished">Invocations in memory that have not ended.</param>
/// <param name="limit">Places for them.</param>
/// <param name="time">When to count again.</param>
internal sealed class Admission(Func<int> countUnfinished, int limit, TimeProvider time)
{
    private const int RetryAfterSeconds = 1;

    // Counting takes the engine's lock, so it is not done for each request.
    private static readonly TimeSpan _countedFor = TimeSpan.FromMilliseconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _admitted = new(StringComparer.Ordinal);
    private int _unfinished;
    private int _sinceCounted;
    private int _admittedOfAll;
    private long? _countedAt;

    /// <summary>Admits the request.</summary>
    /// <exception cref="IngressException">503: no place is free. 429: the free ones are for other clients.</exception>
    public void Require(HttpContext context)
    {
        var refusal = TryAdmit(ClientOf(context));
        if (refusal is null)
            return;
        context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        throw refusal;
    }

    /// <summary>Null: admitted.</summary>
    internal IngressException? TryAdmit(string client)
    {
        lock (_gate)
        {
            var unfinished = Count();
            if (unfinished < limit / 2)
                Forget();
            // Who is refused counts as a client, too: it wants its share.
            var admitted = _admitted.GetValueOrDefault(client);
            _admitted[client] = admitted;
            if (unfinished >= limit)
                return Full(unfinished);
            if (unfinished >= limit / 2 && admitted * _admitted.Count > _admittedOfAll)
                return Unfair();

            _admitted[client] = admitted + 1;
            _admittedOfAll++;
            _sinceCounted++;
            return null;
        }
    }

    private int Count()
    {
        if (_countedAt is not { } at || time.GetElapsedTime(at) > _countedFor)
        {
            _unfinished = countUnfinished();
            _sinceCounted = 0;
            _countedAt = time.GetTimestamp();
        }

        return _unfinished + _sinceCounted;
    }

    // Shares are of the rush that is on, not of the past.
    private void Forget()
    {
        _admitted.Clear();
        _admittedOfAll = 0;
    }

    private static string ClientOf(HttpContext context) =>
        context.User.Identity is { IsAuthenticated: true, Name: { } name }
            ? name
            : context.Connection.RemoteIpAddress?.ToString() ?? "";

    private IngressException Full(int unfinished) => new(
        StatusCodes.Status503ServiceUnavailable,
        $"the server has {unfinished} unfinished invocations, and places for {limit}. Nothing was accepted; try again "
        + $"in {RetryAfterSeconds} s, with longer pauses if it happens again");

    private static IngressException Unfair() => new(
        StatusCodes.Status429TooManyRequests,
        "the server is busy, and the places that are left are for clients that have had fewer. Nothing was accepted; "
        + $"try again in {RetryAfterSeconds} s, with longer pauses if it happens again");
}
