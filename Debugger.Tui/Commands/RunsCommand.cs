using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Backstep.Debugger.Tui.Commands.Reports;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Backends;
using Backstep.Engine.Data;
using Backstep.Engine.Runs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Training;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>backstep runs</c>: what <c>train --run</c> has kept.</summary>
internal static class RunsCommand
{
    /// <summary>How many steps a comparison shows.</summary>
    private const int Compared = 12;

    public static Command Create(CommandIo io)
    {
        RunsTexts texts = io.Texts.Runs;
        return new Command("runs", texts.Root) { List(io, texts), Compare(io, texts), Report(io, texts), Ask(io, texts) };
    }

    private static Argument<string> Run(string name, string description) => new(name) { Description = description };

    private static RunFolder Open(CommandIo io, ParseResult parsed, Argument<string> run) =>
        RunFolder.Open(KeptRuns.Root(io), parsed.GetValue(run)!);

    private static Command List(CommandIo io, RunsTexts texts)
    {
        Command command = CommandExtensions.New("list", texts.List, "runs list", "runs list --json");
        var json = new Option<bool>("--json") { Description = io.Texts.Commands.JsonLines };
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            string root = KeptRuns.Root(io);
            RunLine[] runs = [.. RunFolder.Names(root).Select(name => Line(root, name))];
            if (parsed.GetValue(json))
                foreach (RunLine run in runs) Json(io, run);
            else if (runs.Length == 0) io.Out.WriteLine(texts.None);
            else
            {
                Table(io, [texts.Columns.Split('\t'), .. runs.Select(r => (string[])[
                    r.name, r.program ?? "", r.data ?? "", $"{r.steps}", r.loss is { } loss ? Number(loss, "F4") : "-",
                    r.test is { } test ? Number(test, "F2") + " %" : r.test_loss is { } held ? Number(held, "F4") : "-",
                    r.state switch { "running" => texts.Running, "finished" => texts.Finished, "damaged" => texts.Damaged,
                        _ => texts.Stopped }])]);
            }
        });
        return command;
    }

    /// <summary>The field names are those of the JSON, a contract.</summary>
    private sealed record RunLine(
        string name, string? program, string? data, long steps, double? loss, double? test, double? test_loss, string state);

    private static RunLine Line(string root, string name)
    {
        try
        {
            RunFolder run = RunFolder.Open(root, name);
            RunLog log = run.ReadLog();
            StepEvent? last = log.Steps.LastOrDefault();
            EpochFigures? test = log.Epochs.LastOrDefault(e => e.Kind == "test");
            string state = run.IsRunning ? "running" : run.Record.Finished is null ? "stopped" : "finished";
            return new(
                name, run.Record.Settings.Program, run.Record.Settings.Data, last?.Step ?? 0, last?.Loss,
                log.TellsClasses ? test?.Accuracy : null, test?.AverageLoss, state);
        }
        catch (RunException)
        {
            // One that is damaged must not hide the others.
            return new(name, null, null, 0, null, null, null, "damaged");
        }
    }

    private static Command Compare(CommandIo io, RunsTexts texts)
    {
        Command command = CommandExtensions.New("compare", texts.Compare, "runs compare first second", "runs compare first second --json");
        Argument<string> a = Run("run", texts.RunArgument), b = Run("other", texts.OtherArgument);
        var json = new Option<bool>("--json") { Description = io.Texts.Commands.JsonObject };
        command.Arguments.Add(a);
        command.Arguments.Add(b);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            RunFolder[] runs = [Open(io, parsed, a), Open(io, parsed, b)];
            RunLog[] logs = [.. runs.Select(r => r.ReadLog())];
            Dictionary<string, string>[] settings =
                [.. runs.Select(r => SettingsText.Of(r.Record).ToDictionary(p => p.Name, p => p.Value))];
            string[] differ = [.. settings[0].Keys.Where(k => settings[0][k] != settings[1][k])];
            Dictionary<long, double>[] losses = [.. logs.Select(l => l.Steps.ToDictionary(s => s.Step, s => s.Loss))];
            long[] steps = [.. losses[0].Keys.Where(losses[1].ContainsKey).Order()];
            int apart = Math.Max(1, steps.Length / Compared);
            steps = [.. steps.Where((_, i) => i % apart == 0 || i == steps.Length - 1)];
            var tests = logs.Select(l => l.Epochs.Where(e => e.Kind == "test").ToDictionary(e => e.Epoch)).ToArray();
            int[] epochs = [.. tests[0].Keys.Where(tests[1].ContainsKey).Order()];
            if (parsed.GetValue(json))
                Json(io, new
                {
                    runs = runs.Select(r => r.Name),
                    settings = differ.ToDictionary(k => k, k => new[] { settings[0][k], settings[1][k] }),
                    losses = steps.Select(s => new { step = s, loss = new[] { losses[0][s], losses[1][s] } }),
                    tests = epochs.Select(e => new
                    {
                        epoch = e,
                        accuracy = logs.Zip(tests, (l, t) => l.TellsClasses ? t[e].Accuracy : (double?)null),
                        loss = tests.Select(t => t[e].AverageLoss),
                    }),
                });
            else
            {
                string[] names = [runs[0].Name, runs[1].Name];
                if (differ.Length == 0) io.Out.WriteLine(texts.SameSettings);
                Table(io, [["", .. names], .. differ.Select(k => (string[])[k, settings[0][k], settings[1][k]]),
                    .. steps.Select(s => (string[])[$"{texts.Step} {s}", Number(losses[0][s], "F6"), Number(losses[1][s], "F6")]),
                    .. epochs.Select(e => (string[])[$"{texts.Test} {e + 1}", .. logs.Zip(tests, (l, t) =>
                        l.TellsClasses ? Number(t[e].Accuracy, "F2") + " %" : Number(t[e].AverageLoss, "F6"))])]);
            }
        });
        return command;
    }

    private static Command Report(CommandIo io, RunsTexts texts)
    {
        Command command = CommandExtensions.New("report", texts.Report, "runs report first", "runs report first --out first.html");
        Argument<string> name = Run("run", texts.RunArgument);
        var file = new Option<string?>("--out") { Description = texts.OutFile, HelpName = "FILE" };
        command.Arguments.Add(name);
        command.Options.Add(file);
        command.SetAction(parsed =>
        {
            RunFolder run = Open(io, parsed, name);
            string path = parsed.GetValue(file) ?? $"{run.Name}.html";
            AtomicFile.Check(path);
            string page = new RunReport(run, io.Texts).Page(io.Cancel);
            AtomicFile.Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(page)));
            io.Out.WriteLine(texts.Written(path));
        });
        return command;
    }

    private static Command Ask(CommandIo io, RunsTexts texts)
    {
        Command command = CommandExtensions.New("ask", texts.Ask, "runs ask first \"norm(fc1.weight.grad)\" --every 10",
            "runs ask first loss --from 5 --to 9 --json");
        Argument<string> name = Run("run", texts.RunArgument), expression = Run("expression", texts.Expression);
        var every = new Option<long>("--every") { Description = texts.Every, HelpName = "N", DefaultValueFactory = _ => 1 };
        var from = new Option<long>("--from") { Description = texts.From, HelpName = "STEP", DefaultValueFactory = _ => 1 };
        var to = new Option<long?>("--to") { Description = texts.To, HelpName = "STEP" };
        var json = new Option<bool>("--json") { Description = io.Texts.Commands.JsonLines };
        var scenario = new ScenarioArguments(io, defaultDevice: "cpu");
        command.Arguments.Add(name);
        command.Arguments.Add(expression);
        foreach (Option option in (Option[])[every, from, to, scenario.DataDir, scenario.Device, scenario.Threads, json])
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            foreach ((string option, long? value) in new (string, long?)[]
                { ("--every", parsed.GetValue(every)), ("--from", parsed.GetValue(from)), ("--to", parsed.GetValue(to)) })
                if (value is < 1) throw new UsageException(io.Texts.Usage.NotPossibleFrom(option, $"{value}", 1));
            RunFolder run = Open(io, parsed, name);
            RunSettings settings = run.Record.Settings;
            if (parsed.GetValue(scenario.DataDir) is { } folder) settings = settings with { DataFolder = folder };
            Dictionary<long, double> known = run.ReadLog().Steps.ToDictionary(s => s.Step, s => s.Loss);
            TrainingPlan plan = settings.Plan();
            RunCondition asked = RunCondition.Parse(parsed.GetValue(expression)!, plan.Training(plan.TrainLoader.BatchSize));
            using IBackend backend = scenario.Backend(parsed, run.Record.Environment);
            CancellationToken cancel = io.Cancel;
            long last = parsed.GetValue(to) ?? known.Keys.DefaultIfEmpty(0).Max();
            bool warned = false;
            foreach ((StepEvent step, Tensor value) in asked.Ask(plan, backend, run.Start(plan), parsed.GetValue(from), last,
                parsed.GetValue(every), cancel))
            {
                if (!warned && known.TryGetValue(step.Step, out double loss) && !loss.Equals(step.Loss))
                {
                    io.Complain(texts.OtherNumbers(step.Step));
                    warned = true;
                }
                if (parsed.GetValue(json))
                    Json(io, new { step = step.Step, value = value.Length == 1 ? (object)value[0] : value.Data.ToArray() });
                else
                    io.Out.WriteLine(
                        $"{step.Step}\t"
                        + string.Join(' ', value.Data.ToArray().Select(x => x.ToString("R", CultureInfo.InvariantCulture))));
            }
            return CommandLine.ExitCode(completed: !cancel.IsCancellationRequested);
        });
        return command;
    }

    private static void Json(CommandIo io, object line) => io.Out.WriteLine(JsonSerializer.Serialize(line, JsonOutput.Options));

    private static void Table(CommandIo io, string[][] rows)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => Width(r[c])))];
        foreach (string[] row in rows)
            io.Out.WriteLine(string.Join("  ", row.Select((text, c) => text + new string(' ', widths[c] - Width(text)))).TrimEnd());
    }

    /// <summary>Near enough for names and headings: Chinese signs take two columns.</summary>
    private static int Width(string text) => text.Sum(c => c < 0x1100 ? 1 : 2);

    private static string Number(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
