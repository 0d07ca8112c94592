using System.Net.Http.Json;

namespace Holdfast.Restate.Tests.Discovery;

public sealed class RegistrationOverHttp11
{
    [Fact]
    public async Task An_endpoint_without_HTTP_2_is_registered_and_called()
    {
        await using var registered = new RegisteredProgram();
        await registered.StartAsync(http11: true);

        using var response = await registered.Server.Http.PostAsJsonAsync("Desk/json", "a");

        Assert.Equal("\"a\"", await response.Content.ReadAsStringAsync());
    }
}
