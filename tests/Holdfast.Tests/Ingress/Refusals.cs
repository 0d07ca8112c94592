using System.Text;
using Holdfast.Embedded.Http;

namespace Holdfast.Tests.Ingress;

public sealed class Refusals
{
    private static readonly IReadOnlyDictionary<string, HandlerDefinition> _handlers = ServiceDefinition.Service("Desk")
        .Handler<string, Unit>("json", (_, _, _) => Task.FromResult(Unit.Value))
        .Handler<byte[], Unit>("bytes", (_, _, _) => Task.FromResult(Unit.Value))
        .Handler<Unit, Unit>("nothing", (_, _, _) => Task.FromResult(Unit.Value))
        .Handler<byte[], Unit>("picture", (_, _, _) => Task.FromResult(Unit.Value), new() { Accept = "image/*" })
        .Handler<string, Unit>("anyJson", (_, _, _) => Task.FromResult(Unit.Value), new() { Accept = "*/*" })
        .Handler<Unit, Unit>("anyNothing", (_, _, _) => Task.FromResult(Unit.Value), new() { Accept = "*/*" })
        .Handlers;

    [Theory]
    [InlineData("json", "application/json", false)]
    [InlineData("json", "application/json; charset=utf-8", false)]
    [InlineData("bytes", "application/octet-stream", true)]
    [InlineData("bytes", "text/plain", false)]
    [InlineData("bytes", "json", false)]
    [InlineData("bytes", null, true)]
    [InlineData("picture", "image/png; q=1", false)]
    [InlineData("picture", null, true)]
    [InlineData("nothing", null, true)]
    [InlineData("anyJson", "text/plain", false)]
    [InlineData("anyJson", null, true)]
    [InlineData("anyNothing", "text/plain", false)]
    public void A_body_that_fits_is_accepted(string handler, string? contentType, bool isEmpty) =>
        RuleOf(handler).Check(contentType, isEmpty);

    [Theory]
    [InlineData("json", "text/plain", false, "Content-type 'text/plain' does not match 'application/json'")]
    [InlineData("json", "json", false, "Content-type 'json' does not match 'application/json'")]
    [InlineData("json", "Application/Json", false, "Content-type 'Application/Json' does not match 'application/json'")]
    [InlineData("json", null, false, "Empty content-type")]
    [InlineData("json", null, true, "Empty content-type")]
    [InlineData("json", "application/json", true, "Empty body not allowed")]
    [InlineData("anyJson", "text/plain", true, "Empty body not allowed")]
    [InlineData("bytes", null, false, "Empty content-type")]
    [InlineData("picture", "imagery/png", false, "Content-type 'imagery/png' does not match 'image/*'")]
    [InlineData(
        "nothing", null, false, "Expected body and content-type to be empty, but wasn't with content-type 'None'")]
    [InlineData(
        "nothing",
        "application/json",
        true,
        "Expected body and content-type to be empty, but wasn't with content-type 'Some(\"application/json\")'")]
    public void A_body_that_does_not_fit_is_refused(string handler, string? contentType, bool isEmpty, string reason)
    {
        var refusal = Assert.Throws<IngressException>(() => RuleOf(handler).Check(contentType, isEmpty));
        Assert.Equal(400, refusal.Status);
        Assert.Equal("input validation error: " + reason, refusal.Message);
    }

    [Theory]
    [InlineData(400, 400)]
    [InlineData(409, 409)]
    [InlineData(470, 470)]
    [InlineData(599, 599)]
    [InlineData(42, 500)]
    [InlineData(200, 500)]
    [InlineData(304, 500)]
    [InlineData(1500, 500)]
    [InlineData(-1, 500)]
    public void Codes_become_statuses(int code, int status) => Assert.Equal(status, IngressResponse.StatusOf(code));

    [Theory]
    [InlineData("nonsense", "bad format")]
    [InlineData("inv_short", "unrecognized codec version")]
    [InlineData("inv_1short", "bad length")]
    [InlineData("inv_1dcXo18mnThD30pnXV9mMvhVQo8uKuG-4F", "invalid encoding")]
    [InlineData("inv_1dcXo18mnThD30pnXV9mMvhVQo8uKuGb4F", null)]
    public void Ids_of_invocations_are_checked(string id, string? problem) =>
        Assert.Equal(problem, IdFormat.ProblemOfInvocation(id));

    [Theory]
    [InlineData("nonsense", "bad format")]
    [InlineData("sign_1nonsense", "id doesn't match the expected type")]
    [InlineData("sign_1AZyCgpG3-p-bi9bt2SRjZDlmtMlJQDCOAAAAEQ", null)]
    public void Ids_of_awakeables_are_checked(string id, string? problem) =>
        Assert.Equal(problem, IdFormat.ProblemOfAwakeable(id));

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"target":"other"}""")]
    [InlineData("""{"target":1}""")]
    [InlineData("""{"target":"workflow","workflowName":"W"}""")]
    [InlineData("""{"target":"invocation","invocationId":"nonsense"}""")]
    public void A_body_that_names_no_invocation_is_refused(string body) => Assert.Equal(
        400, Assert.Throws<IngressException>(() => TargetBody.Parse(Encoding.UTF8.GetBytes(body))).Status);

    [Fact]
    public void A_body_may_name_an_invocation_in_three_ways()
    {
        Assert.Equal(
            new InvocationTarget.ByWorkflow("W", "k"),
            Parse("""{"target":"workflow","workflowName":"W","workflowKey":"k","scope":null}"""));
        Assert.Equal(
            new InvocationTarget.ByIdempotencyKey(new Target("S", "h", "k"), "i", "s"),
            Parse(
                """
                {"target":"idempotentInvocation","service":"S","key":"k","handler":"h","idempotencyKey":"i","scope":"s"}
                """));
        Assert.Equal(
            new InvocationTarget.ById("inv_1dcXo18mnThD30pnXV9mMvhVQo8uKuGb4F"),
            Parse("""{"target":"invocation","invocationId":"inv_1dcXo18mnThD30pnXV9mMvhVQo8uKuGb4F"}"""));
    }

    private static InvocationTarget Parse(string body) => TargetBody.Parse(Encoding.UTF8.GetBytes(body));

    private static RequestRule RuleOf(string handler) => _handlers[handler].RequestsUnder(new Serdes());
}
