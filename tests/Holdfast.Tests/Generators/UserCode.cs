using System.Collections.Immutable;
using Holdfast.Generators.Services;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Holdfast.Tests.Generators;

/// <summary>Compiles source text as a user's project would, with the generator and the analyzers.</summary>
internal static class UserCode
{
    private static readonly CSharpParseOptions _parsing = new(LanguageVersion.CSharp14, DocumentationMode.Diagnose);

    private static readonly ImmutableArray<MetadataReference> _references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => IsReferenced(Path.GetFileNameWithoutExtension(path)))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>What a project with implicit usings has.</summary>
    private const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Holdfast;
        """;

    public static CSharpCompilation Compile(params IEnumerable<string> sources) => CSharpCompilation.Create(
        "UserCode",
        [Parse(GlobalUsings), .. sources.Select(Parse)],
        _references,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable,
            reportSuppressedDiagnostics: false));

    public static SyntaxTree Parse(string source) => CSharpSyntaxTree.ParseText(source, _parsing);

    public static GeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new ServiceGenerator().AsSourceGenerator()],
        parseOptions: _parsing,
        driverOptions: new(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>The generated files by name.</summary>
    public static SortedDictionary<string, string> Generate(params IEnumerable<string> sources) => new(
        Driver().RunGenerators(Compile(sources)).GetRunResult().Results.Single().GeneratedSources
            .ToDictionary(file => file.HintName, file => file.SourceText.ToString()),
        StringComparer.Ordinal);

    /// <summary>The sources together with what is generated for them.</summary>
    public static Compilation Build(params IEnumerable<string> sources)
    {
        Driver().RunGeneratorsAndUpdateCompilation(
            Compile(sources), out var compilation, out _, TestContext.Current.CancellationToken);
        return compilation;
    }

    public static IEnumerable<Diagnostic> Errors(this Compilation compilation) =>
        compilation.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    /// <summary>What the analyzer says, in the order of the text.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> AnalyzeAsync(
        this Compilation compilation, DiagnosticAnalyzer analyzer)
    {
        var found = await compilation.WithAnalyzers([analyzer])
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(found, diagnostic => diagnostic.Id == "AD0001");
        return [.. found.OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
    }

    private static bool IsReferenced(string assembly) =>
        assembly is "Holdfast" or "netstandard" or "Microsoft.Extensions.Logging.Abstractions"
        || assembly.StartsWith("System.", StringComparison.Ordinal);
}
