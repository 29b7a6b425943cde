using System.Collections.Immutable;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Comparing;

/// <summary>Something that two recordings do not have the same.</summary>
/// <param name="Step">The number of the step.</param>
/// <param name="A">In the first recording.</param>
/// <param name="B">In the second.</param>
public sealed record RecordingDifference(long Step, RecordedValue A, RecordedValue B, TensorDifference By, Slip? Slip);

/// <summary>
/// Two recordings held against each other: what has the same name in the same step, or the same kind, shape and place where names differ.
/// </summary>
/// <param name="Compared">How many tensors both have.</param>
/// <param name="Worst">The largest relative difference among those that agree.</param>
/// <param name="Differences">In the order in which the first recording has them.</param>
/// <param name="OnlyA">Names that only the first has.</param>
/// <param name="OnlyB">Names that only the second has.</param>
public sealed record RecordingComparison(
    Recording A, Recording B, int Compared, double Worst, ImmutableArray<RecordingDifference> Differences,
    ImmutableArray<string> OnlyA, ImmutableArray<string> OnlyB)
{
    /// <summary>Compares, with the tolerance of the coarser of the two.</summary>
    /// <exception cref="RecordingException">They have nothing in common.</exception>
    public static RecordingComparison Of(Recording a, Recording b)
    {
        (a, b) = (TypedRecording.Of(a, null), TypedRecording.Of(b, null));
        double tolerance = Math.Max(a.Precision.Tolerance(), b.Precision.Tolerance());
        Dictionary<(RecordedKind, string), string> names = Names(a, b);
        var differences = ImmutableArray.CreateBuilder<RecordingDifference>();
        (int compared, double worst) = (0, 0);
        foreach (RecordedStep step in a.Steps)
        {
            if (b.Steps.FirstOrDefault(s => s.Number == step.Number) is not { } other) continue;
            foreach (RecordedValue value in step.Values.DistinctBy(v => (v.Kind, v.Name)))
            {
                if (!names.TryGetValue((value.Kind, value.Name), out string? name) || other.Find(value.Kind, name) is not { } there)
                    continue;
                compared++;
                TensorDifference by = Judge(value.Content, there.Content, tolerance);
                if (by.Agrees) worst = Math.Max(worst, by.Relative);
                else differences.Add(new(step.Number, value, there, by, Find(a, b, step.Number, value, there, tolerance)));
            }
        }
        if (compared == 0) throw new RecordingException(l => ComparingTexts.In(l).NothingInCommonFiles(a.Path, b.Path));
        return new(a, b, compared, worst, differences.ToImmutable(),
            [.. All(a).Where(v => !names.ContainsKey((v.Kind, v.Name))).Select(v => v.Name).Distinct()],
            [.. All(b).Where(v => !names.Any(n => n.Key.Item1 == v.Kind && n.Value == v.Name)).Select(v => v.Name).Distinct()]);
    }

    private static IEnumerable<RecordedValue> All(Recording recording) =>
        recording.Steps.SelectMany(s => s.Values).DistinctBy(v => (v.Kind, v.Name));

    /// <summary>What their optimizers were set to differently: <c>betas.1 0.9, 0.5</c>.</summary>
    public string OtherSettings
    {
        get
        {
            if (A.Optimizer is not { } one || B.Optimizer is not { } two) return "";
            // What is 0 or false is not written down; another class has settings of its own.
            bool isSame = one.Name == two.Name;
            IEnumerable<string> settings = (isSame ? one.Settings.Keys.Union(two.Settings.Keys)
                : one.Settings.Keys.Intersect(two.Settings.Keys)).Order(StringComparer.Ordinal)
                .Where(k => one.Settings.GetValueOrDefault(k) != two.Settings.GetValueOrDefault(k))
                .Select(k => $"{k} {Of(one, k)} / {Of(two, k)}");
            return string.Join(", ", isSame ? settings : settings.Prepend($"{one.Name} / {two.Name}"));

            static string Of(RecordedOptimizer optimizer, string setting) =>
                Numbers.Significant(optimizer.Settings.GetValueOrDefault(setting), 4);
        }
    }

    /// <summary>For each kind and name of the first recording the name in the second.</summary>
    private static Dictionary<(RecordedKind, string), string> Names(Recording a, Recording b)
    {
        var names = new Dictionary<(RecordedKind, string), string>();
        foreach (var kind in All(a).GroupBy(v => v.Kind).OrderBy(g => g.Key))
        {
            List<RecordedValue> free = [.. All(b).Where(v => v.Kind == kind.Key)];
            // What goes with a layer or a parameter follows it.
            RecordedKind? leader = kind.Key switch
            {
                RecordedKind.ActivationGradient => RecordedKind.Activation,
                RecordedKind.Gradient or RecordedKind.Updated => RecordedKind.Parameter,
                _ => null,
            };
            if (leader is { } of && All(a).Any(v => v.Kind == of))
            {
                foreach (RecordedValue value in kind)
                    if (names.TryGetValue((of, value.Name), out string? there) && free.Find(f => f.Name == there) is { } follower)
                        Take(value, follower, free);
                continue;
            }
            // By name and class, where both say the same; by class and shape in their order; by name alone.
            foreach (Func<RecordedValue, RecordedValue, bool> goes in (Func<RecordedValue, RecordedValue, bool>[])
            [
                (x, y) => x.Name == y.Name && x.Module == y.Module,
                (x, y) => RecordedNames.Plain(x.Name) == RecordedNames.Plain(y.Name) && x.Module == y.Module,
                (x, y) => x.Content is { } p && y.Content is { } q && p.Shape.Equals(q.Shape) && x.Module == y.Module,
                (x, y) => RecordedNames.Plain(x.Name) == RecordedNames.Plain(y.Name)
                    && (x.Content is null || y.Content is null || x.Content.Shape.Equals(y.Content.Shape)),
            ])
                foreach (RecordedValue value in kind)
                    if (!names.ContainsKey((value.Kind, value.Name)) && free.Find(f => goes(value, f)) is { } same) Take(value, same, free);
        }
        return names;

        void Take(RecordedValue value, RecordedValue found, List<RecordedValue> free)
        {
            names[(value.Kind, value.Name)] = found.Name;
            free.Remove(found);
        }
    }

    private static TensorDifference Judge(Tensor? a, Tensor? b, double tolerance)
    {
        if (a is null || b is null)
        {
            bool zero = (a ?? b)?.Data.IndexOfAnyExcept(0, -0.0) is null or < 0;
            return new(zero ? 0 : double.PositiveInfinity, 0, zero);
        }
        return a.Shape.Fits(b.Shape) == 0 ? new(double.PositiveInfinity, 0, false) : TensorDifference.Of(a.Data, b.Data, tolerance);
    }

    private static Slip? Find(Recording a, Recording b, long step, RecordedValue left, RecordedValue right, double tolerance)
    {
        if (left.Content is not { } ours) return null;
        if (right.Content is { } yours && ours.Shape.Fits(yours.Shape) == 0) return new(SlipKind.OtherShape);
        Tensor? before = left.Kind == RecordedKind.Updated
            ? a.Steps.First(s => s.Number == step).Find(RecordedKind.Parameter, left.Name)?.Content : null;
        Tensor? last = left.Kind is RecordedKind.Updated or RecordedKind.Parameter ? null
            : b.Steps.FirstOrDefault(s => s.Number == step - 1)?.Find(right.Kind, right.Name)?.Content;
        return SlipFinder.Find(ours, right.Content, before, last, tolerance, a.BatchSize ?? 1);
    }
}
