namespace Holdfast.Host.Access;

/// <summary>What a caller may do. Each role may do what those before it may.</summary>
internal enum Role
{
    /// <summary>See what runs, and results.</summary>
    Read,

    /// <summary>Start invocations and complete awakeables.</summary>
    Submit,

    /// <summary>Cancel, kill, pause, resume and purge.</summary>
    Operate,
}

/// <summary>Roles as text: in keys, in tokens, and as names of policies.</summary>
internal static class RoleName
{
    public static readonly string[] All = [.. Enum.GetValues<Role>().Select(Of)];

    public static string Of(Role role) => role.ToString().ToLowerInvariant();

    /// <summary>The roles of which one is enough.</summary>
    public static IEnumerable<string> AtLeast(Role role) =>
        Enum.GetValues<Role>().Where(other => other >= role).Select(Of);
}
