using System.Globalization;
using System.Text;
using Holdfast.Restate.Tests.S3;
using Holdfast.Testing.Restate;
using Holdfast.Workflows;

namespace Holdfast.Restate.Tests.Cluster;

/// <summary>
/// Three Restate nodes, two replicas of the service that has the steps, artifacts in S3. Under load a node and a
/// replica are killed. SCALE_OUT_ROUNDS repeats that (each round kills others, those of the round before are back),
/// and SCALE_OUT_WORKFLOWS says how many workflows a round has.
/// </summary>
public sealed class ScaleOut(ObjectStorage storage) : IClassFixture<ObjectStorage>, IDisposable
{
    private const int Steps = 4;

    private static readonly int _rounds = Number("SCALE_OUT_ROUNDS", 1);
    private static readonly int _workflows = Number("SCALE_OUT_WORKFLOWS", 90);

    private readonly DirectoryInfo _ledger = Directory.CreateTempSubdirectory("holdfast-ledger-");

    public void Dispose() => _ledger.Delete(recursive: true);

    [Fact]
    public async Task Every_accepted_workflow_finishes_once_while_a_node_and_a_replica_are_killed()
    {
        var places = new SharedPlaces(_ledger.FullName, storage.Address, await storage.MakeBucketAsync());
        await using var cluster = await RestateCluster.StartAsync();
        await using var executor = new LedgerProcess("workflows", places);
        await using var one = new LedgerProcess("steps", places);
        await using var other = new LedgerProcess("steps", places);
        LedgerProcess[] replicas = [one, other];
        await Task.WhenAll(executor.StartAsync(), one.StartAsync(), other.StartAsync());
        await using var balancer = new LoadBalancer([one.Address, other.Address]);
        await cluster.RegisterAsync(executor.Address);
        await cluster.RegisterAsync(balancer.Address);

        var load = new WorkflowLoad(cluster.Nodes, Steps);
        var finished = new List<string>();
        for (var round = 0; round < _rounds; round++)
        {
            var node = cluster.Nodes[(round + 1) % cluster.Nodes.Count];
            var replica = replicas[round % replicas.Length];
            string[] ids = [.. Enumerable.Range(0, _workflows).Select(index => $"round-{round}-{index}")];
            await load.SubmitAsync(ids, async () =>
            {
                await UntilItWorkedAsync(replica);
                await Task.WhenAll(node.KillAsync(), replica.KillAsync());
            });
            finished.AddRange(ids);
            await AssertFinishedOnceAsync(load, finished, places);
            if (round + 1 < _rounds)
                await Task.WhenAll(node.StartAgainAsync(), replica.StartAsync());
        }
    }

    // A replica that did nothing yet is not missed.
    private async Task UntilItWorkedAsync(LedgerProcess replica)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var ledger = new FileInfo(Path.Combine(_ledger.FullName, $"{replica.Address.Port}"));
        while (ledger is not { Exists: true, Length: > 0 })
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, deadline.Token);
            ledger.Refresh();
        }
    }

    private async Task AssertFinishedOnceAsync(
        WorkflowLoad load, List<string> ids, SharedPlaces places)
    {
        var outcomes = await Task.WhenAll(ids.Select((id, index) => load.AttachAsync(id, index)));
        var again = await Task.WhenAll(ids.Select((id, index) => load.AttachAsync(id, index + 1)));

        var executions = _ledger.GetFiles().SelectMany(LinesOf).Select(line => line.Split(' '))
            .ToLookup(line => line[0], line => line[1]);
        await using var stores = new S3Stores(storage);
        var store = stores.Open(options => options.Bucket = places.Bucket);
        foreach (var (outcome, same) in outcomes.Zip(again))
        {
            Assert.Equal("Finished", outcome.Status);
            Assert.Equal(outcome.Output, same.Output);
            Assert.Equal(Steps, outcome.Output.Length);
            // A side effect under way at the kill may have happened twice. What is recorded is one of them.
            Assert.All(outcome.Output.Index(), step =>
                Assert.Contains(step.Item, executions[ArtifactOf(outcome, step.Index).Path]));
            var content = await store.ReadAsync(ArtifactOf(outcome, Steps - 1), TestContext.Current.CancellationToken);
            Assert.Equal("0\n1\n2\n3\n", Encoding.ASCII.GetString(content));
        }

        // A workflow that ran twice would have left steps in the ledger that no outcome knows.
        Assert.Equal(
            outcomes.SelectMany(outcome => Enumerable.Range(0, Steps).Select(step => ArtifactOf(outcome, step).Path))
                .Order(StringComparer.Ordinal),
            executions.Select(step => step.Key).Order(StringComparer.Ordinal));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{ids.Count} workflows finished; {executions.Sum(step => step.Count())} executions of "
            + $"{executions.Count} steps.");
    }

    // The processes that are alive go on writing.
    private static IEnumerable<string> LinesOf(FileInfo ledger)
    {
        using var reader = new StreamReader(ledger.Open(FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static ArtifactReference ArtifactOf(WorkflowOutcome outcome, int step) =>
        new($"generated-images/{outcome.ImgName}-{step}.png");

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : otherwise;
}
