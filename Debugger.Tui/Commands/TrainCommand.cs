using System.CommandLine;
using Backstep.Debugger.Tui.Commands.Reports;
using Backstep.Debugger.Tui.Shell;
using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Operations;
using Backstep.Engine.Programs;
using Backstep.Engine.Training;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>backstep train</c>: the tutorials' training loops.</summary>
internal static class TrainCommand
{
    public static Command Create(CommandIo io)
    {
        Command command = CommandExtensions.New("train", io.Texts.Commands.Train,
            "train network2 --data mnist --data-dir DIR --seed 7", "train mlp --data fashion-mnist --data-dir DIR --max-steps 20 --log-every 1 --json");
        var scenario = new ScenarioArguments(io, defaultDevice: "cpu");
        scenario.AddTo(command);
        var epochs = new Option<int?>("--epochs") { Description = io.Texts.Commands.Epochs, HelpName = "E" };
        var maxSteps = new Option<long?>("--max-steps") { Description = io.Texts.Commands.MaxSteps, HelpName = "N" };
        var logEvery = new Option<int?>("--log-every") { Description = io.Texts.Commands.LogEvery, HelpName = "K" };
        var noTest = new Option<bool>("--no-test") { Description = io.Texts.Commands.NoTest };
        var json = new Option<bool>("--json") { Description = io.Texts.Commands.JsonLines };
        foreach (Option option in (Option[])[epochs, maxSteps, logEvery, noTest, json]) command.Options.Add(option);
        command.SetAction(parsed =>
        {
            ProgramEntry entry = scenario.Entry(parsed);
            if (!entry.CanTrain)
            {
                // A network that is broken says so itself.
                if (entry.TakesImages && entry.Network!.BuildEvaluation(1).Fault is { } fault) throw fault;
                throw new UsageException(io.Texts.Usage.NotTrained(entry.Name, string.Join(", ", ProgramCatalog.All.Where(p => p.CanTrain).Select(p => p.Name))));
            }
            Positive(io, "--epochs", parsed.GetValue(epochs));
            Positive(io, "--max-steps", parsed.GetValue(maxSteps));
            Positive(io, "--log-every", parsed.GetValue(logEvery));
            DatasetKind kind = scenario.DataKind(parsed, entry) ?? entry.Defaults!.Dataset;
            DatasetFiles files = DatasetStore.Find(kind, DatasetStore.Roots(parsed.GetValue(scenario.DataDir)));
            TrainingPlan plan = TrainingPlans.Create(
                entry, DatasetStore.Load(files, DatasetSplit.Train), parsed.GetValue(noTest) ? null : DatasetStore.Load(files, DatasetSplit.Test),
                parsed.GetValue(scenario.Seed), scenario.BatchSizeOf(parsed), scenario.OptimizerOf(parsed, entry), scenario.LearningRateOf(parsed), parsed.GetValue(epochs))
                with
            { MaxSteps = parsed.GetValue(maxSteps) };
            using IBackend backend = scenario.Backend(parsed);
            var speed = new TrainingSpeed(Operation.FlopsPerRun(plan.Training(1)), backend is CpuBackend cpu ? CpuInfo.MeasurePeak(cpu) : null);
            using ITrainingReport report = parsed.GetValue(json) ? new JsonTrainingReport(io.Out, speed, parsed.GetValue(logEvery) ?? 100)
                : entry.Defaults!.TestEachEpoch ? new QuickstartTrainingReport(io, plan, speed, parsed.GetValue(logEvery) ?? 100)
                : new NotebookTrainingReport(io, plan, speed, parsed.GetValue(logEvery));
            return Run(new Trainer(plan, backend), report, io);
        });
        return command;
    }

    private static int Run(Trainer trainer, ITrainingReport report, CommandIo io)
    {
        using (trainer)
            foreach (TrainingEvent e in trainer.Run(io.Cancel)) report.Report(e);
        if (!io.Cancel.IsCancellationRequested) return CommandLine.Success;
        report.Interrupted();
        return CommandLine.Interrupted;
    }

    private static void Positive(CommandIo io, string option, long? value)
    {
        if (value is < 1) throw new UsageException(io.Texts.Usage.NotPossibleFrom(option, $"{value}", 1));
    }
}
