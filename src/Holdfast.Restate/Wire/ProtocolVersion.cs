namespace Holdfast.Restate.Wire;

/// <summary>Versions of the service protocol that are spoken here. Each request says which it is in.</summary>
internal enum ProtocolVersion
{
    /// <summary>Immutable journal; cancel signal, idempotent calls, attach.</summary>
    V5 = 5,

    /// <summary>Adds the random seed and metadata of failures.</summary>
    V6 = 6,

    /// <summary>Adds await trees, acknowledged runs, scopes, behaviour of errors.</summary>
    V7 = 7,
}
