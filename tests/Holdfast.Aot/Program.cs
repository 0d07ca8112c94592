using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Holdfast;
using Holdfast.Aot;

// Holdfast in a native program: every kind of service, from .NET and over HTTP, and what is left of it after a restart.
var directory = Directory.CreateTempSubdirectory("holdfast-aot-");
try
{
    Expect("no code at run time (publish with -p:Native=true)", false, RuntimeFeature.IsDynamicCodeSupported);
    await CheckAsync().WaitAsync(TimeSpan.FromMinutes(1));
    Console.WriteLine("aot ok");
    return 0;
}
catch (Exception error)
{
    Console.Error.WriteLine($"aot failed: {error}");
    return 1;
}
finally
{
    directory.Delete(recursive: true);
}

async Task CheckAsync()
{
    await using (var engine = await RunningEngine.StartAsync(directory.FullName))
    {
        await CallFromDotNetAsync(engine.Client);
        await CallOverHttpAsync(engine.Http);
    }

    await using (var engine = await RunningEngine.StartAsync(directory.FullName))
        await FindWhatWasLeftAsync(engine);
}

static async Task CallFromDotNetAsync(IHoldfastClient holdfast)
{
    Expect("a service's answer", "[Ada, 2.5 kg]", await holdfast.Labels().PrintAsync(new("Ada", 2.5m)));
    Expect("an object's answer", 4, await holdfast.Stamps("office").UseAsync(4));

    await holdfast.Shipping("from-dotnet").Send.RunAsync(new("Grace", 7m));
    await holdfast.Shipping("from-dotnet").ApproveAsync(true);
    var shipment = await holdfast.Shipping("from-dotnet").AttachAsync();
    Expect("a workflow's answer", ("[Grace, 7 kg]", 7), (shipment.Label, shipment.Stamps));
}

static async Task CallOverHttpAsync(HttpClient http)
{
    await PostAsync(
        http, "Labels/print", """{"recipient":"Ada","weight":2.5}""", HttpStatusCode.OK, "\"[Ada, 2.5 kg]\"");
    await PostAsync(
        http, "Labels/print", """{"recipient":"Ada","weight":31}""", HttpStatusCode.BadRequest, "too heavy");
    await PostAsync(http, "Stamps/office/use", "5", HttpStatusCode.OK, "12");

    var parcel = """{"recipient":"Alan","weight":1}""";
    await PostAsync(http, "Shipping/over-http/run/send", parcel, HttpStatusCode.Accepted, "Accepted");
    await PostAsync(http, "Shipping/over-http/approve", "true", HttpStatusCode.OK, "");
    await GetAsync(http, "restate/workflow/Shipping/over-http/attach", "[Alan, 1 kg]");
    await GetAsync(http, "services", "Shipping");
    await GetAsync(http, "invocations", "from-dotnet");
}

static async Task FindWhatWasLeftAsync(RunningEngine engine)
{
    Expect("the state after a restart", 15, await engine.Client.Stamps("office").CountAsync());
    var shipment = await engine.Client.Shipping("from-dotnet").AttachAsync();
    Expect("a result after a restart", ("[Grace, 7 kg]", 7), (shipment.Label, shipment.Stamps));
    await GetAsync(engine.Http, "restate/workflow/Shipping/over-http/output", "[Alan, 1 kg]");
}

static async Task PostAsync(HttpClient http, string path, string json, HttpStatusCode status, string part)
{
    using var body = new StringContent(json, Encoding.UTF8, "application/json");
    using var response = await http.PostAsync(new Uri(path, UriKind.Relative), body);
    await ExpectAnswerAsync($"POST /{path}", response, status, part);
}

static async Task GetAsync(HttpClient http, string path, string part)
{
    using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
    await ExpectAnswerAsync($"GET /{path}", response, HttpStatusCode.OK, part);
}

static async Task ExpectAnswerAsync(string request, HttpResponseMessage response, HttpStatusCode status, string part)
{
    var text = await response.Content.ReadAsStringAsync();
    Expect($"the status of {request} ({text})", status, response.StatusCode);
    if (!text.Contains(part, StringComparison.Ordinal))
        throw new InvalidOperationException($"{request} answered '{text}', which does not contain '{part}'.");
}

static void Expect<T>(string what, T expected, T actual)
{
    if (!EqualityComparer<T>.Default.Equals(expected, actual))
        throw new InvalidOperationException($"Expected {what} to be '{expected}', and it is '{actual}'.");
}
