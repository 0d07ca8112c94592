namespace Holdfast.Embedded;

/// <summary>The data directory cannot be used. The message says why and what to do.</summary>
public sealed class DataDirectoryException : Exception
{
    internal DataDirectoryException(
        DataDirectoryProblem problem, string directory, string reason, Exception? inner = null)
        : base($"Cannot use the data directory '{Path.GetFullPath(directory)}': {reason}", inner) => Problem = problem;

    /// <summary>What is wrong with it.</summary>
    public DataDirectoryProblem Problem { get; }
}

/// <summary>What can be wrong with a data directory.</summary>
public enum DataDirectoryProblem
{
    /// <summary>Another process has it open.</summary>
    Locked,

    /// <summary>A newer release wrote it.</summary>
    Newer,

    /// <summary>It cannot be created or written, or its database is damaged.</summary>
    Unusable,
}
