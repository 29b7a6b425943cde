using System.Globalization;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Comparing;

/// <summary>
/// A program made to start where a recorded run did: its parameters, its batches, its learning rate. Iteration k of ours is the k-th
/// recorded step. Where steps are missing between two recorded ones, parameters are taken from the recording again.
/// </summary>
internal sealed class RecordedStart
{
    private readonly Recording _recording;
    private readonly RunAlignment _alignment;

    private RecordedStart(Scenario own, Recording recording, RunAlignment alignment)
    {
        (_recording, _alignment) = (recording, alignment);
        Program program = own.Program;
        var batches = recording.Steps.Select(s => Batch(s, program)).ToArray();
        var initial = own.Initial.ToDictionary();
        foreach ((Value value, Tensor content) in Parameters(recording.Steps[0], program)) initial[value] = content;
        double[] rates = [.. recording.Steps.Select(RateOf).OfType<double>()];
        Rate = rates.Length > 0 ? rates[0] : recording.Optimizer?.Settings.TryGetValue("lr", out double lr) == true ? lr : null;
        if (Rate is null && program.Find("lr") is not null) Rate = RateByNumbers = ReadOff(recording.Steps[0]);
        if (Rate is { } rate && program.Find("lr") is { } value2) initial[value2] = Tensor.Scalar(rate);
        HasTargets = program.Target is not { Kind: ValueKind.Input } || alignment.Pairs.Any(p => p.Value == program.Target.Name);
        Scenario = own with { Initial = initial, Batches = new RecordedBatches(own.Batches, batches, recording.Path) };
    }

    /// <summary>The program with the recorded numbers in it.</summary>
    public Scenario Scenario { get; }

    /// <summary>The learning rate of the first step; null where none is known.</summary>
    public double? Rate { get; }

    /// <summary>The learning rate where it is written nowhere and was read off the first update.</summary>
    public double? RateByNumbers { get; }

    /// <summary>Whether what the output is compared with was recorded.</summary>
    public bool HasTargets { get; }

    /// <summary>Puts the recording's start into a scenario of the program.</summary>
    /// <exception cref="RecordingException">A batch does not go with the program's inputs.</exception>
    public static RecordedStart Of(Scenario own, Recording recording, RunAlignment alignment) => new(own, recording, alignment);

    /// <summary>Whether ours is updated as the recorded run was; where its optimizer is none of ours, each step begins anew.</summary>
    public bool FollowsUpdates => _recording.Optimizer is null || _recording.Optimizer.Spec() is not null;

    /// <summary>Whether the update of iteration <paramref name="k"/> is known: what an optimizer remembers is not, behind a gap.</summary>
    public bool KnowsUpdate(int k) => FollowsUpdates
        && (_recording.Optimizer?.Spec() is not { } spec || spec is { Kind: OptimizerKind.Sgd, Attributes.Momentum: 0 }
            || !Enumerable.Range(0, k + 1).Any(BeginsAnew));

    /// <summary>Whether iteration <paramref name="k"/> does not go on from the one before: steps are missing between the two.</summary>
    public bool BeginsAnew(int k) => k > 0 && (!FollowsUpdates || IsGap(k));

    /// <summary>Whether steps are missing before iteration <paramref name="k"/>.</summary>
    public bool IsGap(int k) => k > 0 && _recording.Steps[k].Number != _recording.Steps[k - 1].Number + 1;

    /// <summary>What has to be set at the beginning of iterations behind the first.</summary>
    public IReadOnlyList<Edit> Edits(Program program)
    {
        var edits = new List<Edit>();
        double? now = Rate;
        for (int k = 1; k < _recording.Steps.Length; k++)
        {
            if (BeginsAnew(k))
                foreach ((Value value, Tensor content) in Parameters(_recording.Steps[k], program))
                    edits.Add(new(new(k, 0), value, content));
            if (RateOf(_recording.Steps[k]) is not { } rate || rate == now || program.Find("lr") is not { } lr) continue;
            now = rate;
            edits.Add(new(new(k, 0), lr, Tensor.Scalar(rate)));
        }
        return edits;
    }

    private static double? RateOf(RecordedStep step) => step.Of(RecordedKind.LearningRate).FirstOrDefault()?.Content?[0];

    private IEnumerable<(Value Value, Tensor Content)> Parameters(RecordedStep step, Program program)
    {
        foreach (RecordedValue v in step.Of(RecordedKind.Parameter))
            if (v.Content is not null && _alignment.Find(v.Kind, v.Name) is { } pair && program.Find(pair.Value) is { } value)
                yield return (value, pair.Ours(v.Content, value.Shape));
    }

