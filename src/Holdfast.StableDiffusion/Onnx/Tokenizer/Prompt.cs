namespace Holdfast.StableDiffusion.Onnx.Tokenizer;

/// <summary>A prompt as the text encoder reads it.</summary>
/// <param name="Tokens">As many as the encoder takes: start, text, end, padding.</param>
/// <param name="Dropped">Tokens of the text that had no room.</param>
internal sealed record Prompt(IReadOnlyList<int> Tokens, int Dropped);
