using Holdfast.Generators.Services;

namespace Holdfast.Tests.Generators;

/// <summary>Each mistake in a service class is named where it is made.</summary>
public sealed class ServiceDiagnostics
{
    [Theory]
    [InlineData("HF1001", "[Service] public class S { [Handler] public void H(IContext c) {} }")]
    [InlineData("HF1002", "[Service] public partial class S { [Handler] internal void H(IContext c) {} }")]
    [InlineData("HF1002", "[Service] public partial class S { [Handler] public void H<T>(IContext c) {} }")]
    [InlineData("HF1002", "[Service] public partial class S { [Handler] public void H() {} }")]
    [InlineData("HF1002", "[Service] public partial class S { [Handler] public void H(string request) {} }")]
    [InlineData("HF1002", "[Service] public partial class S { [Handler] public void H(IContext c, int a, int b) {} }")]
    [InlineData("HF1002", "[Service] public partial class S { [Handler] public void H(IContext c, in int a) {} }")]
    [InlineData("HF1002", "[Service] public partial class S { [Handler] public void H(IContext c, Span<int> a) {} }")]
    [InlineData("HF1002", "[Service] public partial class S { [Handler] public void H(IObjectContext c) {} }")]
    [InlineData("HF1002", "[Service] public partial class S { [Handler, Shared] public void H(IContext c) {} }")]
    [InlineData("HF1002", "[Service] public partial class S { [Handler] public void Send(IContext c) {} }")]
    [InlineData("HF1002",
        "[Service] public partial class S { [Handler] public async void H(IContext c) => await c.NowAsync(); }")]
    [InlineData("HF1002",
        "[Service] public partial class S { [Handler] public DurableTask H(IContext c) => c.NowAsync(); }")]
    [InlineData("HF1002",
        "[VirtualObject] public partial class S { [Handler, Shared] public void H(IObjectContext c) {} }")]
    [InlineData("HF1002", "[VirtualObject] public partial class S { [Handler] public void H(IWorkflowContext c) {} }")]
    [InlineData("HF1002", "[Workflow] public partial class S { [Handler] public void AttachAsync(IContext c) {} }")]
    [InlineData("HF1003",
        "[Service] public partial class S { [Handler] public void H(IContext c) {} "
        + "[Handler(\"h\")] public void G(IContext c) {} }")]
    [InlineData("HF1003",
        "[Service] public partial class S { [Handler] public void H(IContext c) {} "
        + "[Handler(\"g\")] public void H(IContext c, int i) {} }")]
    [InlineData("HF1005", "[Service] public partial class S;")]
    [InlineData("HF1005",
        "[Workflow] public partial class S { [Handler, Shared] public void H(ISharedWorkflowContext c) {} }")]
    [InlineData("HF1005",
        "[Workflow] public partial class S { [Handler] public void A(IContext c) {} "
        + "[Handler] public void B(IContext c) {} }")]
    [InlineData("HF1006", "[Service(\"a/b\")] public partial class S { [Handler] public void H(IContext c) {} }")]
    [InlineData("HF1006", "[Service] public partial class S { [Handler(\"a-b\")] public void H(IContext c) {} }")]
    [InlineData("HF1007", "[Service, Workflow] public partial class S { [Handler] public void H(IContext c) {} }")]
    [InlineData("HF1007", "[Service] public partial class S<T> { [Handler] public void H(IContext c) {} }")]
    [InlineData("HF1007", "[Service] public abstract partial class S { [Handler] public void H(IContext c) {} }")]
    [InlineData("HF1007", "[Service] public partial record S { [Handler] public void H(IContext c) {} }")]
    [InlineData("HF1007",
        "[Service] public partial class S(int a) { public S() : this(1) {} [Handler] public void H(IContext c) {} }")]
    [InlineData("HF1008", "public class S { [Handler] public void H(IContext c) {} }")]
    public async Task A_mistake_is_reported(string id, string source)
    {
        var diagnostic = Assert.Single(await UserCode.Build(source).AnalyzeAsync(new ServiceAnalyzer()));

        Assert.Equal(id, diagnostic.Id);
        Assert.True(diagnostic.Location.IsInSource);
    }

    [Theory]
    [InlineData(
        "[Service] public partial class S { [Handler] public void H(IContext c) {} private int Other(int a) => a; }")]
    [InlineData(
        "[VirtualObject(\"a.b-c\")] public partial class S { [Handler(\"h_1\")] public int H(IContext c) => 1; }")]
    [InlineData(
        "[VirtualObject] internal partial class S { [Handler, Shared] public int H(ISharedObjectContext c) => 1; }")]
    [InlineData("[Workflow] public partial class S { [Handler] public void H(IObjectContext c, int? n) {} }")]
    [InlineData("[Service] public partial class @class { [Handler] public void @do(IContext c, int @event) {} }")]
    [InlineData(
        "[Service] public partial class S { [Handler] public (int A, string? B) H(IContext c, int "
        + "options) => (1, null); }")]
    public async Task A_service_without_a_mistake_compiles_with_what_is_generated_for_it(string source)
    {
        var compilation = UserCode.Build(source);

        Assert.Empty(await compilation.AnalyzeAsync(new ServiceAnalyzer()));
        Assert.Empty(compilation.Errors());
    }

    [Fact]
    public async Task The_message_says_what_the_context_must_be()
    {
        const string Source =
            "[VirtualObject] public partial class S { [Handler, Shared] public void H(IObjectContext c) {} }";
        var diagnostic = Assert.Single(await UserCode.Build(Source).AnalyzeAsync(new ServiceAnalyzer()));

        Assert.Equal(
            "'S.H' cannot be a handler: its first parameter must be ISharedObjectContext, "
            + "for a shared handler of a virtual object",
            diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }
}
