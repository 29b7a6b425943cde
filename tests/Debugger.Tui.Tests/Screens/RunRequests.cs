using Backstep.Debugger.Tui.Session;
using Backstep.Engine.Programs;
using Backstep.Engine.Runs;

namespace Backstep.Debugger.Tui.Tests.Screens;

/// <summary>Runs as the form asks for them.</summary>
internal static class RunRequests
{
    public static RunRequest Short(int batch, int epochs = 1) => new(new RunSettings
    {
        Program = "network2",
        Data = "synthetic",
        BatchSize = batch,
        Optimizer = OptimizerSpec.Sgd(0.1),
        Epochs = epochs,
        TestEachEpoch = true,
    });
}
