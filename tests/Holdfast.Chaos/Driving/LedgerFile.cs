using System.Text;
using Holdfast.Chaos.Checking;

namespace Holdfast.Chaos.Driving;

/// <summary>Reads the ledger while the server writes it.</summary>
internal sealed class LedgerFile(string path) : IDisposable
{
    private readonly FileStream _file = new(
        path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    private readonly StringBuilder _rest = new();
    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <summary>The whole lines that were written since it was asked last.</summary>
    public IReadOnlyList<LedgerLine> ReadNew()
    {
        var lines = new List<LedgerLine>();
        while (_file.Read(_buffer) is > 0 and var count)
        {
            _rest.Append(Encoding.UTF8.GetString(_buffer, 0, count));
            var text = _rest.ToString();
            var end = text.LastIndexOf('\n') + 1;
            lines.AddRange(text[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(LedgerLine.Parse));
            _rest.Remove(0, end);
        }

        return lines;
    }

    public void Dispose() => _file.Dispose();
}
