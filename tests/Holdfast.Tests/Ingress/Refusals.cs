using System.Text;
using Holdfast.Embedded.Http;

namespace Holdfast.Tests.Ingress;

public sealed class Refusals
{
    [Theory]
    [InlineData("application/json", "application/json", false)]
    [InlineData("application/json", "application/json; charset=utf-8", false)]
    [InlineData("application/json", "application/json", true)]
    [InlineData("application/json", null, true)]
    [InlineData("*/*", "text/plain", false)]
    [InlineData("*/*", "json", false)]
    [InlineData("image/*", "image/png; q=1", false)]
    [InlineData(null, null, true)]
    public void A_body_that_fits_is_accepted(string? expected, string? actual, bool isEmpty) =>
        new InputRule(expected).Check(actual, isEmpty);

    [Theory]
    [InlineData("application/json", "text/plain", false)]
    [InlineData("application/json", "json", false)]
    [InlineData("application/json", "Application/Json", false)]
    [InlineData("application/json", null, false)]
    [InlineData(null, null, false)]
    [InlineData(null, "application/json", true)]
    [InlineData("*/*", null, false)]
    [InlineData("image/*", "imagery/png", false)]
    public void A_body_that_does_not_fit_is_refused(string? expected, string? actual, bool isEmpty)
    {
        var refusal = Assert.Throws<IngressException>(() => new InputRule(expected).Check(actual, isEmpty));
        Assert.Equal(400, refusal.Status);
        Assert.StartsWith("input validation error: ", refusal.Message, StringComparison.Ordinal);
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
}
