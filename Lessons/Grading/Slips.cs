using System.Collections.Immutable;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Operations;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Lessons.Grading;

/// <summary>Slips of arithmetic: what is left when no misconception explains a number. The factors and terms are those of the engine's explanation.</summary>
internal static class Slips
{
    /// <summary>Subsets of more factors than these are too many to be a diagnosis.</summary>
    private const int MaxFactors = 7;

    /// <summary>Powers of ten up to this one.</summary>
    private const int MaxPower = 6;

    /// <summary>What each slip would have given.</summary>
    /// <param name="answer">The answer, an expression.</param>
    /// <param name="shownAt">The value at which the debugger opens, an expression.</param>
    /// <param name="right">The answer's number.</param>
    /// <param name="number">The learner's number.</param>
    /// <param name="world">The exercise.</param>
    public static IEnumerable<Diagnoser.Candidate> Of(string answer, string shownAt, double right, double number, LessonWorld world)
    {
        PlainValue? plain = world.Plain(answer);
        if (plain is not null && world.Explain(answer) is { } explanation)
            foreach (var c in Explained(plain, explanation)) yield return c;
        PlainValue? shown = plain ?? world.Plain(shownAt);
        PartingPoint? at = shown is null ? null : At(shown, number);
        yield return Simple(DiagnosisKind.Sign, -right, at, "The number is right, but the sign is wrong.", "数值正确，但正负号错了。");
        for (int power = 1; power <= MaxPower; power++)
            foreach (int p in (int[])[power, -power])
            {
                string times = p > 0 ? $"10{Superscript(p)} times too large" : $"10{Superscript(-p)} times too small", zh = p > 0 ? $"大了 10{Superscript(p)} 倍" : $"小了 10{Superscript(-p)} 倍";
                yield return Simple(DiagnosisKind.PowerOfTen, right * Math.Pow(10, p), at, $"The digits are right, but the decimal point is not: the number is {times}.", $"数字正确，但小数点错位：结果{zh}。");
            }
        if (right != 0) yield return Simple(DiagnosisKind.Reciprocal, 1 / right, at, "That is the reciprocal: one divided by the answer.", "这是倒数：用一除以答案得到的数。");
    }

    /// <summary>The instruction that makes a value, as a place to look at.</summary>
    public static PartingPoint? At(PlainValue plain, double? learner)
    {
        if (plain.Writer is not { } writer) return null;
        double? right = plain.Offset is { } offset && plain.Run.Read(plain.Value, plain.Moment) is { } content ? content[offset] : null;
        return new(writer.Label, plain.Value.Name, plain.Moment.Iteration, writer.Index, right, learner);
    }

    private static IEnumerable<Diagnoser.Candidate> Explained(PlainValue plain, Explanation explanation)
    {
        if (explanation.Combination == Combination.Product)
            foreach (var c in Products(plain, explanation)) yield return c;
        if (explanation.Paths.Length > 1)
            foreach (var c in Paths(plain, explanation)) yield return c;
        if (explanation.Combination == Combination.Sum && explanation.Terms.Length == explanation.TermCount && explanation.TermCount is > 1 and <= 12)
            foreach (var c in Sums(plain, explanation)) yield return c;
    }

    private static IEnumerable<Diagnoser.Candidate> Products(PlainValue plain, Explanation explanation)
    {
        // The chain, and each single path of it, of which there is one only if the chain is it.
        List<ImmutableArray<ElementRef>> chains = [[.. explanation.Terms.SelectMany(t => t.Factors)]];
        if (explanation.Paths.Length == 1) chains.Add(explanation.Paths[0].Factors);
        foreach (var factors in chains.Where(f => f.Length > 1 && f.Length <= MaxFactors))
        {
            double[] numbers = [.. factors.Select(f => Number(plain, f))];
            // Subsets with the fewest factors left out first: the simplest slip explains best.
            foreach (int kept in Enumerable.Range(1, (1 << factors.Length) - 2).OrderByDescending(k => System.Numerics.BitOperations.PopCount((uint)k)))
            {
                double product = 1;
                for (int i = 0; i < numbers.Length; i++) if ((kept >> i & 1) == 1) product *= numbers[i];
                ElementRef[] left = [.. factors.Where((_, i) => (kept >> i & 1) == 0)];
                yield return new(product, () => LeftOut(plain, left, product));
            }
        }
    }

