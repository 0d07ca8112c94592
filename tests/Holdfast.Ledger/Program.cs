using System.Globalization;
using System.Net;
using Holdfast;
using Holdfast.Ledger;
using Holdfast.Restate;
using Holdfast.S3;
using Holdfast.Workflows;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// Holdfast.Ledger workflows|steps PORT LEDGER S3-ADDRESS BUCKET ACCESS-KEY SECRET-KEY
var (role, port, ledger) = (args[0], int.Parse(args[1], CultureInfo.InvariantCulture), args[2]);

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenRestate(new IPEndPoint(IPAddress.Loopback, port)));
builder.Services.AddSingleton(_ => new SideEffects(ledger, $"{port}"));
builder.Services.AddHoldfast(holdfast => _ = role switch
{
    "workflows" => holdfast.AddWorkflows(workflows => Store(workflows)
        .AddRemoteStep<LedgerParameters>(FirstStep.Description)
        .AddRemoteStep<LedgerParameters>(NextStep.Description)),
    "steps" => holdfast.AddSteps(steps => Store(steps)
        .AddStep<FirstStep, LedgerParameters>()
        .AddStep<NextStep, LedgerParameters>()),
    _ => throw new ArgumentException($"'{role}' is neither 'workflows' nor 'steps'."),
});

var app = builder.Build();
app.MapRestate();
await app.StartAsync();
Console.WriteLine("ready");
await app.WaitForShutdownAsync();

WorkflowsBuilder Store(WorkflowsBuilder workflows) => workflows.UseS3(options =>
{
    options.ServiceUrl = new(args[3]);
    options.ForcePathStyle = true;
    (options.Bucket, options.AccessKey, options.SecretKey) = (args[4], args[5], args[6]);
});
