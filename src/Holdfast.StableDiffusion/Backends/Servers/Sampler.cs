using System.Text;

namespace Holdfast.StableDiffusion.Servers;

/// <summary>A sampler that a server has.</summary>
internal sealed record Sampler(string Name, IReadOnlyList<string> Aliases)
{
    /// <summary>
    /// A sampler in the server's spelling. Servers differ in it (<c>Euler a</c>, <c>euler_a</c>, <c>k_euler_a</c>), and
    /// some take another sampler in silence for a name that they do not know.
    /// </summary>
    /// <param name="wanted">Null: the server's choice.</param>
    /// <param name="offered">Empty: the server does not tell, and gets the name as it is.</param>
    /// <param name="server">For the message.</param>
    /// <exception cref="TerminalException">There is no such sampler (400).</exception>
    public static string? Match(string? wanted, IReadOnlyList<Sampler> offered, string server)
    {
        if (wanted is null || offered.Count == 0)
            return wanted;

        var key = Simplify(wanted);
        var found = offered.FirstOrDefault(sampler => string.Equals(sampler.Name, wanted, StringComparison.Ordinal))
            ?? offered.FirstOrDefault(sampler => Simplify(sampler.Name) == key)
            ?? offered.FirstOrDefault(sampler => sampler.Aliases.Any(alias => Simplify(alias) == key));
        return found?.Name ?? throw Unknown(wanted, offered, server);
    }

    public static TerminalException Unknown(string? wanted, IReadOnlyList<Sampler> offered, string server)
    {
        var names = offered.Count == 0 ? "It does not tell which it has" : "It has "
            + string.Join(", ", offered.Select(sampler => sampler.Name));
        return new($"{server} has no sampler '{wanted}'. {names}.", ErrorCode.BadRequest);
    }

    // Letters, digits and plus signs only; the prefix of k-diffusion and the long word for "a" go.
    private static string Simplify(string name)
    {
        var lower = name.Trim().ToLowerInvariant();
        if (lower.StartsWith("k_", StringComparison.Ordinal))
            lower = lower[2..];
        var plain = new StringBuilder(lower.Length);
        foreach (var letter in lower)
        {
            if (char.IsAsciiLetterOrDigit(letter) || letter == '+')
                plain.Append(letter);
        }

        plain.Replace("dpmpp", "dpm++").Replace("ancestral", "a");
        // What stable-diffusion.cpp has under this name is what others call DDIM.
        return plain.ToString() is "ddimtrailing" ? "ddim" : plain.ToString();
    }
}
