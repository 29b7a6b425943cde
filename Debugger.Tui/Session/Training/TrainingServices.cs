using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Runs;

namespace Backstep.Debugger.Tui.Session.Training;

/// <summary>What a training run needs of the machine.</summary>
/// <param name="Open">What calculates: a device by its name on the command line, with so many threads of the processor.</param>
/// <param name="Runs">The folder of the kept runs; a <see cref="LocalizedException"/> says why there is none.</param>
/// <param name="Environment">What is noted of a run's device, which it names.</param>
public sealed record TrainingServices(
    Func<string, int?, IBackend> Open, Func<string> Runs, Func<IBackend, string, RunEnvironment> Environment)
{
    /// <summary>The processor alone, and runs in a folder.</summary>
    public static TrainingServices In(string folder) => new(
        (_, threads) => new CpuBackend(new CpuOptions { Threads = threads }), () => folder,
        (_, device) => new("backstep", device, null, "", DateTimeOffset.UnixEpoch));
}
