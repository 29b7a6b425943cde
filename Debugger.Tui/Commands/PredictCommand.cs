using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Backstep.Debugger.Tui.Commands.Reports;
using Backstep.Debugger.Tui.Shell;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Models.Files;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>backstep predict</c>: what a trained network takes pictures for.</summary>
internal static class PredictCommand
{
    private const int Named = 3;

    public static Command Create(CommandIo io)
    {
        Command command = CommandExtensions.New("predict", io.Texts.Commands.Predict,
            "predict seven.png --weights digits.safetensors", "predict *.jpg --weights mlp.safetensors --data mnist --json",
            "predict seven.png --weights first");
        var files = new Argument<string[]>("files") { Description = io.Texts.Commands.PredictFiles, Arity = ArgumentArity.OneOrMore };
        var weights = new Option<string?>("--weights") { Description = io.Texts.Commands.PredictWeights, HelpName = "FILE" };
        var program = new Option<string?>("--program") { Description = io.Texts.Commands.PredictProgram, HelpName = "NAME" };
        var data = new Option<string?>("--data") { Description = io.Texts.Commands.PredictData, HelpName = "NAME" };
        var json = new Option<bool>("--json") { Description = io.Texts.Commands.JsonLines };
        command.Arguments.Add(files);
        foreach (Option option in (Option[])[weights, program, data, json]) command.Options.Add(option);
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(weights) ?? throw new UsageException(io.Texts.Usage.PredictNeedsWeights);
            ProgramEntry? entry = parsed.GetValue(program) is { } name ? ProgramFiles.Get(name) : null;
            if (entry is not null) _ = TrainingPlans.DefaultsOf(entry);
            DatasetKind? kind = parsed.GetValue(data) is { } set ? DatasetKind.Parse(set) : null;
            using var backend = new ReferenceBackend();
            using ImageClassifier classifier = KeptRuns.Classifier(io, path, entry, kind, backend);
            int exitCode = CommandLine.Success;
            foreach (string file in parsed.GetValue(files)!)
            {
                try
                {
                    byte[] image = DigitImage.Prepare(PictureFile.Read(file))
                        ?? throw new UsageException(io.Texts.Usage.PictureBlank(file));
                    Write(io.Out, file, classifier, classifier.Read(image), parsed.GetValue(json));
                }
                catch (LocalizedException e)
                {
                    // The other files are read all the same.
                    io.Complain(e.In(io.Texts.Language));
                    exitCode = CommandLine.WrongInput;
                }
            }
            return exitCode;
        });
        return command;
    }

    private static void Write(TextWriter output, string file, ImageClassifier classifier, ImageReading reading, bool json)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(new
            {
                file,
                predicted = reading.Winner,
                name = classifier.Kind.ClassNames[reading.Winner],
                probability = reading.Probabilities[reading.Winner],
                probabilities = reading.Probabilities,
            }, JsonOutput.Options));
            return;
        }
        IEnumerable<string> best = Enumerable.Range(0, reading.Probabilities.Length)
            .OrderByDescending(c => reading.Probabilities[c]).Take(Named)
            .Select(c => string.Create(
                CultureInfo.InvariantCulture, $"{classifier.Kind.ClassNames[c]} {100 * reading.Probabilities[c]:F1} %"));
        output.WriteLine($"{file}: {string.Join(", ", best)}");
    }
}
