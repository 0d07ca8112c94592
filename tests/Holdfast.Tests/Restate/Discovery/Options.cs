using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.Tests.Restate.Discovery;

public sealed class Options
{
    private static readonly HandlerOptions _all = new()
    {
        Documentation = "Lends books.",
        Metadata = new Dictionary<string, string> { ["team"] = "library" },
        InactivityTimeout = TimeSpan.FromSeconds(1),
        AbortTimeout = TimeSpan.FromSeconds(2),
        JournalRetention = TimeSpan.FromHours(3),
        LazyState = true,
        Private = true,
        Retry = new()
        {
            InitialInterval = TimeSpan.FromMilliseconds(0.5),
            MaxInterval = TimeSpan.FromSeconds(5),
            Factor = 1.5,
            MaxAttempts = 6,
            OnMaxAttempts = OnMaxAttempts.Kill,
        },
    };

    private const string AllAnnounced = """
        "documentation": "Lends books.", "metadata": { "team": "library" },
        "inactivityTimeout": 1000, "abortTimeout": 2000, "journalRetention": 10800000,
        "enableLazyState": true, "ingressPrivate": true,
        "retryPolicyInitialInterval": 1, "retryPolicyMaxInterval": 5000, "retryPolicyExponentiationFactor": 1.5,
        "retryPolicyMaxAttempts": 6, "retryPolicyOnMaxAttempts": "KILL"
        """;

    [Fact]
    public async Task All_options_of_services_and_handlers_are_announced()
    {
        var retained = _all with { IdempotencyRetention = TimeSpan.FromSeconds(4) };
        var service = await DiscoveryRequest.DescribeAsync(ServiceDefinition.VirtualObject("Loan")
            .With(retained)
            .Handler<Unit, Unit>("lend", Nothing, retained)
            .Shared<Unit, Unit>("due", Nothing));

        AssertJson(
            $$"""
            {
              "name": "Loan", "ty": "VIRTUAL_OBJECT", "idempotencyRetention": 4000, {{AllAnnounced}},
              "handlers": [
                { "name": "due", "ty": "SHARED", "input": {}, "output": {} },
                { "name": "lend", "ty": "EXCLUSIVE", "input": {}, "output": {}, "idempotencyRetention": 4000,
                  {{AllAnnounced}} }
              ]
            }
            """,
            service);
    }

    [Fact]
    public async Task A_workflow_announces_the_retention_of_its_runs_at_the_run()
    {
        var service = await DiscoveryRequest.DescribeAsync(ServiceDefinition.Workflow("Loan")
            .With(new()
            {
                WorkflowRetention = TimeSpan.FromSeconds(7),
                IdempotencyRetention = TimeSpan.FromSeconds(8),
            })
            .Handler<Unit, Unit>("run", Nothing)
            .Shared<Unit, Unit>("due", Nothing));

        AssertJson(
            """
            {
              "name": "Loan", "ty": "WORKFLOW", "idempotencyRetention": 8000,
              "handlers": [
                { "name": "due", "ty": "SHARED", "input": {}, "output": {} },
                { "name": "run", "ty": "WORKFLOW", "input": {}, "output": {}, "workflowCompletionRetention": 7000 }
              ]
            }
            """,
            service);
    }

    [Fact]
    public async Task The_retention_that_the_run_itself_sets_comes_first()
    {
        var service = await DiscoveryRequest.DescribeAsync(ServiceDefinition.Workflow("Loan")
            .With(new() { WorkflowRetention = TimeSpan.FromSeconds(7) })
            .Handler<Unit, Unit>("run", Nothing, new() { WorkflowRetention = TimeSpan.FromSeconds(9) }));

        Assert.Equal(9000, service.Handler("run").GetProperty("workflowCompletionRetention").GetInt64());
    }

    [Fact]
    public async Task A_handler_of_a_plain_service_has_no_kind()
    {
        var service = await DiscoveryRequest.DescribeAsync(
            ServiceDefinition.Service("Desk").Handler<Unit, Unit>("ask", Nothing));

        AssertJson(
            """
            { "name": "Desk", "ty": "SERVICE", "handlers": [ { "name": "ask", "input": {}, "output": {} } ] }
            """,
            service);
    }

