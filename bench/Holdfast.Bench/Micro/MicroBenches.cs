using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using Holdfast.Bench.Reporting;

namespace Holdfast.Bench.Micro;

/// <summary>What the parts of the hot path take, each by itself.</summary>
internal static class MicroBenches
{
    private static readonly Type[] _all =
        [typeof(MachineSteps), typeof(JournalCodec), typeof(ProtocolFrames), typeof(GroupCommits)];

    public static Task MeasureAsync(Section section)
    {
        section.Columns("what", "mean, µs", "± µs", "bytes allocated");
        foreach (var benches in _all)
        {
            var summary = BenchmarkRunner.Run(benches, Config());
            foreach (var report in summary.Reports)
            {
                var statistics = report.ResultStatistics ?? throw new InvalidOperationException(
                    $"{report.BenchmarkCase.Descriptor.WorkloadMethod.Name} failed.");
                section.Row(
                    report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'')
                    + report.BenchmarkCase.Parameters.DisplayInfo,
                    Section.Figure(statistics.Mean / 1000),
                    Section.Figure(statistics.StandardError / 1000),
                    $"{report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase):N0}");
            }
        }

        return Task.CompletedTask;
    }

    // In this process: another one would have to be built, and its noise is less than what these are to find.
    private static ManualConfig Config() => ManualConfig.CreateEmpty()
        .AddJob(Job.ShortRun.WithToolchain(InProcessNoEmitToolchain.Instance))
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddLogger(NullLogger.Instance)
        .WithOptions(ConfigOptions.DisableLogFile);
}
