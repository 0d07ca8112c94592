using System.Diagnostics;
using Holdfast.Testing.Restate;

namespace Holdfast.Bench.Peers;

/// <summary>
/// A PostgreSQL server with a cluster of its own, as initdb makes it: fsync and synchronous_commit are on.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly int _port;

    private PostgresServer(Process process, int port) => (_process, _port) = (process, port);

    public int ProcessId => _process.Id;

    /// <summary>The address of a database, which need not be there: DBOS makes it.</summary>
    public string AddressOf(string database) => $"postgresql://bench@127.0.0.1:{_port}/{database}";

    public static string Version() => Find("postgres") is { } postgres
        ? Reporting.Surroundings.Output(postgres, "--version")
        : "not installed";

    /// <summary>Starts a server on a new cluster in this folder, and waits until it serves.</summary>
    public static async Task<PostgresServer> StartAsync(DirectoryInfo directory)
    {
        // It refuses to run as root.
        if (Environment.IsPrivilegedProcess)
            await RunAsync(new("chown", ["postgres", directory.FullName]));
        var data = Path.Combine(directory.FullName, "data");
        await RunAsync(Command("initdb", directory, "-D", data, "-U", "bench", "-A", "trust", "--no-instructions"));
        var port = LoopbackPorts.Next();
        var process = Process.Start(Command(
            "postgres", directory, "-D", data, "-p", $"{port}", "-c", "listen_addresses=127.0.0.1",
            "-c", "unix_socket_directories=", "-c", "log_min_messages=fatal"))!;
        var server = new PostgresServer(process, port);
        await server.UntilReadyAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        // At once, but with its children: killed, it would leave them behind.
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-QUIT", $"{_process.Id}"]);
            await _process.WaitForExitAsync().WaitAsync(_deadline);
        }

        _process.Dispose();
    }

    private async Task UntilReadyAsync()
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < _deadline; await Task.Delay(50))
        {
            if (_process.HasExited)
                throw new InvalidOperationException("PostgreSQL ended before it served; what it wrote is above.");
            using var probe = Process.Start(new ProcessStartInfo(
                Find("pg_isready")!, ["-q", "-h", "127.0.0.1", "-p", $"{_port}", "-U", "bench", "-d", "postgres"]))!;
            await probe.WaitForExitAsync();
            if (probe.ExitCode == 0)
                return;
        }

        throw new TimeoutException($"PostgreSQL did not serve within {_deadline.TotalSeconds} s.");
    }

    private static ProcessStartInfo Command(string name, DirectoryInfo directory, params string[] arguments)
    {
        var program = Find(name) ?? throw new FileNotFoundException(
            $"There is no {name}: './holdfast bench peers' installs PostgreSQL where apt-get can, else install it.");
        var command = Environment.IsPrivilegedProcess
            ? new ProcessStartInfo(
                "setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", program, .. arguments])
            : new ProcessStartInfo(program, arguments);
        command.WorkingDirectory = directory.FullName;
        // What initdb does step by step is of no interest; errors go where ours go.
        command.RedirectStandardOutput = true;
        return command;
    }

    private static async Task RunAsync(ProcessStartInfo command)
    {
        using var process = Process.Start(command)!;
        if (command.RedirectStandardOutput)
            await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{command.FileName} failed ({process.ExitCode}).");
    }

    // Debian keeps the server's programs out of the path, one folder for each version: the newest.
    private static string? Find(string name)
    {
        const string Debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(Debian)
            ? Directory.GetDirectories(Debian).OrderDescending().Select(version => Path.Combine(version, "bin"))
            : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return versions.Concat(path).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }
}
