namespace Holdfast.StableDiffusion.Onnx;

/// <summary>The directory that pulled models are in, each under its name: <c>owner/name</c>.</summary>
/// <param name="directory">Made when the first model is pulled.</param>
public sealed class ModelStore(string directory)
{
    /// <summary>Where it is.</summary>
    public string Directory { get; } = Path.GetFullPath(directory);

    /// <summary>The directory of a model: a pulled one's, or the one that is given itself.</summary>
    public string Find(string nameOrDirectory) =>
        Models.Hub.ModelName.TryParse(nameOrDirectory, out var name) && System.IO.Directory.Exists(PathOf(name))
            ? PathOf(name)
            : Path.GetFullPath(nameOrDirectory);

    /// <summary>The models that are there, by name.</summary>
    public IReadOnlyList<StoredModel> List()
    {
        if (!System.IO.Directory.Exists(Directory))
            return [];
        var models =
            from owner in System.IO.Directory.GetDirectories(Directory)
            from model in System.IO.Directory.GetDirectories(owner)
            let name = $"{Path.GetFileName(owner)}/{Path.GetFileName(model)}"
            orderby name
            select new StoredModel(name, model, SizeOf(model), ProblemOf(model));
        return [.. models];
    }

    internal string PathOf(Models.Hub.ModelName name) => Path.Combine(Directory, name.Owner, name.Name);

    private static long SizeOf(string model) =>
        new DirectoryInfo(model).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    private static string? ProblemOf(string model)
    {
        try
        {
            Models.ModelDirectory.Open(model);
            return null;
        }
        catch (BackendUnavailableException problem)
        {
            return problem.Message;
        }
    }
}

/// <summary>A model in the store.</summary>
/// <param name="Name">Such as <c>owner/name</c>.</param>
/// <param name="Path">Its directory.</param>
/// <param name="Bytes">What it occupies.</param>
/// <param name="Problem">Why it cannot be run; null: it can, as far as its files tell.</param>
public sealed record StoredModel(string Name, string Path, long Bytes, string? Problem);
