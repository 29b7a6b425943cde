using System.Collections.Immutable;
using System.Globalization;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Grading;

/// <summary>
/// A contradiction: what a wrong gradient says would happen to the loss if the value were a little larger, and what does happen. That a
/// belief is given up when the program's behaviour contradicts it is the idea of arXiv 2511.00371.
/// </summary>
/// <param name="Run">The run in which the value was changed.</param>
/// <param name="At">When it was changed.</param>
/// <param name="Value">What was changed.</param>
/// <param name="Offset">Which element of it; null for a single number.</param>
/// <param name="To">What it became.</param>
/// <param name="Seen">When the loss can be read.</param>
/// <param name="Text">Both in one sentence.</param>
public sealed record Nudge(ExerciseRun Run, Moment At, Value Value, int? Offset, double To, Moment Seen, LocalText Text)
{
    /// <summary>The loss is followed so far off the straight line at most.</summary>
    private const double MostBend = 0.1;

    /// <summary>Two digits tell up from down and much from little, and do not give the answer away.</summary>
    private const int Digits = 2;

    private static readonly ImmutableArray<double> Steps = [0.01, 0.001, 0.0001];

    /// <summary>What changing the value shows of a number that was taken for the gradient <paramref name="answer"/>.</summary>
    /// <returns>Null where no gradient is asked for, the loss does not follow it (gradients that add up), or nothing contradicts.</returns>
    internal static Nudge? Of(string answer, LessonWorld world, double claimed)
    {
        if (world.Plain(answer) is not { Value.GradientOf: { } value } plain || !world.IsCheap || !double.IsFinite(claimed)) return null;
        ExerciseRun run = plain.Run;
        Program program = run.Program;
        if ((program.Loss ?? (program.Roots is [var only] ? only.Root : null)) is not { } loss || loss.Shape.Length != 1) return null;
        Moment start = new(plain.Moment.Iteration, 0);
        IValueHistory history = run.HistoryAt(plain.Moment);
        Instruction? writer = value.IsLeaf ? null : history.VersionAt(value, plain.Moment)?.Writer;
        Instruction? read = history.VersionAt(loss, plain.Moment)?.Writer;
        if (read is null || !value.IsLeaf && writer is null || read.Index < writer?.Index) return null;
        Moment at = writer is null ? start : start with { Executed = writer.Index + 1 }, seen = start with { Executed = read.Index + 1 };
        double right = world.Number(answer);
        if (history.VersionAt(value, at)?.Content is not { } content || history.VersionAt(loss, seen)?.Content is not { } before)
            return null;
        int offset = plain.Offset ?? 0;
        foreach (double step in Steps)
        {
            double change = Loss(content[offset] + step) - before[0];
            if (!(Math.Abs(change - right * step) <= MostBend * Math.Abs(change))) continue;
            string said = Short(claimed * step), seenChange = Short(change);
            if (said == seenChange) return null;
            return new(run, at, value, content.Length == 1 ? null : offset, content[offset] + step, seen, LocalText.Of(l =>
            {
                GradingTexts t = GradingTexts.In(l);
                string up = Short(Math.Abs(claimed * step)), moved = Short(Math.Abs(change));
                string says = claimed > 0 ? t.WouldRaise(loss.Label, up) : claimed < 0 ? t.WouldLower(loss.Label, up)
                    : t.WouldLeave(loss.Label);
                string does = change > 0 ? t.DoesRise(moved) : change < 0 ? t.DoesFall(moved) : t.DoesStay;
                return t.Nudge(plain.Label, Numbers.Format(claimed, 6), NameOf(value, content, offset), Numbers.Format(step), says, does);
            }));
        }
        return null;

        double Loss(double to)
        {
            var timeline = new Timeline(run.Scenario, world.Backend);
            timeline.MoveTo(at);
            Timeline other = timeline.With([new Edit(at, value, Tensor.Scalar(to), content.Length == 1 ? null : offset)]);
            other.MoveTo(seen);
            return other.Read(loss)![0];
        }
    }

    private static string NameOf(Value value, Tensor content, int offset) => content.Length == 1 ? value.Label
        : $"{value.Label}[{string.Join(',', content.Shape.IndexOf(offset))}]";

    private static string Short(double number) => number == 0 ? "0"
        : decimal.TryParse(number.ToString($"G{Digits}", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture,
            out decimal plain) ? plain.ToString(CultureInfo.InvariantCulture) : number.ToString($"G{Digits}", CultureInfo.InvariantCulture);
}
