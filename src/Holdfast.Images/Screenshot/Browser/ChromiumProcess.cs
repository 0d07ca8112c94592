using System.Diagnostics;
using System.IO.Pipes;

namespace Holdfast.Images.Screenshot.Browser;

/// <summary>The browser's main process, with the two pipes that commands and answers go through:
/// who uses them disposes of them.</summary>
internal sealed class ChromiumProcess : IAsyncDisposable
{
    private const string Shell = "/bin/sh";
    private const string ParentDeathSignal = "/usr/bin/setpriv";
    private const string Pipe = "--remote-debugging-pipe";
    private const int MostSaid = 4096;

    // The browser wants the pipes as descriptors 3 and 4, and a process is given 0, 1 and 2 here. What it has to say
    // goes to the third.
    private const string MoveDescriptors = "exec \"$@\" 3<&0 4>&1 0</dev/null 1>&2";

    private readonly StreamReader _errors;
    private readonly Task _listening;
    private string _said = "";

    private ChromiumProcess(StreamReader errors, Stream toBrowser, Stream fromBrowser)
    {
        (_errors, ToBrowser, FromBrowser) = (errors, toBrowser, fromBrowser);
        _listening = ListenAsync();
    }

    public Stream ToBrowser { get; }

    public Stream FromBrowser { get; }

    /// <summary>Starts it, in such a way that it ends with this process.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">There is nothing to start.</exception>
    public static Task<ChromiumProcess> StartAsync(string path, IReadOnlyList<string> flags, string directory)
    {
        var started = new TaskCompletionSource<ChromiumProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
        // The kernel takes the end of the thread that started a process for the end of its parent, and threads of the
        // pool come and go. So each browser has a thread, for as long as it lives.
        var thread = new Thread(() => StartAndWait(path, flags, directory, started))
        {
            IsBackground = true,
            Name = "Chromium",
        };
        thread.Start();
        return started.Task;
    }

    /// <summary>The last things that it had to say, when it is gone; so long as this is waited for.</summary>
    public async Task<string> LastWordsAsync(TimeSpan patience, TimeProvider time)
    {
        try
        {
            await _listening.WaitAsync(patience, time);
        }
        catch (TimeoutException)
        {
            // A child of it keeps talking.
        }

        return _said.Trim();
    }

    public async ValueTask DisposeAsync()
    {
        _errors.Dispose();
        await _listening;
    }

    private static void StartAndWait(
        string path, IReadOnlyList<string> flags, string directory, TaskCompletionSource<ChromiumProcess> started)
    {
        try
        {
            using var process = new Process { StartInfo = StartInfo(directory) };
            started.SetResult(OperatingSystem.IsWindows()
                ? StartWithHandles(process, path, flags)
                : StartWithDescriptors(process, path, flags));
            process.WaitForExit();
        }
        catch (Exception error)
        {
            started.TrySetException(error);
        }
    }

    private static ProcessStartInfo StartInfo(string directory)
    {
        var info = new ProcessStartInfo { RedirectStandardError = true, UseShellExecute = false };
        info.Environment.Clear();
        foreach (var (name, value) in ChromiumEnvironment.Of(directory))
            info.Environment[name] = value;
        return info;
    }

    private static ChromiumProcess StartWithDescriptors(Process process, string path, IReadOnlyList<string> flags)
    {
        var info = process.StartInfo;
        info.FileName = Shell;
        info.RedirectStandardInput = info.RedirectStandardOutput = true;
        string[] untilDeath = File.Exists(ParentDeathSignal) ? [ParentDeathSignal, "--pdeathsig", "KILL", "--"] : [];
        foreach (var argument in (string[])["-c", MoveDescriptors, Shell, .. untilDeath, path, .. flags, Pipe])
            info.ArgumentList.Add(argument);
        process.Start();
        return new(process.StandardError, process.StandardInput.BaseStream, process.StandardOutput.BaseStream);
    }

    private static ChromiumProcess StartWithHandles(Process process, string path, IReadOnlyList<string> flags)
    {
        var toBrowser = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.Inheritable);
        var fromBrowser = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        var handles = $"{toBrowser.GetClientHandleAsString()},{fromBrowser.GetClientHandleAsString()}";
        process.StartInfo.FileName = path;
        foreach (var argument in (string[])[.. flags, Pipe, "--remote-debugging-io-pipes=" + handles])
            process.StartInfo.ArgumentList.Add(argument);
        process.Start();
        toBrowser.DisposeLocalCopyOfClientHandle();
        fromBrowser.DisposeLocalCopyOfClientHandle();
        return new(process.StandardError, toBrowser, fromBrowser);
    }

    // Nobody reads it unless the browser does not start; but it must be able to say it.
    private async Task ListenAsync()
    {
        var buffer = new char[MostSaid];
        try
        {
            while (await _errors.ReadAsync(buffer) is > 0 and var count)
            {
                var said = _said + new string(buffer, 0, count);
                _said = said[Math.Max(0, said.Length - MostSaid)..];
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // It is disposed of.
        }
    }
}
