using Holdfast.Embedded.Http;

namespace Holdfast.Tests.Ingress;

public sealed class Routes
{
    private const string Id = "inv_1dcXo18mnThD30pnXV9mMvhVQo8uKuGb4F";

    private static readonly IngressRouter _router = new(new IngressCatalog(Definitions(), new Serdes()));

    [Theory]
    [InlineData("/Greeter/greet", "Greeter/greet", false)]
    [InlineData("/Greeter/greet/send", "Greeter/greet", true)]
    [InlineData("/restate/call/Greeter/greet", "Greeter/greet", false)]
    [InlineData("/restate/send/Greeter/greet", "Greeter/greet", true)]
    [InlineData("/Counter/a/add", "Counter/a/add", false)]
    [InlineData("/Counter/a/add/send", "Counter/a/add", true)]
    [InlineData("/Counter/send/add/send", "Counter/send/add", true)]
    [InlineData("/Counter/restate/add", "Counter/restate/add", false)]
    [InlineData("/Counter//add", "Counter//add", false)]
    [InlineData("/Counter/a%2Fb/add", "Counter/a/b/add", false)]
    [InlineData("/restate/call/Counter/a%2Fb/add", "Counter/a/b/add", false)]
    [InlineData("/Gate/w/run", "Gate/w/run", false)]
    public void Calls_and_sends(string path, string target, bool isSend)
    {
        var route = Assert.IsType<IngressRoute.Invoke>(_router.Parse(path));
        Assert.Equal(target, route.Target.ToString());
        Assert.Equal(isSend, route.IsSend);
        Assert.Null(route.Scope);
    }

    [Fact]
    public void A_scope_is_understood()
    {
        var route = Assert.IsType<IngressRoute.Invoke>(_router.Parse("/restate/scope/a%20b/call/Counter/k/add"));
        Assert.Equal("a b", route.Scope);
    }

    [Theory]
    [InlineData($"/restate/invocation/{Id}/attach", true)]
    [InlineData($"/restate/attach/{Id}", true)]
    [InlineData($"/restate/invocation/{Id}/output", false)]
    [InlineData($"/restate/output/{Id}", false)]
    public void Results_by_id(string path, bool waits)
    {
        var route = Assert.IsType<IngressRoute.Read>(_router.Parse(path));
        Assert.Equal(new InvocationTarget.ById(Id), route.Invocation);
        Assert.Equal(waits ? ReadKind.Attach : ReadKind.Output, route.Kind);
    }

    [Theory]
    [InlineData("/restate/invocation/Greeter/greet/key%201/output", "Greeter/greet", "key%201")]
    [InlineData("/restate/invocation/Counter/a%2Fb/add/key/output", "Counter/a/b/add", "key")]
    [InlineData("/restate/invocation/Greeter/renamed/key/output", "Greeter/renamed", "key")]
    public void Results_by_idempotency_key(string path, string target, string idempotencyKey)
    {
        var route = Assert.IsType<IngressRoute.Read>(_router.Parse(path));
        var invocation = Assert.IsType<InvocationTarget.ByIdempotencyKey>(route.Invocation);
        Assert.Equal(target, invocation.Target.ToString());
        Assert.Equal(idempotencyKey, invocation.IdempotencyKey);
    }

    [Fact]
    public void Results_of_workflows() => Assert.Equal(
        new IngressRoute.Read(ReadKind.Attach, new InvocationTarget.ByWorkflow("Gate", "a/b")),
        _router.Parse("/restate/workflow/Gate/a%2Fb/attach"));

    [Theory]
    [InlineData("/restate/attach")]
    [InlineData("/restate/output")]
    [InlineData("/restate/lookup")]
    public void Results_that_the_body_names(string path) => Assert.IsType<IngressRoute.ReadByBody>(_router.Parse(path));

    [Theory]
    [InlineData("/restate/awakeables/sign_1x/resolve", false)]
    [InlineData("/restate/a/sign_1x/reject", true)]
    public void Awakeables(string path, bool isRejection) =>
        Assert.Equal(new IngressRoute.Complete("sign_1x", isRejection), _router.Parse(path));

    [Theory]
    [InlineData("/", 400)]
    [InlineData("/Greeter", 400)]
    [InlineData("/a/b/c/d/e/f/g/h", 400)]
    [InlineData("/Greeter/greet/more", 400)]
    [InlineData("/Greeter/greet/send/more", 400)]
    [InlineData("/Counter/add", 400)]
    [InlineData("/restate/call/Counter/add", 400)]
    [InlineData("/restate/call/Greeter/greet/send", 400)]
    [InlineData("/restate/scope/s/attach/Greeter/greet", 400)]
    [InlineData("/restate/attach/nonsense", 400)]
    [InlineData("/restate/lookup/x", 400)]
    [InlineData("/restate/workflow/Gate", 400)]
    [InlineData("/Greeter/hidden", 400)]
    [InlineData("/Secret/tell/send", 400)]
    [InlineData("/Nope/greet", 404)]
    [InlineData("/greeter/greet", 404)]
    [InlineData("/Greeter/wave", 404)]
    [InlineData("/openapi/Greeter", 404)]
    [InlineData("/restate/nope", 404)]
    [InlineData($"/restate/invocation/{Id}/cancel", 404)]
    public void What_asks_for_nothing_is_refused(string path, int status) =>
        Assert.Equal(status, Assert.Throws<IngressException>(() => _router.Parse(path)).Status);

    [Theory]
    [InlineData("/greeter/greet", "Did you mean 'Greeter'?")]
    [InlineData("/Countr/a/add", "Did you mean 'Counter'?")]
    [InlineData("/Greeter/great", "Did you mean 'greet'?")]
    public void A_misspelt_name_is_recognised(string path, string hint)
    {
        var refusal = Assert.Throws<IngressException>(() => _router.Parse(path));
        Assert.EndsWith(hint, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kitten", "sitting", int.MaxValue)]
    [InlineData("greet", "great", 1)]
    [InlineData("greet", "greet", 0)]
    [InlineData("GREET", "greet", 0)]
    [InlineData("gret", "greet", 1)]
    [InlineData("ab", "cd", int.MaxValue)]
    [InlineData("", "cd", int.MaxValue)]
    public void Distance_of_names(string from, string to, int distance)
    {
        var actual = NearestName.Distance(from, to);
        Assert.Equal(distance, actual > 2 ? int.MaxValue : actual);
    }

    private static Dictionary<string, ServiceDefinition> Definitions() => new[]
    {
        ServiceDefinition.Service("Greeter")
            .Handler<string, string>("greet", (_, _, name) => Task.FromResult(name))
            .Handler<Unit, Unit>(
                "hidden", (_, _, _) => Task.FromResult(Unit.Value), new HandlerOptions { Private = true }),
        ServiceDefinition.Service("Secret").With(new HandlerOptions { Private = true })
            .Handler<Unit, Unit>("tell", (_, _, _) => Task.FromResult(Unit.Value)),
        ServiceDefinition.VirtualObject("Counter")
            .Handler<int, int>("add", (_, _, amount) => Task.FromResult(amount)),
        ServiceDefinition.Workflow("Gate")
            .Handler<string, string>("run", (_, _, name) => Task.FromResult(name)),
    }.ToDictionary(definition => definition.Name);
}
