using System.Diagnostics;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Holdfast.Testing.Restate;

namespace Holdfast.Restate.Tests.S3;

/// <summary>
/// A real S3 server, as a process of its own: OpenStack Swift from Debian's <c>python3-swift</c>. Its uploads are
/// atomic and on disk when they are acknowledged, it checks signatures, and it refuses what is newer than the plain S3
/// protocol.
/// </summary>
public sealed class ObjectStorage : IAsyncLifetime
{
    public const string AccessKey = "holdfast:tests";
    public const string SecretKey = "secret-of-the-tests";

    // Debian's own interpreter: another one does not see Debian's packages.
    private const string Python = "/usr/bin/python3";

    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    private readonly string _data = Directory.CreateTempSubdirectory("holdfast-s3-").FullName;
    private readonly StringBuilder _errors = new();
    private Process? _process;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; } = new($"http://127.0.0.1:{LoopbackPorts.Next()}");

    /// <summary>Makes a bucket of its own for whoever asks, and says its name.</summary>
    public async Task<string> MakeBucketAsync()
    {
        using var client = new AmazonS3Client(
            new BasicAWSCredentials(AccessKey, SecretKey),
            new AmazonS3Config { ServiceURL = Address.ToString(), ForcePathStyle = true });
        var bucket = "bucket-" + Guid.NewGuid().ToString("N");
        await client.PutBucketAsync(bucket);
        return bucket;
    }

    public async ValueTask InitializeAsync()
    {
        _process = Process.Start(new ProcessStartInfo(
            Python, [SourceOfServer(), _data, $"{Address.Port}", AccessKey, SecretKey])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
                _errors.AppendLine(line.Data);
        };
        _process.BeginErrorReadLine();
        var said = await _process.StandardOutput.ReadLineAsync().WaitAsync(_deadline);
        if (said == "ready")
            return;

        await _process.WaitForExitAsync().WaitAsync(_deadline);
        throw new InvalidOperationException(
            "The S3 server did not start. It is OpenStack Swift, from Debian's python3-swift: "
            + "'./holdfast test' installs "
            + $"that where it may. It wrote:\n{_errors}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            if (!process.HasExited)
                process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        Directory.Delete(_data, recursive: true);
    }

    private static string SourceOfServer() =>
        SourceTree.PathOf("tests", "Holdfast.Restate.Tests", "S3", "object_store.py");
}
