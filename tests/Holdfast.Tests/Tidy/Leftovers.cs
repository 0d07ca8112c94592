using System.Xml.Linq;

namespace Holdfast.Tests.Tidy;

/// <summary>What is committed is finished, and is about the product alone.</summary>
public sealed class Leftovers
{
    // In halves: this file is looked at as well.
    private static readonly string[] _unfinished =
        ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "NotImplemented" + "Exception"];

    private static readonly string[] _ofThisMachine = ["/wo" + "rk/", "/ro" + "ot/", "/tmp/" + "bash"];

    private static readonly string[] _registries =
        ["api.nuget" + ".org", "registry.npmjs" + ".org", "deb.debian" + ".org"];

    private static readonly HashSet<string> _binary = [".png", ".jpg", ".webp", ".db", ".bin", ".ico"];

    [Fact]
    public void Nothing_is_marked_as_unfinished() => Mentions(_unfinished).AssertNone();

    [Fact]
    public void No_path_of_the_machine_it_was_written_on_is_mentioned() => Mentions(_ofThisMachine).AssertNone();

    [Fact]
    public void No_package_registry_is_mentioned() => Mentions(_registries).AssertNone();

    [Fact]
    public void Versions_of_packages_are_in_one_file()
    {
        var offences =
            from file in Repository.Files
            where file.Value.Extension == ".csproj"
            from package in XDocument.Load(file.Value.FullName).Descendants("PackageReference")
            where package.Attribute("Version") is not null || package.Attribute("VersionOverride") is not null
            select $"{file.Key}: {package.Attribute("Include")?.Value} has a version here";
        offences.AssertNone();
    }

    private static IEnumerable<string> Mentions(string[] words) =>
        from file in Repository.Files
        where !_binary.Contains(file.Value.Extension)
        from line in File.ReadLines(file.Value.FullName).Index()
        from word in words
        where line.Item.Contains(word, StringComparison.Ordinal)
        select $"{file.Key}:{line.Index + 1} says '{word}'";
}
