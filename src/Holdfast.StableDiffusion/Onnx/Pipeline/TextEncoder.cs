using Holdfast.StableDiffusion.Onnx.Tokenizer;

namespace Holdfast.StableDiffusion.Onnx.Pipeline;

/// <summary>Makes of a prompt what the denoiser understands.</summary>
internal sealed class TextEncoder : IDisposable
{
    private readonly OnnxModel _model;
    private readonly OnnxPort _tokens;
    private readonly OnnxPort _states;

    public TextEncoder(OnnxModel model)
    {
        _model = model;
        _tokens = model.Require(model.Inputs, "input_ids");
        model.RequireNoOthers(_tokens.Name);
        _states = model.Require(model.Outputs, "last_hidden_state");
    }

    public FloatTensor Encode(Prompt prompt, OnnxRun run)
    {
        int[] tokens = [.. prompt.Tokens];
        return _model.Run(run, _states, (_tokens, TensorValues.Create(_tokens, tokens, 1, tokens.Length)));
    }

    public void Dispose() => _model.Dispose();
}
