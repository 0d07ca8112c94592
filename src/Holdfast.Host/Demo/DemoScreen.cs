using Spectre.Console;

namespace Holdfast.Host.Demo;

/// <summary>Shows a workflow: a line per finished step, and on a terminal what is under way.</summary>
internal sealed class DemoScreen
{
    // A path or a command that is broken into lines cannot be copied; terminals wrap by themselves.
    private const int Unbroken = 10_000;

    private readonly IAnsiConsole _console;
    private readonly int _terminalWidth;
    private Action<string> _showUnderway = _ => { };
    private int _shown;

    public DemoScreen(IAnsiConsole console)
    {
        _console = console;
        _terminalWidth = console.Profile.Width;
        console.Profile.Width = Unbroken;
    }

    /// <summary>Why the last failed attempt failed; null when none did.</summary>
    public string? LastError { get; private set; }

    /// <summary>Runs work with a moving status line, where there is a terminal that can show it.</summary>
    public async Task<T> WhileAsync<T>(Func<Task<T>> work)
    {
        if (!_console.Profile.Capabilities.Interactive || !_console.Profile.Out.IsTerminal)
            return await work();

        // What moves has to know where lines end.
        _console.Profile.Width = _terminalWidth;
        try
        {
            return await _console.Status().StartAsync("starting", async status =>
            {
                _showUnderway = text => status.Status = text;
                return await work();
            });
        }
        finally
        {
            _console.Profile.Width = Unbroken;
        }
    }

    public void Line(string markup) => _console.MarkupLine(markup);

    public void Field(string name, string value) => Line($"  [grey]{name,-9}[/] {Markup.Escape(value)}");

    public void Show(DemoStatus status)
    {
        var steps = status.Steps ?? [];
        for (; _shown < steps.Count && steps[_shown].IsFinished; _shown++)
        {
            var step = steps[_shown];
            var message = Markup.Escape(step.Message ?? "");
            Line($"  [green]✓[/] {_shown + 1} {step.Service,-20} {step.DurationMs,6} ms  {message}");
        }

        if (_shown >= steps.Count)
            return;
        if (steps[_shown].Error is { } error)
            LastError = $"Step {_shown + 1} ({steps[_shown].Service}) failed and is tried again: {error.Message}";
        _showUnderway($"{_shown + 1} {steps[_shown].Service} {Markup.Escape(steps[_shown].Error?.Message ?? "")}");
    }
}