    [Fact]
    public async Task Public_handlers_of_a_private_service_stay_public()
    {
        var service = await DiscoveryRequest.DescribeAsync(ServiceDefinition.Service("Desk")
            .With(new() { Private = true })
            .Handler<Unit, Unit>("ask", Nothing, new() { Private = false })
            .Handler<Unit, Unit>("file", Nothing));

        Assert.False(service.TryGetProperty("ingressPrivate", out _));
        Assert.False(service.Handler("ask").GetProperty("ingressPrivate").GetBoolean());
        Assert.True(service.Handler("file").GetProperty("ingressPrivate").GetBoolean());
    }

    [Fact]
    public async Task Retries_without_limit_are_announced_as_a_number_beyond_reach()
    {
        var service = await DiscoveryRequest.DescribeAsync(
            ServiceDefinition.Service("Desk").With(new() { Retry = new() { MaxAttempts = null } }));

        Assert.Equal(int.MaxValue, service.GetProperty("retryPolicyMaxAttempts").GetInt64());
    }

    public static TheoryData<string, int, HandlerOptions> Since => new()
    {
        { "Documentation", 2, new() { Documentation = "Lends books." } },
        { "Metadata", 2, new() { Metadata = new Dictionary<string, string>() } },
        { "InactivityTimeout", 3, new() { InactivityTimeout = TimeSpan.Zero } },
        { "AbortTimeout", 3, new() { AbortTimeout = TimeSpan.Zero } },
        { "JournalRetention", 3, new() { JournalRetention = TimeSpan.Zero } },
        { "IdempotencyRetention", 3, new() { IdempotencyRetention = TimeSpan.Zero } },
        { "LazyState", 3, new() { LazyState = false } },
        { "Private", 3, new() { Private = false } },
        { "Retry", 4, new() { Retry = new() } },
    };

    [Theory]
    [MemberData(nameof(Since))]
    public async Task An_option_that_the_server_does_not_know_is_an_error(
        string option, int since, HandlerOptions options)
    {
        var service = ServiceDefinition.Service("Desk").With(options);
        await AssertRefusedAsync(service, "Service 'Desk'", option, since);
        await DiscoveryRequest.DescribeAsync(service, since);

        var handler = ServiceDefinition.Service("Desk").Handler<Unit, Unit>("ask", Nothing, options);
        await AssertRefusedAsync(handler, "Handler 'Desk/ask'", option, since);
        await DiscoveryRequest.DescribeAsync(handler, since);
    }

    [Fact]
    public async Task The_retention_of_workflows_is_an_error_before_version_three() => await AssertRefusedAsync(
        ServiceDefinition.Workflow("Loan")
            .With(new() { WorkflowRetention = TimeSpan.FromSeconds(7) })
            .Handler<Unit, Unit>("run", Nothing),
        "Handler 'Loan/run'",
        "WorkflowRetention",
        3);

    [Fact]
    public async Task A_negative_time_is_an_error()
    {
        var service = ServiceDefinition.Service("Desk").With(new() { AbortTimeout = TimeSpan.FromSeconds(-1) });

        var (response, body) = await DiscoveryRequest.SendAsync(DiscoveryRequest.Program(service), "*/*");

        Assert.Equal(500, response.StatusCode);
        Assert.Contains("Service 'Desk' sets AbortTimeout to -00:00:01", body, StringComparison.Ordinal);
    }

    private static async Task AssertRefusedAsync(ServiceDefinition service, string owner, string option, int since)
    {
        var (response, body) = await DiscoveryRequest.SendAsync(
            DiscoveryRequest.Program(service), DiscoveryRequest.MediaType(since - 1));

        Assert.Equal(500, response.StatusCode);
        Assert.Contains($"{owner} sets {option},", body, StringComparison.Ordinal);
        Assert.Contains($"before V{since}", body, StringComparison.Ordinal);
    }

    private static void AssertJson(string expected, JsonElement actual) =>
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual.GetRawText())), actual.GetRawText());

    private static Task<Unit> Nothing(IServiceProvider services, object context, Unit request) =>
        Task.FromResult(Unit.Value);
}
