namespace Holdfast.Fuzz.Targets;

/// <summary>
/// For the fuzzer's own test: an error behind six bytes, each in a branch of its own, that chance alone would not find.
/// </summary>
internal sealed class PlantedTarget : FuzzTarget
{
    public const string Name = "planted";

    public override IEnumerable<byte[]> Seeds => ["nothing"u8.ToArray()];

    public override IReadOnlyList<byte[]> Words => [];

    public override void Execute(byte[] input)
    {
        if (input.Length < 6 || input[0] != 'p')
            return;
        if (input[1] != 'l')
            return;
        if (input[2] != 'a')
            return;
        if (input[3] != 'n')
            return;
        if (input[4] != 't')
            return;
        if (input[5] == '!')
            throw new InvalidOperationException("Found.");
    }
}
