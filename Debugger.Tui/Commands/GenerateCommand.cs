using System.CommandLine;
using System.Text.Json;
using Backstep.Debugger.Tui.Commands.Reports;
using Backstep.Debugger.Tui.Shell;
using Backstep.Engine.Data;
using Backstep.Engine.Models;
using Backstep.Engine.Random;
using Backstep.Engine.Runs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Training;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>backstep generate</c>: names that a small GPT writes.</summary>
internal static class GenerateCommand
{
    private const int MostNames = 100_000;

    public static Command Create(CommandIo io)
    {
        Command command = CommandExtensions.New("generate", io.Texts.Commands.Generate,
            "generate microgpt --run first", "generate microgpt --weights names.safetensors --count 5 --temperature 1 --seed 7");
        var program = new Argument<string>("program") { Description = io.Texts.Commands.GenerateProgram };
        var weights = new Option<string?>("--weights") { Description = io.Texts.Commands.Weights, HelpName = "FILE" };
        var run = new Option<string?>("--run") { Description = io.Texts.Commands.GenerateRun, HelpName = "NAME" };
        var count = new Option<int>("--count")
        { Description = io.Texts.Commands.GenerateCount, HelpName = "N", DefaultValueFactory = _ => GptSampler.UsualCount };
        var temperature = new Option<double>("--temperature")
        { Description = io.Texts.Commands.Temperature, HelpName = "T", DefaultValueFactory = _ => GptSampler.UsualTemperature };
        var seed = new Option<long>("--seed") { Description = io.Texts.Commands.GenerateSeed, HelpName = "S" };
        var json = new Option<bool>("--json") { Description = io.Texts.Commands.JsonLines };
        command.Arguments.Add(program);
        foreach (Option option in (Option[])[weights, run, count, temperature, seed, json]) command.Options.Add(option);
        command.SetAction(parsed =>
        {
            ProgramEntry entry = ProgramCatalog.Get(parsed.GetValue(program)!);
            if (!entry.TakesNames) throw new UsageException(io.Texts.Usage.WritesNothing(entry.Name));
            if (parsed.GetValue(count) is < 1 or > MostNames)
                throw new UsageException(io.Texts.Usage.NotPossibleRange("--count", $"{parsed.GetValue(count)}", "1", $"{MostNames}"));
            if (parsed.GetValue(temperature) is not (> 0 and < double.PositiveInfinity) and var wrong)
                throw new UsageException(io.Texts.Usage.NotPossibleTemperature($"{wrong}"));
            if (parsed.GetValue(weights) is not null && parsed.GetValue(run) is not null)
                throw new UsageException(io.Texts.Usage.WeightsOrRun);
            (GptNetwork network, IReadOnlyDictionary<string, Tensor> parameters, PythonRandom? drawn) = Model(
                io, entry, parsed.GetValue(weights), parsed.GetValue(run), parsed.GetValue(seed));
            using var sampler = new GptSampler(network, parameters);
            PythonRandom random = (parsed.GetResult(seed) is { Implicit: false } ? null : drawn) ?? new PythonRandom(parsed.GetValue(seed));
            for (int i = 0; i < parsed.GetValue(count); i++)
            {
                if (io.Cancel.IsCancellationRequested) return CommandLine.Interrupted;
                string name = sampler.Name(random, parsed.GetValue(temperature));
                io.Out.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(new { name }, JsonOutput.Options) : name);
            }
            return CommandLine.Success;
        });
        return command;
    }

    /// <summary>The model of a run or a file; without either, one that has learnt nothing, which is said.</summary>
    private static (GptNetwork Network, IReadOnlyDictionary<string, Tensor> Weights, PythonRandom? Drawn) Model(
        CommandIo io, ProgramEntry entry, string? file, string? run, long seed)
    {
        if (run is not null || (file is not null && KeptRuns.Meant(io, file) is not null))
        {
            RunFolder kept = RunFolder.Open(KeptRuns.Root(io), run ?? file!);
            if (kept.Record.Settings.Entry.Network is not GptNetwork network)
                throw new UsageException(io.Texts.Usage.RunOfAnother(kept.Name, kept.Record.Settings.Program, entry.Name));
            PythonRandom? drawn = null;
            if (kept.Record.Settings.Load(DatasetSplit.Train) is var names)
                network.Draw(drawn = new(kept.Record.Settings.Seed), names.Count);
            return (network, kept.Weights(network), drawn);
        }
        if (file is not null)
        {
            GptNetwork network = GptNetwork.Of(entry.Network!.Name, file);
            return (network, StateDict.Load(file, network, note => io.Complain(note(io.Texts.Language))), null);
        }
        io.Complain(io.Texts.Usage.HasLearntNothing);
        var fresh = (GptNetwork)entry.Network!;
        return (fresh, fresh.Draw(new PythonRandom(seed), NameList.MadeUpCount).Initial, null);
    }
}
