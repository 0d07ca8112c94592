using System.Net;
using System.Net.Sockets;
using Holdfast.Testing.StableDiffusionServers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.StableDiffusion.Tests.Backends.Servers;

public sealed class Connecting
{
    private const string Password = "correct horse:battery";

    [Fact]
    public async Task Credentials_are_sent_to_every_call()
    {
        await using var server = await Automatic1111Server.StartAsync(new() { ApiAuth = "me:" + Password });
        using var backend = Making.Backend(server.Address, Authenticated(Password));

        Assert.Equal(Making.CatPicture().Paint(), await backend.MakeAsync());
        Assert.True((await backend.ProbeAsync(Making.Cancellation)).HasCancellation);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong horse")]
    public async Task Wrong_credentials_wait_for_an_operator_who_is_told_what_to_set(string? password)
    {
        await using var server = await Automatic1111Server.StartAsync(new() { ApiAuth = "me:" + Password });
        using var backend = Making.Backend(server.Address, Authenticated(password));

        var error = await Making.UnavailableAsync(backend.MakeAsync());

        Assert.Contains("refuses the credentials", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(ImageServerOptions.Password), error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("horse", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Passwords_are_in_no_log_and_no_text()
    {
        var server = await Automatic1111Server.StartAsync(new() { ApiAuth = "me:" + Password });
        var log = new Lines();
        var options = Authenticated(Password)(Making.Options(server.Address));
        using var backend = new ServerBackend(options, TimeProvider.System, log);
        using var cancelling = new CancellationTokenSource();
        var pause = server.Next.PauseBefore(2);
        var making = backend.MakeAsync(cancellation: cancelling.Token);
        await pause.Reached;
        server.DropsTaskQuestions = true;
        await cancelling.CancelAsync();
        await Making.CancelledAsync(making);
        await server.DisposeAsync();
        var error = await Making.UnavailableAsync(backend.MakeAsync());

        Assert.NotEmpty(log.All);
        Assert.All([.. log.All, error.ToString(), options.ToString()], text =>
        {
            Assert.DoesNotContain("horse", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Basic ", text, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("http://me:secret@localhost:7860", "User")]
    [InlineData("ftp://localhost", "http")]
    [InlineData("http://localhost/?key=1", "ends with its path")]
    public void An_address_that_cannot_be_right_is_refused(string url, string says)
    {
        var error = Assert.Throws<ArgumentException>(() => Making.Backend(new(url)));

        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_without_a_password_is_refused() => Assert.Throws<ArgumentException>(
        () => Making.Backend(new("http://localhost"), options => options with { User = "me" }));

    [Fact]
    public async Task A_question_has_a_time_limit()
    {
        using var deaf = new TcpListener(IPAddress.Loopback, 0);
        deaf.Start();
        var time = new FakeTimeProvider();
        var options = Making.Options(new($"http://{deaf.LocalEndpoint}"));
        using var backend = new ServerBackend(options, time, NullLogger.Instance);

        var probing = backend.ProbeAsync(Making.Cancellation);
        using var connection = await deaf.AcceptSocketAsync(Making.Cancellation);
        time.Advance(options.AnswerTimeout);

        var error = await Making.UnavailableAsync(probing);
        Assert.Contains("within 30 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_has_none()
    {
        await using var server = await Automatic1111Server.StartAsync(Automatic1111Setup.Plain);
        var time = new FakeTimeProvider();
        using var backend = new ServerBackend(Making.Options(server.Address), time, NullLogger.Instance);
        var pause = server.Next.PauseBefore(2);
        var making = backend.MakeAsync();
        await pause.Reached;

        time.Advance(TimeSpan.FromDays(1));
        pause.Release();

        Assert.Equal(Making.CatPicture().Paint(), await making);
    }

    private static Func<ImageServerOptions, ImageServerOptions> Authenticated(string? password) =>
        options => options with { User = password is null ? null : "me", Password = password };

    private sealed class Lines : ILogger
    {
        private readonly Lock _lock = new();
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> All
        {
            get
            {
                lock (_lock)
                    return [.. _lines];
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            lock (_lock)
                _lines.Add($"{formatter(state, exception)} {exception}");
        }
    }
}
