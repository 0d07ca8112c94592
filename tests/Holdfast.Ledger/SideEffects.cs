using System.Text;

namespace Holdfast.Ledger;

/// <summary>One file that all processes append a line to for each side effect that they did: what really happened.</summary>
internal sealed class SideEffects(string path)
{
    /// <summary>Writes down one execution, and gives it a name of its own.</summary>
    /// <returns>The name.</returns>
    public async Task<string> AddAsync(string output, CancellationToken cancellationToken)
    {
        var execution = Guid.NewGuid().ToString("N");
        // A short line in append mode is one write, which no other process's write cuts in two.
        await using var file = new FileStream(
            path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0, useAsync: false);
        await file.WriteAsync(Encoding.ASCII.GetBytes($"{output} {execution}\n"), cancellationToken);
        return execution;
    }
}
