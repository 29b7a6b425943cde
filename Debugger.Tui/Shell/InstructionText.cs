using System.Globalization;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Shell;

/// <summary>How much of a tensor a listing shows.</summary>
public enum TensorDetail
{
    /// <summary>Its shape alone.</summary>
    None,

    /// <summary>The first six elements in row-major order, the sum and the Euclidean norm.</summary>
    Head,

    /// <summary>Everything.</summary>
    All,
}

/// <summary>Writes an executed instruction as a line for people.</summary>
public sealed class InstructionText(Program program, int digits = 12, UiTexts? texts = null)
{
    /// <summary>How many elements a head shows.</summary>
    public const int HeadLength = 6;

    private readonly UiTexts _texts = texts ?? UiTexts.English;
    private readonly Formula _formula = new(program, (texts ?? UiTexts.English).Explanations);

    /// <summary>The formulas that the lines are made of.</summary>
    public Formula Formula => _formula;

    /// <summary>
    /// <c>l_h1 = w1·i1 + w2·i2 + b1 = 0.05×0.1 + 0.15×0.2 + 0.35 = 0.385</c>; for tensors the formula, the shape and, on a line of
    /// its own, what <paramref name="detail"/> asks for. A content that a person has put there is none that the formula gives:
    /// <c>out_h1 = sigmoid(l_h1) = sigmoid(0.385) → 0.7 (edited by you)</c>.
    /// </summary>
    public string Line(Instruction instruction, IValueHistory history, Moment after, TensorDetail detail = TensorDetail.Head,
        string indent = "")
    {
        Moment before = after with { Executed = after.Executed - 1 };
        ValueVersion version = history.VersionAt(instruction.Output, after)!;
        Tensor value = version.Content;
        string sign = version.Edited ? "→" : "=";
        string symbolic = _formula.Symbolic(instruction, history, before);
        if (!value.Shape.IsScalar || instruction.Inputs.Any(i => !i.Shape.IsScalar))
        {
            string head = value.Shape.IsScalar
                ? $"{instruction.Label} = {symbolic} {sign} {By(Numbers.Format(value.ScalarValue, digits))}"
                : $"{instruction.Label} = {symbolic}  {By($"{value.Shape}")}";
            return value.Shape.IsScalar || detail == TensorDetail.None ? head : $"{head}\n{indent}{Contents(value, detail)}";
        }
        string numeric = _formula.Numeric(instruction, history, before, digits), result = Numbers.Format(value.ScalarValue, digits);
        string line = $"{instruction.Label} = {symbolic}";
        if (numeric != result && numeric != symbolic) line += $" = {numeric}";
        return symbolic == result ? By(line) : $"{line} {sign} {By(result)}";

        string By(string text) => version.Edited ? _texts.Common.WithAside(text, _formula.Words.EditedByYou) : text;
    }

    /// <summary>
    /// The digits that a tutorial prints for what the instruction makes, behind a gap; empty where <see cref="Digits"/> gives none.
    /// </summary>
    public string Published(Instruction instruction, Timeline timeline) =>
        Digits(instruction, timeline) is { } printed ? $"   {_texts.Reports.Tutorial(printed)}" : "";

    /// <summary>
    /// The digits that a tutorial prints for what the instruction has just made; null if it prints none, for another iteration, and where
    /// the number is another one: after a what-if, or in an exercise that begins with other contents.
    /// </summary>
    public static string? Digits(Instruction instruction, Timeline timeline) =>
        timeline.Now.Iteration == 0 && timeline.Edits.IsEmpty
            && timeline.Program.PublishedDigits.TryGetValue(instruction.Label, out string? printed)
        && timeline.Read(instruction.Output) is { Length: 1 } content && IsRounded(printed, content[0])
            ? printed
            : null;

    /// <summary>Whether printed digits are a number rounded, tutorials' own rounding on the way included.</summary>
    private static bool IsRounded(string digits, double number) =>
        double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double printed)
            && Math.Abs(printed - number) <= 1e-3 * Math.Abs(number);

    private string Contents(Tensor value, TensorDetail detail)
    {
        if (detail == TensorDetail.All) return $"[{string.Join(", ", value.Data.ToArray().Select(v => Numbers.Format(v, digits)))}]";
        TensorStats stats = TensorStats.Of(value);
        string head = string.Join(", ", value.Data[..Math.Min(HeadLength, value.Length)].ToArray().Select(Short));
        return $"[{head}{(value.Length > HeadLength ? ", ..." : "")}]  {_texts.Reports.SumAndNorm(Short(stats.Sum), Short(stats.Norm))}";
    }

    /// <summary>Six significant digits: enough to recognise a number in a head.</summary>
    private static string Short(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
