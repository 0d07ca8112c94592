namespace Holdfast.Workflows;

/// <summary>Recognizes a full disk. It is not final: somebody makes room, and the step is tried again.</summary>
internal static class DiskFull
{
    // errno ENOSPC and EDQUOT on Linux; ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL as HRESULTs on Windows.
    private static readonly int[] _codes = [28, 122, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    public static bool IsCauseOf(IOException error) => _codes.Contains(error.HResult);

    public static IOException Explain(ArtifactReference artifact, long bytes, string directory, IOException error) =>
        new($"No room for the artifact '{artifact}' ({bytes} bytes): the disk of '{directory}' is full. "
            + "Make room; the write is tried again.", error);
}
