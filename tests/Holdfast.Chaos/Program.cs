using Holdfast.Chaos;
using Holdfast.Chaos.Serving;

return await CommandLine.Create(settings => Report.RunAsync(settings, Console.Out), ChaosServer.RunAsync).Parse(args)
    .InvokeAsync(new() { EnableDefaultExceptionHandler = true, ProcessTerminationTimeout = null });
