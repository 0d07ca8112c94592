using System.Net.Http.Json;
using System.Text.Json;
using Holdfast.Testing.Restate;

namespace Holdfast.Restate.Tests.Cluster;

/// <summary>What one workflow came to.</summary>
/// <param name="ImgName">Made when it ran: two runs of one workflow would have two.</param>
/// <param name="Output">The recorded results of its steps, in order.</param>
internal sealed record WorkflowOutcome(string Status, string ImgName, string[] Output);

/// <summary>Clients that know all nodes: what one does not answer, they ask another one, under the same key.</summary>
internal sealed class WorkflowLoad(IReadOnlyList<RestateServer> nodes, int steps)
{
    private const int Clients = 16;

    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(3);

    // A request that was on its way to the killed node may never be answered: it is asked again.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    private int _accepted;

    /// <summary>Submits all of the workflows, and calls once when a third of them is accepted.</summary>
    public async Task SubmitAsync(IReadOnlyList<string> ids, Func<Task> onceUnderLoad)
    {
        _accepted = 0;
        await Parallel.ForEachAsync(
            ids.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = Clients },
            async (workflow, _) =>
            {
                await AskAsync(workflow.Index, node => SubmitAsync(node, workflow.Item));
                if (Interlocked.Increment(ref _accepted) == ids.Count / 3)
                    await onceUnderLoad();
            });
    }

    /// <summary>Waits for a workflow, and says what it came to.</summary>
    /// <param name="id">Of the workflow.</param>
    /// <param name="first">Which node is asked first.</param>
    public async Task<WorkflowOutcome> AttachAsync(string id, int first) =>
        (await AskAsync(first, async node =>
        {
            using var response = await node.Http.GetAsync(
                $"restate/invocation/workflow-executor/execute/{id}/attach");
            return response.IsSuccessStatusCode
                ? await response.Content.ReadFromJsonAsync<WorkflowOutcome>(JsonSerializerOptions.Web)
                : throw new HttpRequestException(await response.Content.ReadAsStringAsync());
        }))!;

    private async Task<bool> SubmitAsync(RestateServer node, string id)
    {
        object[] definition =
        [
            new { service = "ledger-first", parameters = new { mark = "0" } },
            .. Enumerable.Range(1, steps - 1).Select(step =>
                new { service = "ledger-next", parameters = new { mark = $"{step}" } }),
        ];
        var request = JsonSerializer.Serialize(new { id, steps = definition });
        using var message = new HttpRequestMessage(HttpMethod.Post, "workflow-executor/execute/send")
        {
            Content = JsonContent.Create(new { request }),
            Headers = { { "idempotency-key", id } },
        };
        using var response = await node.Http.SendAsync(message);
        return response.IsSuccessStatusCode
            ? true
            : throw new HttpRequestException(await response.Content.ReadAsStringAsync());
    }

    // Asks the nodes in turn until one answers well.
    private async Task<T> AskAsync<T>(int first, Func<RestateServer, Task<T>> ask)
    {
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        for (var attempt = first; ; attempt++)
        {
            try
            {
                return await ask(nodes[attempt % nodes.Count]).WaitAsync(_patience);
            }
            catch (Exception error) when (error is HttpRequestException or TimeoutException or IOException)
            {
                if (time.GetElapsedTime(start) > _deadline)
                {
                    throw new TimeoutException(
                        $"No node answered well. The last error: {error.Message}\n{await UnfinishedAsync()}", error);
                }

                await Task.Delay(_pause, time);
            }
        }
    }

    private async Task<string> UnfinishedAsync()
    {
        const string Query = "SELECT id, target, status, retry_count, substr(last_failure, 1, 400) AS last_failure "
            + "FROM sys_invocation WHERE status <> 'completed' LIMIT 10";
        var rows = new List<string>();
        foreach (var node in nodes)
        {
            try
            {
                rows.AddRange((await node.QueryAsync(Query)).Select(row => row.ToString()));
            }
            catch (Exception error) when (error is HttpRequestException or InvalidOperationException)
            {
                rows.Add(error.Message);
            }
        }

        return string.Join('\n', rows);
    }
}
