using System.Text;
using Holdfast.Chaos.Checking;

namespace Holdfast.Chaos.Serving;

/// <summary>
/// The world outside: a file to which the handlers write what they did and what they were given. A line is written with
/// one call, so that a kill leaves whole lines.
/// </summary>
internal sealed class EffectLedger(string path, int life) : IDisposable
{
    // How often a flaky effect fails.
    private const double Failures = 0.3;

    private readonly FileStream _file = new(
        path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    private readonly Lock _turn = new();

    /// <summary>Executes a side effect.</summary>
    /// <returns>A value that no other execution has.</returns>
    public string Execute(string name)
    {
        var value = Guid.NewGuid().ToString("N");
        Write(LedgerKind.Effect, name, value);
        return value;
    }

    /// <summary>Executes a side effect, or fails before it does anything.</summary>
    public string ExecuteOrFail(string name) => Random.Shared.NextDouble() < Failures
        ? throw new InvalidOperationException("As it happens, this failed.")
        : Execute(name);

    /// <summary>
    /// Writes down what a handler knows, as a side effect of its own: it runs when nothing of that can be forgotten.
    /// </summary>
    public DurableTask TellAsync(IContext context, LedgerKind kind, string name, string value) =>
        context.RunAsync("tell", _ =>
        {
            Write(kind, name, value);
            return Task.CompletedTask;
        });

    public void Write(LedgerKind kind, string name, string value)
    {
        lock (_turn)
        {
            var line = new LedgerLine(TimeProvider.System.GetUtcNow(), life, kind, name, value);
            _file.Write(Encoding.UTF8.GetBytes($"{line}\n"));
            if (kind is LedgerKind.Effect or LedgerKind.Applied)
                _file.Flush(flushToDisk: true);
        }
    }

    public void Dispose() => _file.Dispose();
}
