namespace Holdfast.Conformance.Services;

/// <summary>
/// Objects that execute programs, in layers: the same handlers under several names, which is why it is defined by hand.
/// </summary>
internal static class ObjectInterpreter
{
    /// <summary>The one that stands before the layers; it calls those of layer 0.</summary>
    private const int BeforeLayers = -1;

    public static readonly StateKey<int> Counter = new("counter");

    public static ServiceDefinition Definition { get; } = Define(BeforeLayers);

    public static ServiceDefinition L0 { get; } = Define(0);

    public static ServiceDefinition L1 { get; } = Define(1);

    public static ServiceDefinition L2 { get; } = Define(2);

    public static string NameOf(int layer) =>
        layer == BeforeLayers ? "ObjectInterpreter" : $"ObjectInterpreterL{layer}";

    private static ServiceDefinition Define(int layer) => ServiceDefinition.VirtualObject(NameOf(layer))
        .Shared<Unit, int>("counter", async (_, ctx, _) => await ctx.GetAsync(Counter), new() { Accept = "*/*" })
        .Handler<InterpreterProgram, Unit>("interpret", async (_, ctx, program) =>
        {
            await new Interpretation(ctx, layer).ExecuteAsync(program);
            return Unit.Value;
        });
}
