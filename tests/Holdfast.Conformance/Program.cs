using Holdfast.Conformance;

try
{
    // The server listens to signals itself; a time-out here would cut its end short.
    return await Settings.CreateCommand(ConformanceServer.RunAsync).Parse(args).InvokeAsync(
        new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (Exception error) when (error is ArgumentException or IOException)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 1;
}
