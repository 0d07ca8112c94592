using System.Text.Json.Nodes;

namespace Holdfast.Testing.StableDiffusionServers;

/// <summary>
/// What AUTOMATIC1111 knows of its work: one job at a time, and its tasks by name. A job that failed stays the current
/// task until the next begins, and the marks of an ended job stay until then, too, as in the original.
/// </summary>
internal sealed class WebuiState
{
    private const int FinishedKept = 16;

    private readonly Lock _lock = new();
    private readonly List<string> _pending = [];
    private readonly List<string> _finished = [];
    private string? _current;
    private string _job = "";
    private int _jobCount;
    private int _jobs;
    private int _step;
    private int _steps;
    private bool _interrupted;

    public string JobTimestamp => $"{20260101000000 + _jobs}";

    public bool IsInterrupted
    {
        get
        {
            lock (_lock)
                return _interrupted;
        }
    }

    public void Queue(string task)
    {
        lock (_lock)
            _pending.Add(task);
    }

    public void Begin(string job, string task, int steps)
    {
        lock (_lock)
        {
            _jobs++;
            _job = job;
            _jobCount = 1;
            (_step, _steps) = (0, steps);
            _interrupted = false;
            _current = task;
            _pending.Remove(task);
        }
    }

    public void Step(int step)
    {
        lock (_lock)
            _step = step;
    }

    public void Finish(string task)
    {
        lock (_lock)
        {
            if (_current == task)
                _current = null;
            _finished.Add(task);
            if (_finished.Count > FinishedKept)
                _finished.RemoveAt(0);
        }
    }

    public void End()
    {
        lock (_lock)
            (_job, _jobCount) = ("", 0);
    }

    public void Interrupt()
    {
        lock (_lock)
            _interrupted = true;
    }

    /// <summary>What <c>/sdapi/v1/progress</c> answers.</summary>
    public JsonObject ToProgress()
    {
        lock (_lock)
        {
            var progress = _jobCount == 0 ? 0 : Math.Min(1, 0.01 + ((double)_step / _steps));
            return new()
            {
                ["progress"] = progress,
                ["eta_relative"] = _jobCount == 0 ? 0 : 12.5,
                ["state"] = new JsonObject
                {
                    ["skipped"] = false,
                    ["interrupted"] = _interrupted,
                    ["stopping_generation"] = false,
                    ["job"] = _job,
                    ["job_count"] = _jobCount,
                    ["job_timestamp"] = JobTimestamp,
                    ["job_no"] = 0,
                    ["sampling_step"] = _step,
                    ["sampling_steps"] = _steps,
                },
                ["current_image"] = null,
                ["textinfo"] = null,
            };
        }
    }

    /// <summary>What <c>/internal/progress</c> answers of a task.</summary>
    public JsonObject ToTask(string task)
    {
        lock (_lock)
        {
            var isActive = task == _current;
            var isQueued = _pending.Contains(task);
            return new()
            {
                ["active"] = isActive,
                ["queued"] = isQueued,
                ["completed"] = _finished.Contains(task),
                ["progress"] = isActive ? Math.Min(1, (double)_step / _steps) : null,
                ["eta"] = isActive && _step > 0 ? 12.5 : null,
                ["live_preview"] = null,
                ["id_live_preview"] = -1,
                ["textinfo"] = isQueued ? "In queue..." : "Waiting...",
            };
        }
    }
}
