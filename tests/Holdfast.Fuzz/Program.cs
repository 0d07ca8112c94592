using Holdfast.Fuzz;

return await CommandLine.Create().Parse(args)
    .InvokeAsync(new() { EnableDefaultExceptionHandler = true, ProcessTerminationTimeout = null });
