using System.CommandLine;
using Holdfast.Host;
using Holdfast.Host.Commands;

var program = new RootCommand("Runs dynamic workflows durably: a crash or a deploy delays them, and loses nothing.")
{
    HelpName = "holdfast",
};
Command[] commands =
[
    ServeCommand.Create(),
    ServiceCommand.Create(),
    WorkerCommand.Create(),
    DemoCommand.Create(),
    WorkflowsCommand.Create(),
    InvocationsCommand.Create(),
    ModelsCommand.Create(),
    KeysCommand.Create(),
    DoctorCommand.Create(),
];
foreach (var command in commands)
    program.Add(command);

var parsed = program.Parse(args);
try
{
    // The server listens to signals itself, and drains; a time-out here would cut that short.
    var exitCode = await parsed.InvokeAsync(
        new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    return parsed.Errors.Count > 0 ? (int)ExitCode.Usage : exitCode;
}
catch (ProgramException error)
{
    await Console.Error.WriteLineAsync(error.Message);
    return (int)error.ExitCode;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("Stopped.");
    return (int)ExitCode.Failed;
}