    private List<KeyValuePair<string, Tensor>> Batch(RecordedStep step, Program program)
    {
        var batch = new List<KeyValuePair<string, Tensor>>();
        RecordedKind kind = step.Of(RecordedKind.Input).Any() ? RecordedKind.Input : RecordedKind.Read;
        foreach (RecordedValue v in step.Values.Where(v => v.Kind == kind || v.Kind == RecordedKind.Target))
        {
            if (v.Content is not { } content || _alignment.Find(v.Kind, v.Name) is not { } pair) continue;
            Value value = program[pair.Value];
            bool oneHot = value == program.Target && value.Shape.Rank == 1 && content.Shape.Rank == 2 && content.Shape[0] == value.Shape[0];
            if (oneHot)
                content = Labels(content) ?? throw new RecordingException(
                    l => ComparingTexts.In(l).NoClasses(_recording.Path, step.Number + 1, v.Name, program.Name));
            if (content.Shape.Fits(value.Shape) == 0)
                throw new RecordingException(l => ComparingTexts.In(l).OtherBatch(
                    _recording.Path, step.Number + 1, v.Name, $"{v.Content!.Shape}", program.Name, $"{value.Shape}"));
            if (program.Instructions.FirstOrDefault(i => i.Opcode == Opcode.CrossEntropy && i.Inputs[1] == value) is { } loss)
                foreach (double label in content.Data)
                    if (!ClassLabels.IsValid(label, loss.Inputs[0].Shape[1]))
                        throw new RecordingException(l => ComparingTexts.In(l).NoLabel(
                            _recording.Path, step.Number + 1, v.Name, Numbers.Format(label), loss.Inputs[0].Shape[1]));
            batch.Add(new(value.Name, pair.Ours(content, value.Shape)));
        }
        return batch;
    }

    /// <summary>The class of each row of probabilities of which one is 1; null where there is another row.</summary>
    private static Tensor? Labels(Tensor oneHot)
    {
        if (oneHot.Data.ToArray().Any(x => x is not (0 or 1))) return null;
        int rows = oneHot.Shape[0], classes = oneHot.Shape[1];
        var labels = new double[rows];
        for (int r = 0; r < rows; r++)
            for (int c = 1; c < classes; c++)
                if (oneHot[r * classes + c] > oneHot[r * classes + (int)labels[r]]) labels[r] = c;
        return new(new Shape(rows), labels);
    }

    /// <summary>
    /// The learning rate that most parameters were updated with, if it was plain gradient descent. The direction of a step is what is
    /// checked, so only its length is taken.
    /// </summary>
    private static double? ReadOff(RecordedStep step)
    {
        var rates = new List<double>();
        foreach (RecordedValue updated in step.Of(RecordedKind.Updated))
        {
            if (updated.Content is not { } after || step.Find(RecordedKind.Parameter, updated.Name)?.Content is not { } before
                || step.Find(RecordedKind.Gradient, updated.Name)?.Content is not { } gradient
                || before.Length != after.Length || gradient.Length != after.Length) continue;
            double product = 0, square = 0;
            for (int i = 0; i < after.Length; i++)
            {
                product += (before[i] - after[i]) * gradient[i];
                square += gradient[i] * gradient[i];
            }
            if (Math.Abs(product / square) is > 0 and < double.PositiveInfinity and var rate) rates.Add(rate);
        }
        if (rates.Count == 0) return null;
        // Three digits are what people choose.
        string text = rates.Order().ElementAt(rates.Count / 2).ToString("G3", CultureInfo.InvariantCulture);
        return double.Parse(text, CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// A recorded batch in each iteration; what was not recorded is the program's own, behind the last step the last one's.
    /// </summary>
    internal sealed class RecordedBatches(IBatchSource own, IReadOnlyList<IReadOnlyList<KeyValuePair<string, Tensor>>> batches, string path)
        : IBatchSource
    {
        public string Description(Language language) => ComparingTexts.In(language).Batches(Path.GetFileName(path));

        public IReadOnlyList<KeyValuePair<Value, Tensor>> At(long iteration)
        {
            int k = (int)Math.Min(iteration, batches.Count - 1);
            return
            [
                .. own.At(iteration).Select(v => batches[k].FirstOrDefault(b => b.Key == v.Key.Name) is { Key: not null } b
                    ? KeyValuePair.Create(v.Key, b.Value) : v),
            ];
        }
    }
}