    private static Diagnosis LeftOut(PlainValue plain, ElementRef[] left, double product)
    {
        string[] names = [.. left.Select(f => $"`{NameOf(plain, f)}` ({Numbers.Format(Number(plain, f), 6)})")];
        string en = names.Length == 1 ? $"the factor {names[0]}" : $"the factors {string.Join(", ", names[..^1])} and {names[^1]}";
        return new()
        {
            Kind = DiagnosisKind.FactorLeftOut,
            Text = new($"The product is not finished: {en} {(names.Length == 1 ? "is" : "are")} missing.", $"乘积还不完整：漏掉了因子 {string.Join("、", names)}。"),
            Number = product,
            Parting = Made(plain, left[0]),
        };
    }

    private static IEnumerable<Diagnoser.Candidate> Paths(PlainValue plain, Explanation explanation)
    {
        foreach (GradientPath path in explanation.Paths)
            yield return new(path.Product, () => Diagnosed(path.Product, $"That is only the path `{path.Symbolic}`; {explanation.Paths.Length + explanation.PathsLeftOut:0} paths lead to the loss, and their parts add up.",
                $"这只是 `{path.Symbolic}` 这一条路径；通向损失的路径有 {explanation.Paths.Length + explanation.PathsLeftOut:0} 条，各部分要相加。"));
        if (explanation.PathsLeftOut > 0) yield break;
        // The same factor forgotten on every path on which it lies.
        Explainer explainer = plain.Explainer();
        string[] labels = [.. explanation.Paths.SelectMany(p => p.Factors.Select(explainer.NameOf)).Distinct()];
        foreach (string label in labels)
        {
            double sum = 0;
            ElementRef? missing = null;
            foreach (GradientPath path in explanation.Paths)
            {
                double product = 1;
                foreach (ElementRef factor in path.Factors)
                {
                    if (explainer.NameOf(factor) == label) missing = factor;
                    else product *= Number(plain, factor);
                }
                sum += product;
            }
            yield return new(sum, () => LeftOut(plain, [missing!.Value], sum));
        }

        Diagnosis Diagnosed(double number, string en, string zh) => new() { Kind = DiagnosisKind.PathLeftOut, Text = new(en, zh), Number = number, Parting = WherePathsMeet(plain) };
    }

    private static IEnumerable<Diagnoser.Candidate> Sums(PlainValue plain, Explanation explanation)
    {
        double whole = explanation.Terms.Sum(t => t.Value);
        foreach (Term term in explanation.Terms)
        {
            string shown = $"`{term.Symbolic}` ({Numbers.Format(term.Value, 6)})";
            yield return new(whole - term.Value, () => new Diagnosis
            {
                Kind = DiagnosisKind.TermLeftOut,
                Text = new($"The sum is not finished: the term {shown} is missing.", $"求和还不完整：漏掉了 {shown} 这一项。"),
                Number = whole - term.Value,
                Parting = At(plain, whole - term.Value),
            });
            yield return new(whole - 2 * term.Value, () => new Diagnosis
            {
                Kind = DiagnosisKind.Sign,
                Text = new($"The term {shown} has the wrong sign.", $"{shown} 这一项的正负号错了。"),
                Number = whole - 2 * term.Value,
                Parting = At(plain, whole - 2 * term.Value),
            });
        }
    }

    private static Diagnoser.Candidate Simple(DiagnosisKind kind, double number, PartingPoint? at, string en, string zh) =>
        new(number, () => new Diagnosis { Kind = kind, Text = new(en, zh), Number = number, Parting = at });

    private static double Number(PlainValue plain, ElementRef element) => plain.Run.Read(element.Value, element.Moment)![element.Offset];

    private static string NameOf(PlainValue plain, ElementRef element) => plain.Explainer().NameOf(element);

    private static PartingPoint? Made(PlainValue plain, ElementRef element) => At(new PlainValue(plain.Run, element.Moment, element.Value, element.Offset), null);

    /// <summary>The last sum of paths before the answer.</summary>
    private static PartingPoint? WherePathsMeet(PlainValue plain)
    {
        if (plain.Writer is not { } writer) return null;
        Instruction? sum = plain.Run.Program.Instructions.Take(writer.Index + 1).LastOrDefault(i => i.Phase == Phase.Backward && i.Opcode == Opcode.AddN && i.Inputs.Length > 1);
        return sum is null ? At(plain, null) : new(sum.Label, sum.Output.Name, plain.Moment.Iteration, sum.Index, plain.Run.Read(sum.Output, new(plain.Moment.Iteration, sum.Index + 1)) is { Length: 1 } t ? t[0] : null, null);
    }

    private static string Superscript(int power) => power == 1 ? "" : new([.. power.ToString(System.Globalization.CultureInfo.InvariantCulture).Select(c => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0'])]);
}
