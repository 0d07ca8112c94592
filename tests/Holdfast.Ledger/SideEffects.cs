using System.Text;

namespace Holdfast.Ledger;

/// <summary>
/// A directory in which each process has a file, and in that a line for each side effect that it did: what really
/// happened. What was written is there when the process is killed: the system has it.
/// </summary>
internal sealed class SideEffects(string directory, string process) : IDisposable
{
    private readonly FileStream _file = new(
        Path.Combine(directory, process), FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);

    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Writes down one execution, and gives it a name of its own.</summary>
    /// <returns>The name.</returns>
    public async Task<string> AddAsync(string output, CancellationToken cancellationToken)
    {
        var execution = Guid.NewGuid().ToString("N");
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await _file.WriteAsync(Encoding.ASCII.GetBytes($"{output} {execution}\n"), cancellationToken);
        }
        finally
        {
            _turn.Release();
        }

        return execution;
    }

    public void Dispose()
    {
        _file.Dispose();
        _turn.Dispose();
    }
}
