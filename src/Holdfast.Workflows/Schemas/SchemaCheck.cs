using System.Text.Json;
using Holdfast.Workflows.Validation;

namespace Holdfast.Workflows.Schemas;

/// <summary>
/// A place in a value that is being checked: where mistakes are reported and its canonical form is written.
/// </summary>
internal readonly record struct SchemaCheck(string Pointer, MistakeList Mistakes, Utf8JsonWriter Writer)
{
    public SchemaCheck At(string name) => this with { Pointer = Pointer.Child(name) };

    public SchemaCheck At(int index) => this with { Pointer = Pointer.Child(index) };

    public void Add(string problem) => Mistakes.Add(Pointer, problem);

    /// <summary>Reports the value, and writes null in its place.</summary>
    public void Reject(string problem)
    {
        Add(problem);
        Writer.WriteNullValue();
    }
}
