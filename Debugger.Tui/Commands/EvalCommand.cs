using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Backstep.Debugger.Tui.Commands.Reports;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Backends;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Runs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Training;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>backstep eval</c>: how trained weights do on a test set.</summary>
internal static class EvalCommand
{
    private const int BatchSize = 100, WorstShown = 5;

    public static Command Create(CommandIo io)
    {
        Command command = CommandExtensions.New("eval", io.Texts.Commands.Eval,
            "eval network2 --weights digits.safetensors --data synthetic", "eval mlp --weights clothes.safetensors --data-dir DIR --json",
                "eval first");
        var scenario = new ScenarioArguments(io, defaultDevice: "cpu");
        scenario.AddTo(command);
        var json = new Option<bool>("--json") { Description = io.Texts.Commands.JsonObject };
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            // A run's name stands for its program, its data and its weights.
            RunFolder? run = ProgramCatalog.All.All(p => p.Name != parsed.GetValue(scenario.Program))
                ? KeptRuns.Find(io, parsed.GetValue(scenario.Program)!) : null;
            RunSettings settings = run?.Record.Settings ?? scenario.Settings(parsed);
            if (run is not null && parsed.GetValue(scenario.DataDir) is { } folder) settings = settings with { DataFolder = folder };
            ProgramEntry entry = settings.Entry;
            IReadOnlyDictionary<string, Tensor> weights = run?.Weights(entry.Network!) ?? scenario.WeightsOf(parsed, entry)
                ?? throw new UsageException(io.Texts.Usage.EvalNeedsWeights);
            Dataset dataset = io.Telling(DatasetFit.Fitted(entry.Network!, settings.Load(DatasetSplit.Test)));
            using IBackend backend = scenario.Backend(parsed);
            CancellationToken cancel = io.Cancel;
            Evaluation result;
            try
            {
                result = Evaluation.Run(entry.Network!.BuildEvaluation, n => weights[n], dataset, scenario.BatchSizeOf(parsed) ?? BatchSize,
                    backend, cancel);
            }
            catch (OperationCanceledException)
            {
                return CommandLine.Interrupted;
            }
            if (parsed.GetValue(json)) WriteJson(io.Out, dataset, result);
            else WriteText(io, dataset, result);
            return CommandLine.Success;
        });
        return command;
    }

    private static void WriteText(CommandIo io, Dataset dataset, Evaluation result)
    {
        ReportTexts texts = io.Texts.Reports;
        io.Out.WriteLine(texts.EvalHead(dataset.Name, result.Correct, result.Predictions.Count, Number(result.Accuracy, "F2"),
            Number(result.Loss, "F6")));
        io.Out.WriteLine();
        string[] names = [.. dataset.ClassNames.Select((name, c) => name == $"{c}" ? name : $"{c} {name}")];
        int name = names.Max(n => n.Length);
        int width = Math.Max(4, result.Predictions.Count.ToString(CultureInfo.InvariantCulture).Length);
        io.Out.WriteLine($"{texts.EvalColumns("".PadRight(name))} "
            + $" {string.Concat(Enumerable.Range(0, result.Classes).Select(c => $"{c}".PadLeft(width + 1)))}");
        for (int c = 0; c < result.Classes; c++)
        {
            string row = string.Concat(Enumerable.Range(0, result.Classes)
                .Select(p => (result.Confusion(c, p) == 0 ? "·" : $"{result.Confusion(c, p)}").PadLeft(width + 1)));
            io.Out.WriteLine($"{names[c].PadRight(name)}  {Share(result.Precision(c)),9}  {Share(result.Recall(c)),9}  {row}");
        }
        if (!result.Mistakes.Any()) return;
        io.Out.WriteLine();
        io.Out.WriteLine(texts.EvalWorst);
        foreach (Classification p in result.Mistakes.Take(WorstShown))
            io.Out.WriteLine(texts.EvalMistake(p.Index, dataset.ClassNames[p.Label], dataset.ClassNames[p.Predicted],
                Number(100 * p.Probability, "F1"), Number(p.Loss, "F3")));
    }

    private static void WriteJson(TextWriter output, Dataset dataset, Evaluation result) => output.WriteLine(JsonSerializer.Serialize(new
    {
        data = dataset.Name,
        samples = result.Predictions.Count,
        correct = result.Correct,
        accuracy = result.Accuracy,
        loss = result.Loss,
        classes = Enumerable.Range(0, result.Classes).Select(c => new
        {
            label = c,
            name = dataset.ClassNames[c],
            precision = result.Precision(c),
            recall = result.Recall(c),
            confusion = Enumerable.Range(0, result.Classes).Select(p => result.Confusion(c, p)),
        }),
        mistakes = result.Mistakes.Select(p => new
        {
            index = p.Index,
            label = p.Label,
            predicted = p.Predicted,
            probability = p.Probability,
            loss = p.Loss
        }),
    }, JsonOutput.Options));

    /// <summary>Nothing was named so, or nothing is: there is no share.</summary>
    private static string Share(double share) => double.IsNaN(share) ? "-" : Number(100 * share, "F1") + " %";

    private static string Number(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
