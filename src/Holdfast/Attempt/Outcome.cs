namespace Holdfast.Attempts;

/// <summary>
/// Where a durable task stands, by the notifications that the handler was shown so far. Settled once.
/// </summary>
internal enum Outcome : byte
{
    Pending,
    Succeeded,
    Failed,
}

/// <summary>A task made of others: told once about each of them when it settles.</summary>
internal interface IDependent
{
    void Settled(DurableTask part);
}
