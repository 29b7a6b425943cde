using System.CommandLine;
using Backstep.Debugger.Tui.Commands.Reports;
using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Bugs;
using Backstep.Engine.Data;
using Backstep.Engine.Debugging;
using Backstep.Engine.Models;
using Backstep.Engine.Operations;
using Backstep.Engine.Programs;
using Backstep.Engine.Runs;
using Backstep.Engine.Training;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>backstep train</c>: the tutorials' training loops.</summary>
internal static class TrainCommand
{
    /// <summary>The first word of what is done at a break, where the way back to the cause is wanted.</summary>
    private const string CauseWord = "cause";

    public static Command Create(CommandIo io)
    {
        CommandTexts help = io.Texts.Commands;
        Command command = CommandExtensions.New("train", help.Train,
            "train network2 --data mnist --data-dir DIR --seed 7",
                "train mlp --data fashion-mnist --data-dir DIR --max-steps 20 --log-every 1 --json",
            "train microgpt --hold-out 0.1", "train network2 --data synthetic --run first", "train --resume first --epochs 5",
            "train network2 --data synthetic --save digits.safetensors", "train network2 --data synthetic --inject no-zero-grad",
            "train network2 --data synthetic --lr 5 --break \"loss > 2*best\" --exec \"iterate; explain fc1.weight.grad[0,0]\"");
        var scenario = new ScenarioArguments(io, defaultDevice: "cpu");
        scenario.AddTo(command);
        var epochs = new Option<int?>("--epochs") { Description = help.Epochs, HelpName = "E" };
        var maxSteps = new Option<long?>("--max-steps") { Description = help.MaxSteps, HelpName = "N" };
        var logEvery = new Option<int?>("--log-every") { Description = help.LogEvery, HelpName = "K" };
        var noTest = new Option<bool>("--no-test") { Description = help.NoTest };
        var holdOut = new Option<double?>("--hold-out") { Description = help.HoldOut, HelpName = "SHARE" };
        var save = new Option<string?>("--save") { Description = help.Save, HelpName = "FILE" };
        var condition = new Option<string?>("--break") { Description = help.Break, HelpName = "CONDITION" };
        var exec = new Option<string?>("--exec") { Description = help.ExecAtBreak, HelpName = "COMMANDS" };
        var json = new Option<bool>("--json") { Description = help.JsonLines };
        foreach (Option option in (Option[])[epochs, maxSteps, logEvery, noTest, holdOut, save, condition, exec, json])
            command.Options.Add(option);
        var plain = new Option<bool>("--text") { Description = help.TrainText };
        command.Options.Add(plain);
        var screen = new ScreenArguments(io);
        screen.AddTo(command);
        var runs = new RunArguments(io, scenario, command);
        command.SetAction(parsed =>
        {
            Positive(io, "--epochs", parsed.GetValue(epochs));
            Positive(io, "--max-steps", parsed.GetValue(maxSteps));
            Positive(io, "--log-every", parsed.GetValue(logEvery));
            RunFolder? kept = runs.Resumed(parsed, noTest, holdOut);
            RunSettings settings = kept is null
                ? scenario.Settings(
                    parsed, parsed.GetValue(epochs), parsed.GetValue(maxSteps), test: !parsed.GetValue(noTest), parsed.GetValue(holdOut))
                : runs.Settings(parsed, kept, parsed.GetValue(epochs), parsed.GetValue(maxSteps));
            ProgramEntry entry = settings.Entry;
            // What would end the run is told before it begins.
            RunCondition? stop = parsed.GetValue(condition) is { } text
                ? RunCondition.Parse(text, entry.Network!.BuildTraining(1, settings.Optimizer)) : null;
            if (parsed.GetValue(exec) is not null && stop is null) throw new UsageException(io.Texts.Usage.ExecNeedsBreak);
            if (parsed.GetValue(save) is { } path) AtomicFile.Check(path);
            TrainingPlan plan = settings.Plan(kept is null ? scenario.WeightsOf(parsed, entry) : null);
            io.Telling(plan.TrainLoader.Dataset);
            if (kept is null) plan = OwnNumbers.In(plan, scenario.Numbers(parsed), io.Texts);
            if (plan.Training(plan.TrainLoader.BatchSize).Fault is { } broken) throw broken;
            TrainingState? from = kept is null ? null : runs.State(kept, plan);
            bool wantsLines = parsed.GetValue(json) || parsed.GetValue(plain) || parsed.GetValue(exec) is not null
                || parsed.GetValue(logEvery) is not null;
            if (!wantsLines && screen.Options(parsed) is var options && (options.IsScripted || FullScreen.IsAvailable(io)))
            {
                RunRequest request = runs.Request(parsed, settings, plan, kept) with
                { Condition = parsed.GetValue(condition) ?? "", Save = parsed.GetValue(save) };
                return FullScreen.Run(options, io, new ReferenceBackend(),
                    new(LessonScreenArguments.Of(io, options), KeptRuns.Services(io)) { Train = request });
            }
            using IBackend backend = scenario.Backend(parsed, kept?.Record.Environment);
            kept ??= runs.Create(parsed, settings, plan, backend);
            using RunWriter? writer =
                kept?.Write(kept.Record.Settings with { Epochs = settings.Epochs, MaxSteps = settings.MaxSteps }, from);
            var speed = new TrainingSpeed(Operation.FlopsPerRun(plan.Training(1)),
                backend is CpuBackend cpu ? CpuInfo.MeasurePeak(cpu) : null);
            using ITrainingReport report = parsed.GetValue(json)
                ? new JsonTrainingReport(io.Out, speed, parsed.GetValue(logEvery) ?? 100, counts: !entry.TakesNames)
                : entry.TakesNames ? new NamesTrainingReport(io, plan, parsed.GetValue(logEvery) ?? 100)
                : entry.Defaults!.TestEachEpoch ? new QuickstartTrainingReport(io, plan, speed, parsed.GetValue(logEvery))
                : new NotebookTrainingReport(io, plan, speed, parsed.GetValue(logEvery));
            using var run = new TrainingRun(plan, backend, from, keepsSnapshots: stop is not null, checks: new RunChecks(plan))
            {
                Keep = writer is null ? null : writer.Keep,
            };
            bool goesOn = Run(run, stop, parsed.GetValue(exec), backend, report, writer, io);
            // What a person has broken off is kept, too.
            if (parsed.GetValue(save) is { } file)
            {
                StateDict.Save(file, entry.Network!, run.Read, settings.Data);
                report.Saved(file);
            }
            if (goesOn && entry.Network is GptNetwork gpt && plan.IsOver(run.Here()))
                report.Wrote(GptSampler.AfterTraining(gpt, run.Read, plan));
            if (writer is not null && !Keep(writer, kept!, run, plan, goesOn, report, io)) return CommandLine.WrongInput;
            return goesOn ? CommandLine.Success : CommandLine.Interrupted;
        });
        return command;
    }

