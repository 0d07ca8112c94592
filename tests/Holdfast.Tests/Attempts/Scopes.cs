using Holdfast.Engine;
using Holdfast.Tests.Machine;
using static Holdfast.Tests.Machine.Scenario;
using static Holdfast.Tests.Machine.Then;

namespace Holdfast.Tests.Attempts;

/// <summary>Scopes and limit keys bound how much runs at once: carried or refused, never dropped.</summary>
public sealed class Scopes
{
    private static readonly Target _child = new("Child", "work");
    private static readonly CallOptions _scoped = new() { Scope = "tenant-1", LimitKey = "gpu" };

    private static readonly Dictionary<string, (Func<IWorkflowContext, Task> Handler, Command Command)> _uses = new()
    {
        ["call"] = (
            async context => await context.CallAsync<int, int>(_child, 1, _scoped),
            new CallCommand(_child, Bytes(1), _scoped, 1, 2)),
        ["send"] = (
            async context => await context.SendAsync(_child, 1, null, _scoped),
            new OneWayCallCommand(_child, Bytes(1), _scoped, null, 1)),
        ["attach by idempotency key"] = (
            async context => await context.AttachAsync<int>(
                new InvocationTarget.ByIdempotencyKey(_child, "once", "tenant-1")),
            new AttachInvocationCommand(new InvocationTarget.ByIdempotencyKey(_child, "once", "tenant-1"), 1)),
        ["output of a workflow"] = (
            async context => await context.OutputAsync<int>(new InvocationTarget.ByWorkflow("W", "k", "tenant-1")),
            new GetInvocationOutputCommand(new InvocationTarget.ByWorkflow("W", "k", "tenant-1"), 1)),
    };

    public static TheoryData<string> Uses => [.. _uses.Keys];

    [Theory]
    [MemberData(nameof(Uses))]
    public async Task Where_the_engine_has_them_they_are_carried(string use)
    {
        var channel = await Given().With(start => start with { SupportsScopes = true }).When(_uses[use].Handler);
        Assert.Equal(Text(Issue(_uses[use].Command)), Text(channel.Sent[0]));
    }

    [Theory]
    [MemberData(nameof(Uses))]
    public async Task Where_it_has_not_they_are_an_error_and_nothing_is_started(string use)
    {
        var channel = await Given().When(_uses[use].Handler);
        var error = Assert.IsType<AttemptMessage.Fail>(Assert.Single(channel.Sent)).Error;
        Assert.Equal(ErrorCode.UnsupportedFeature, error.Code);
    }

    [Fact]
    public async Task A_limit_key_without_a_scope_is_refused_with_what_to_do()
    {
        var error = await Given().With(start => start with { SupportsScopes = true })
            .When(async context => await context.SendAsync(_child, 1, null, new() { LimitKey = "gpu" }))
            .Fails(ErrorCode.Internal);
        Assert.Contains("The limit key 'gpu' needs a scope", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task A_handler_sees_what_it_was_sent_with() =>
        Given()
            .With(start => start with { Scope = "tenant-1", LimitKey = "gpu", IdempotencyKey = "once" })
            .When(context => Task.FromResult(
                $"{context.SentWith.Scope} {context.SentWith.LimitKey} {context.SentWith.IdempotencyKey}"))
            .Sends(Ends("tenant-1 gpu once"));
}
