using System.Diagnostics;

namespace Holdfast.Chaos.Tests.Disk;

/// <summary>A disk without space, and one that is mounted read-only: a real file system of limited size.</summary>
public sealed class FullDisks
{
    [Fact]
    public async Task On_a_full_disk_work_waits_unacknowledged_and_goes_on_when_there_is_space()
    {
        await using var server = new TroubledServer();
        await using var disk = await SmallDisk.MountAsync(server.Data);
        await server.StartAsync();
        await server.AcknowledgedAsync(5);

        disk.Fill();
        var sent = server.TrySendAsync();
        await TroubledServer.UntilAsync(async () => !await server.IsReadyAsync());

        Assert.False(sent.IsCompleted, "It was answered, and could not be stored.");
        Assert.Contains("the disk is full; free some space", server.Output, StringComparison.Ordinal);
        disk.Free();
        Assert.True(await sent, server.Output);
        await TroubledServer.UntilAsync(server.IsReadyAsync);
        await server.AcknowledgedAsync(3);
        await server.KillAsync();
        await server.StartAsync();
        await server.AssertNothingIsLostAsync();
        await server.KillAsync();
    }

    [Fact]
    public async Task A_server_that_is_killed_on_a_full_disk_has_lost_nothing_when_there_is_space()
    {
        await using var server = new TroubledServer();
        await using var disk = await SmallDisk.MountAsync(server.Data);
        await server.StartAsync();
        await server.AcknowledgedAsync(5);
        disk.Fill();
        var sent = server.TrySendAsync();
        await TroubledServer.UntilAsync(async () => !await server.IsReadyAsync());
        await server.KillAsync();
        Assert.False(await sent);

        disk.Free();
        await server.StartAsync();
        await server.AcknowledgedAsync(3);
        await server.AssertNothingIsLostAsync();
        await server.KillAsync();
    }

    [Fact]
    public async Task A_read_only_disk_is_refused_with_what_to_do()
    {
        await using var server = new TroubledServer();
        await using var disk = await SmallDisk.MountAsync(server.Data);
        await server.StartAsync();
        await server.AcknowledgedAsync(5);
        await server.KillAsync();

        await disk.RemountAsync("ro");
        var said = await server.StartInVainAsync();

        Assert.DoesNotContain("another process has it open", said, StringComparison.Ordinal);
        Assert.Contains("it cannot be written", said, StringComparison.Ordinal);
        await disk.RemountAsync("rw");
        await server.StartAsync();
        await server.AssertNothingIsLostAsync();
        await server.KillAsync();
    }

    /// <summary>A file system in memory with little space.</summary>
    private sealed class SmallDisk(string path) : IAsyncDisposable
    {
        private string Filler => Path.Combine(path, "filler");

        public static async Task<SmallDisk> MountAsync(string path)
        {
            Assert.SkipUnless(
                OperatingSystem.IsLinux() && await RunAsync("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", path),
                "It needs the right to mount a file system of limited size: run it as root.");
            return new(path);
        }

        public void Fill()
        {
            using var file = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            var page = new byte[4096];
            try
            {
                while (true)
                    file.Write(page);
            }
            catch (IOException)
            {
                // Full.
            }
        }

        public void Free() => File.Delete(Filler);

        public async Task RemountAsync(string mode) =>
            Assert.True(await RunAsync("mount", "-o", $"remount,{mode}", path));

        public async ValueTask DisposeAsync() => await RunAsync("umount", "--lazy", path);

        private static async Task<bool> RunAsync(string command, params string[] arguments)
        {
            var start = new ProcessStartInfo(command, arguments) { RedirectStandardError = true };
            using var process = Process.Start(start)!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
    }
}
