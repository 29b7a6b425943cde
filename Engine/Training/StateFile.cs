using System.Collections.Immutable;
using System.Globalization;
using Backstep.Engine.Data;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Training;

/// <summary>
/// Where a training run stands as a safetensors file: parameters and optimizer state under PyTorch's names, the generator's words as
/// <c>random.words</c>, the position and the sums of the epoch in the metadata. What is read gives the same bits as what was written.
/// </summary>
public static class StateFile
{
    private const string Words = "random.words", Format = "backstep-state-1";

    /// <summary>Writes a state, whole or not at all.</summary>
    /// <param name="network">The program's name, for who reads it into another one.</param>
    /// <exception cref="WeightsException">It cannot be written; what was there is untouched.</exception>
    public static void Write(string path, TrainingState state, string network)
    {
        var tensors = state.Values.OrderBy(v => v.Key, StringComparer.Ordinal)
            .Append(new(Words, new Tensor(new Shape(state.Random.Words.Length), [.. state.Random.Words.Select(w => (double)w)])));
        var metadata = ImmutableDictionary<string, string>.Empty.Add("format", Format).Add("network", network)
            .Add("step", Text(state.Step)).Add("epoch", Text(state.Epoch)).Add("batch", Text(state.Batch))
            .Add("loss_sum", Text(state.LossSum)).Add("correct", Text(state.Correct)).Add("samples", Text(state.Samples))
            .Add("best", Text(state.Best)).Add("random_next", Text(state.Random.Next));
        if (state.Random.KeptNormal is { } kept) metadata = metadata.Add("random_kept_normal", Text(kept));
        Safetensors.Write(path, new([.. tensors], metadata));

        static string Text(IFormattable number) => number.ToString(number is double ? "R" : null, CultureInfo.InvariantCulture);
    }

    /// <summary>Reads the state of a run of <paramref name="plan"/>.</summary>
    /// <exception cref="WeightsException">The file cannot be used, or holds the state of another training.</exception>
    public static TrainingState Read(string path, TrainingPlan plan)
    {
        NamedTensors content = Safetensors.Read(path);
        if (content.Metadata.GetValueOrDefault("format") != Format) throw new WeightsException(l => WeightsTexts.In(l).NoState(path));
        var state = new TrainingState(
            Number<long>("step"), Number<int>("epoch"), Number<int>("batch"), Number<double>("loss_sum"), Number<int>("correct"),
            Number<int>("samples"), Number<double>("best"), Generator(), content.Tensors.Where(t => t.Key != Words)
                .ToImmutableDictionary(StringComparer.Ordinal));
        if (state.Batch > plan.TrainLoader.Count) throw Damaged("batch");
        CheckValues(path, state.Values, plan.Training(Math.Min(plan.TrainLoader.BatchSize, plan.TrainLoader.Dataset.Count)));
        return state;

        WeightsException Damaged(string what) => new(l => WeightsTexts.In(l).StateDamaged(path, what));

        T Number<T>(string name)
            where T : struct, System.Numerics.INumber<T> =>
            content.Metadata.TryGetValue(name, out string? text)
            && T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T number)
            && (typeof(T) == typeof(double) || number >= T.Zero) ? number : throw Damaged(name);

        RandomState Generator()
        {
            Tensor? words = content.Tensors.FirstOrDefault(t => t.Key == Words).Value;
            if (words is null || words.Data.ToArray().Any(w => !(w >= 0 && w <= uint.MaxValue && w == Math.Floor(w)))) throw Damaged(Words);
            try
            {
                return new(
                    [.. words.Data.ToArray().Select(w => (uint)w)], Number<int>("random_next"),
                    content.Metadata.ContainsKey("random_kept_normal") ? Number<double>("random_kept_normal") : null);
            }
            catch (ArgumentException)
            {
                throw Damaged(Words);
            }
        }
    }

    /// <summary>What the optimizer has not begun to remember may be missing; it begins at zero.</summary>
    private static void CheckValues(string path, ImmutableDictionary<string, Tensor> values, Program program)
    {
        foreach ((string name, Tensor content) in values)
            if (program.Find(name) is not { } value || !value.Shape.Equals(content.Shape))
                throw new WeightsException(l => WeightsTexts.In(l).OtherState(path, $"{name} {content.Shape}", program.Name));
        foreach (Value parameter in program.Parameters)
            if (!values.ContainsKey(parameter.Name))
                throw new WeightsException(l => WeightsTexts.In(l).OtherState(path, $"{parameter.Name} {parameter.Shape}", program.Name));
    }
}
