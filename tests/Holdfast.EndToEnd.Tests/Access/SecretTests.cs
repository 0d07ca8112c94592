using System.Reflection;
using System.Runtime.CompilerServices;
using Holdfast.Host.Configuration;
using Holdfast.S3;
using Holdfast.StableDiffusion;

namespace Holdfast.EndToEnd.Tests.Access;

/// <summary>Settings are written to logs and messages by accident: as text they have no secrets.</summary>
public sealed class SecretTests
{
    private const string Secret = "s3cret";

    private static readonly string[] _words = ["Secret", "Password", "Token", "Login"];

    private static readonly Assembly[] _assemblies =
        [typeof(ServerOptions).Assembly, typeof(S3ArtifactOptions).Assembly, typeof(ImageServerOptions).Assembly];

    public static TheoryData<string, string> Secrets => new(
        from assembly in _assemblies
        from type in assembly.GetTypes()
        where type.GetMethod("<Clone>$") is not null && !type.IsAbstract
        from property in type.GetProperties()
        where property.PropertyType == typeof(string) && property.CanWrite
            && _words.Any(word => property.Name.Contains(word, StringComparison.Ordinal))
        select (type.AssemblyQualifiedName!, property.Name));

    [Fact]
    public void There_are_settings_with_secrets() => Assert.True(Secrets.Count >= 5);

    [Theory]
    [MemberData(nameof(Secrets))]
    public void A_secret_is_not_in_the_text_of_its_settings(string type, string property)
    {
        var settings = RuntimeHelpers.GetUninitializedObject(Type.GetType(type)!);
        settings.GetType().GetProperty(property)!.SetValue(settings, Secret);

        Assert.DoesNotContain(Secret, settings.ToString(), StringComparison.Ordinal);
    }
}
