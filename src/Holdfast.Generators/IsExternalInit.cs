namespace System.Runtime.CompilerServices;

/// <summary>Lets records compile for netstandard2.0, which compilers load analyzers for.</summary>
internal static class IsExternalInit;
