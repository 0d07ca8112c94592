using System.Diagnostics;
using System.Text;

namespace Holdfast.Bench;

/// <summary>
/// Callers that send one request after the other, each over a connection of its own. Sockets and no HttpClient: the
/// load is made on the cores that are measured, and this takes a tenth of the time.
/// </summary>
/// <param name="Server">Address of the server.</param>
/// <param name="Next">The next request, complete with its headers.</param>
/// <param name="Good">What a good answer contains; others count as failures.</param>
internal sealed record HttpLoad(Uri Server, Func<byte[]> Next, byte[] Good)
{
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(20);

    /// <summary>Figures that only grow. They are read at both ends of the window.</summary>
    public Func<Task<double[]>> MetersAsync { get; init; } = () => Task.FromResult<double[]>([]);

    /// <summary>
    /// Keeps the callers busy, and counts what is answered inside a window that opens when all are under way: a lead-in
    /// of a fifth of the turn, and an answer for each caller. What is under way when it closes is left out as what was
    /// under way when it opened is counted in, so that slow and fast servers are measured alike.
    /// </summary>
    /// <param name="callers">How many requests are under way at a time.</param>
    /// <param name="turn">How long the window is. Longer, if there were not two answers for each caller.</param>
    public async Task<LoadResult> RunAsync(int callers, TimeSpan turn)
    {
        var answers = new Answers();
        var calling = Task.WhenAll(
            Enumerable.Range(0, callers).Select(_ => Task.Run(() => CallAsync(answers))));
        await answers.UntilAsync(callers, turn / 5, _longest, _look);

        var before = await MetersAsync();
        answers.Open();
        var clock = Stopwatch.StartNew();
        await answers.UntilAsync(2 * callers, turn, _longest, _look);
        answers.Close();
        var window = clock.Elapsed;
        var after = await MetersAsync();

        await calling;
        return answers.Result(window, [.. after.Zip(before, (end, start) => end - start)]);
    }

    /// <summary>Sends so many requests, each of them once.</summary>
    public static Task SendManyAsync(Uri server, int callers, int count, Func<int, byte[]> request)
    {
        var sent = 0;
        return Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            using var connection = await HttpConnection.OpenAsync(server);
            for (var i = Interlocked.Increment(ref sent); i <= count; i = Interlocked.Increment(ref sent))
                HttpConnection.ThrowUnlessGood(await connection.SendAsync(request(i)));
        })));
    }

    /// <summary>Sends one request, and returns its answer with its head.</summary>
    public static async Task<string> SendAsync(Uri server, byte[] request)
    {
        using var connection = await HttpConnection.OpenAsync(server, maxAnswerBytes: 4 * 1024 * 1024);
        var answer = await connection.SendAsync(request);
        HttpConnection.ThrowUnlessGood(answer);
        return Encoding.UTF8.GetString(answer.Span);
    }

    /// <summary>A request with a JSON body, or without one.</summary>
    public static byte[] Post(string path, string idempotencyKey, string? body) => Encoding.UTF8.GetBytes(
        $"POST {path} HTTP/1.1\r\nHost: bench\r\nidempotency-key: {idempotencyKey}\r\n"
        + (body is null ? "" : "Content-Type: application/json\r\n")
        + $"Content-Length: {Encoding.UTF8.GetByteCount(body ?? "")}\r\n\r\n{body}");

    private async Task CallAsync(Answers answers)
    {
        try
        {
            using var connection = await HttpConnection.OpenAsync(Server);
            while (!answers.IsClosed)
            {
                var start = Stopwatch.GetTimestamp();
                var answer = await connection.SendAsync(Next());
                var isGood = HttpConnection.IsGood(answer.Span) && answer.Span.IndexOf(Good) >= 0;
                answers.Add(Stopwatch.GetElapsedTime(start), isGood, answer);
            }
        }
        finally
        {
            // If it failed, the others need not go on.
            answers.Close();
        }
    }

    /// <summary>What the callers got, and whether it counts yet.</summary>
    private sealed class Answers
    {
        private readonly Lock _lock = new();
        private readonly List<double> _latencies = [];
        private bool _isOpen;
        private volatile bool _isClosed;
        private int _sinceEdge;
        private int _all;
        private int _failures;
        private long _bytes;
        private string _firstFailure = "";

        public bool IsClosed => _isClosed;

        public void Add(TimeSpan latency, bool isGood, ReadOnlyMemory<byte> answer)
        {
            lock (_lock)
            {
                _sinceEdge++;
                _all++;
                _bytes += answer.Length;
                if (!isGood && _failures++ == 0)
                    _firstFailure = Encoding.UTF8.GetString(answer.Span);
                if (isGood && _isOpen)
                    _latencies.Add(latency.TotalMilliseconds);
            }
        }

        public void Open()
        {
            lock (_lock)
                (_isOpen, _sinceEdge) = (true, 0);
        }

        public void Close()
        {
            lock (_lock)
                (_isOpen, _isClosed) = (false, true);
        }

        public async Task UntilAsync(int count, TimeSpan least, TimeSpan most, TimeSpan look)
        {
            var clock = Stopwatch.StartNew();
            while (!_isClosed
                && (clock.Elapsed < least || (clock.Elapsed < most && Volatile.Read(ref _sinceEdge) < count)))
            {
                await Task.Delay(look);
            }
        }

        public LoadResult Result(TimeSpan window, double[] meters)
        {
            if (_latencies.Count == 0)
                throw new InvalidOperationException($"No good answer in {window.TotalSeconds:N0} s. {_firstFailure}");
            _latencies.Sort();
            return new(_latencies, window, meters, _all, _failures, (double)_bytes / _all);
        }
    }
}

/// <summary>What came of a load.</summary>
/// <param name="Latencies">Of the good answers inside the window, in milliseconds, sorted.</param>
/// <param name="Window">How long it was.</param>
/// <param name="Meters">By how much they grew in it.</param>
/// <param name="All">Answers with those before and after the window.</param>
/// <param name="Failures">How many of all were not good.</param>
/// <param name="AnswerBytes">How long an answer is, with its head.</param>
internal sealed record LoadResult(
    List<double> Latencies, TimeSpan Window, double[] Meters, int All, int Failures, double AnswerBytes)
{
    public int Count => Latencies.Count;

    public double PerSecond => Count / Window.TotalSeconds;

    public double Median => Latencies[Count / 2];

    public double Late => Latencies[Count * 99 / 100];

    /// <summary>A meter per good answer.</summary>
    public double Each(int meter) => Meters[meter] / Count;
}
