namespace Holdfast.Restate.Wire;

/// <summary>The server sent what the protocol does not allow: code 571.</summary>
internal sealed class ProtocolException(string message, Exception? inner = null) : Exception(message, inner);
