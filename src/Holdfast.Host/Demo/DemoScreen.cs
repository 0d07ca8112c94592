using Spectre.Console;

namespace Holdfast.Host.Demo;

/// <summary>Shows a workflow: a line per finished step, and on a terminal what is under way.</summary>
internal sealed class DemoScreen(IAnsiConsole console)
{
    private Action<string> _showUnderway = _ => { };
    private int _shown;

    /// <summary>Why the last failed attempt failed; null when none did.</summary>
    public string? LastError { get; private set; }

    /// <summary>Runs work with a moving status line, where there is a terminal that can show it.</summary>
    public async Task<T> WhileAsync<T>(Func<Task<T>> work)
    {
        if (!console.Profile.Capabilities.Interactive || !console.Profile.Out.IsTerminal)
            return await work();

        return await console.Status().StartAsync("starting", async status =>
        {
            _showUnderway = text => status.Status = text;
            return await work();
        });
    }

    public void Line(string markup) => console.MarkupLine(markup);

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
