using System.Collections.Immutable;
using System.Globalization;
using Backstep.Engine.Data;
using Backstep.Engine.Training;

namespace Backstep.Engine.Runs;

/// <summary>What an epoch or a test came to.</summary>
/// <param name="Kind"><c>train</c> or <c>test</c>.</param>
/// <param name="Epoch">From 0.</param>
/// <param name="Step">The step behind which it was.</param>
public sealed record EpochFigures(
    string Kind, int Epoch, long Step, double LossSum, int Batches, int Correct, int Samples, double Seconds)
{
    /// <summary>Per cent.</summary>
    public double Accuracy => 100.0 * Correct / Samples;

    /// <summary>The mean of the batches' losses.</summary>
    public double AverageLoss => LossSum / Batches;
}

/// <summary>
/// The figures of a run, as they lie in two files of comma-separated lines that are added to: a line that a killed process has not
/// finished is no line.
/// </summary>
public sealed record RunLog(ImmutableArray<StepEvent> Steps, ImmutableArray<EpochFigures> Epochs)
{
    internal const string StepsName = "steps.csv", EpochsName = "epochs.csv";

    internal const string StepsHead = "step,epoch,batch,loss,correct,samples";
    internal const string EpochsHead = "kind,epoch,step,loss_sum,batches,correct,samples,seconds";

    /// <summary>Whether anything was ever named right; a run of a model that names nothing has its loss alone.</summary>
    public bool TellsClasses => Epochs.Any(e => e.Correct > 0);

    /// <summary>The same as the run told it.</summary>
    public IReadOnlyList<TrainingEvent> Events =>
    [
        .. Steps,
        .. Epochs.Select(e => e.Kind == "test"
            ? (TrainingEvent)new TestEvent(e.Epoch, e.LossSum, e.Batches, e.Correct, e.Samples, e.Seconds)
            : new EpochEvent(e.Epoch, e.LossSum, e.Correct, e.Samples, e.Seconds, Complete: true)),
    ];

    internal static string Line(StepEvent s) =>
        string.Create(CultureInfo.InvariantCulture, $"{s.Step},{s.Epoch},{s.BatchIndex},{s.Loss:R},{s.Correct},{s.Samples}\n");

    internal static string Line(EpochFigures e) => string.Create(
        CultureInfo.InvariantCulture,
        $"{e.Kind},{e.Epoch},{e.Step},{e.LossSum:R},{e.Batches},{e.Correct},{e.Samples},{e.Seconds:R}\n");

    /// <summary>Reads what is there.</summary>
    /// <exception cref="RunException">A line is damaged, or a file cannot be opened.</exception>
    internal static RunLog Read(string folder) => new(
        Lines(Path.Combine(folder, StepsName), 6, w => new StepEvent(Int(w[1]), Long(w[0]), Int(w[2]), Int(w[5]), Real(w[3]), Int(w[4]))),
        Lines(Path.Combine(folder, EpochsName), 8, w => new EpochFigures(
            w[0], Int(w[1]), Long(w[2]), Real(w[3]), Int(w[4]), Int(w[5]), Int(w[6]), Real(w[7]))));

    /// <summary>What was before <paramref name="state"/>: what comes behind it is going to be told again.</summary>
    internal RunLog Before(TrainingState? state) => state is null ? new([], []) : new(
        [.. Steps.Where(s => s.Step <= state.Step)],
        [.. Epochs.Where(e => e.Step < state.Step || e.Step == state.Step && e.Epoch < state.Epoch)]);

    /// <summary>Writes it anew.</summary>
    internal void Write(string folder)
    {
        Write(Path.Combine(folder, StepsName), StepsHead, Steps.Select(Line));
        Write(Path.Combine(folder, EpochsName), EpochsHead, Epochs.Select(Line));

        static void Write(string path, string head, IEnumerable<string> lines) => AtomicFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            writer.Write(head + "\n");
            foreach (string line in lines) writer.Write(line);
        });
    }

    private static ImmutableArray<T> Lines<T>(string path, int words, Func<string[], T> read)
    {
        string text;
        try
        {
            if (!File.Exists(path)) return [];
            using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            text = reader.ReadToEnd();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException(l => WeightsTexts.In(l).CannotOpen(path, e.Message.ReplaceLineEndings(" ")), e);
        }
        string[] lines = text.Split('\n');
        var all = ImmutableArray.CreateBuilder<T>(lines.Length);
        for (int i = 1; i < lines.Length - 1; i++)
        {
            string[] parts = lines[i].Split(',');
            int number = i + 1;
            try
            {
                all.Add(parts.Length == words ? read(parts) : throw new FormatException());
            }
            catch (Exception e) when (e is FormatException or OverflowException)
            {
                throw new RunException(l => RunTexts.In(l).DamagedLine(path, number), e);
            }
        }
        return all.ToImmutable();
    }

    private static int Int(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static long Long(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static double Real(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