    /// <summary>What a person has broken off is kept, too; false if it could not be.</summary>
    private static bool Keep(
        RunWriter writer, RunFolder kept, TrainingRun run, TrainingPlan plan, bool goesOn, ITrainingReport report, CommandIo io)
    {
        TrainingState state = run.Here();
        writer.End(state, isOver: goesOn && plan.IsOver(state));
        if (writer.Problem is { } problem)
            io.Complain(io.Texts.Runs.NotKept(problem.In(io.Texts.Language)));
        else
            report.Saved(kept.ModelPath);
        return writer.Problem is null;
    }

    private static bool Run(
        TrainingRun run, RunCondition? stop, string? exec, IBackend backend, ITrainingReport report, RunWriter? writer, CommandIo io)
    {
        CancellationToken cancel = io.Cancel;
        foreach (TrainingEvent e in run.Run(stop, cancel))
        {
            writer?.Add(e);
            report.Report(e);
            if (e is not BreakEvent { Step: var step }) continue;
            if (exec is null) return true;
            List<(string Where, string Text)> commands = DebugCommand.Commands(exec, null, io.Texts.Usage)!;
            DebugSession session = commands[0].Text.Trim() == CauseWord ? AtCause(run, step, backend, io)
                : new DebugSession(run.Open(step, cancel), backend);
            var interpreter = new DebugInterpreter(session, io.Out, digits: 12, io.Texts, io.IsTerminal, cancel);
            DebugCommand.Batch(
                interpreter, commands[0].Text.Trim() == CauseWord ? commands[1..] : commands, io.Texts.Language, cancel);
        }
        if (!cancel.IsCancellationRequested) return true;
        report.Interrupted();
        return false;
    }

    /// <summary>Goes back to where what went wrong begins, and says what it is; stays at the step where there is no such place.</summary>
    private static DebugSession AtCause(TrainingRun run, long step, IBackend backend, CommandIo io)
    {
        RunCause? cause = run.FindCause(io.Cancel);
        io.Out.WriteLine(cause?.Say(io.Texts.Language) ?? io.Texts.Usage.NoCause(step));
        var session = new DebugSession(cause?.Scenario ?? run.Open(step, io.Cancel), backend);
        if (cause is not null) session.GoTo(cause.Moment, io.Cancel);
        return session;
    }

    private static void Positive(CommandIo io, string option, long? value)
    {
        if (value is < 1) throw new UsageException(io.Texts.Usage.NotPossibleFrom(option, $"{value}", 1));
    }
}
