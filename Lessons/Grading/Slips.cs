using System.Collections.Immutable;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Operations;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Lessons.Grading;

/// <summary>
/// Slips of arithmetic: what is left when no misconception explains a number. The factors and terms are those of the engine's explanation.
/// </summary>
internal static class Slips
{
    /// <summary>Subsets of more factors than these are too many to be a diagnosis.</summary>
    private const int MaxFactors = 7;

    /// <summary>Powers of ten up to this one.</summary>
    private const int MaxPower = 6;

    /// <summary>What each slip would have given.</summary>
    /// <param name="answer">The answer, an expression.</param>
    /// <param name="shownAt">The value at which the debugger opens, an expression.</param>
    /// <param name="world">The exercise.</param>
    public static ImmutableArray<Candidate> Of(string answer, string shownAt, LessonWorld world) =>
        world.Memo(("slips", answer, shownAt), () =>
        All(answer, shownAt, world).Select(s => new Candidate(s.Key, 2, s.Number,
            w => Of(answer, shownAt, w).FirstOrDefault(c => c.Key == s.Key)?.Number, s.ToDiagnosis)).ToImmutableArray());

    private static IEnumerable<Slip> All(string answer, string shownAt, LessonWorld world)
    {
        double right = world.Number(answer);
        if (world.IsCount(answer))
            foreach (Slip s in Counts(answer, world)) yield return s;
        PlainValue? plain = world.Plain(answer);
        if (plain is not null && world.Explain(answer) is { } explanation)
            foreach (Slip s in Explained(plain, explanation)) yield return s;
        PlainValue? shown = plain ?? world.Plain(shownAt);
        yield return Simple("sign", DiagnosisKind.Sign, -right, "The number is right, but the sign is wrong.", "数值正确，但正负号错了。");
        for (int power = 1; power <= MaxPower; power++)
            foreach (int p in (int[])[power, -power])
            {
                string times = p > 0 ? $"10{Superscript(p)} times too large" : $"10{Superscript(-p)} times too small",
                    zh = p > 0 ? $"大了 10{Superscript(p)} 倍" : $"小到了 10{Superscript(-p)} 分之一";
                yield return Simple($"power {p}", DiagnosisKind.PowerOfTen, right * Math.Pow(10, p),
                    $"The digits are right, but the decimal point is not: the number is {times}.", $"数字正确，但小数点错位：结果{zh}。");
            }
        yield return Simple("twice", DiagnosisKind.Double, 2 * right,
            "That is twice the answer: something is counted twice, or a half is forgotten.", "这是答案的两倍：有一部分算了两次，或者漏掉了二分之一。");
        yield return Simple("half", DiagnosisKind.Double, right / 2,
            "That is half of the answer: something is left out, or halved that is not to be.", "这是答案的一半：漏了一部分，或者多乘了二分之一。");
        if (right != 0)
            yield return Simple("reciprocal", DiagnosisKind.Reciprocal, 1 / right, "That is the reciprocal: one divided by the answer.",
                "这是倒数：用一除以答案得到的数。");

        Slip Simple(string key, DiagnosisKind kind, double number, string en, string zh) =>
            new(key, number, () =>
                new Diagnosis { Kind = kind, Text = new(en, zh), Number = number, Divergence = shown is null ? null : At(shown, number) });
    }

    /// <summary>Terms of a sum of counts that were left out, and factors of a product: what was not counted.</summary>
    private static IEnumerable<Slip> Counts(string answer, LessonWorld world)
    {
        double whole = world.Number(answer);
        foreach ((char sign, DiagnosisKind kind) in new[] { ('+', DiagnosisKind.TermLeftOut), ('*', DiagnosisKind.FactorLeftOut) })
        {
            string[] parts = Parts(answer, sign);
            if (parts.Length is < 2 or > 12) continue;
            double[] numbers = [.. parts.Select(p => world.Number(p))];
            foreach (int left in Enumerable.Range(1, (1 << parts.Length) - 2).OrderBy(k => System.Numerics.BitOperations.PopCount((uint)k)))
            {
                int[] missing = [.. Enumerable.Range(0, parts.Length).Where(i => (left >> i & 1) == 1)];
                double number = missing.Aggregate(whole, (n, i) => sign == '+' ? n - numbers[i] : n / numbers[i]);
                string shown = string.Join(", ", missing.Select(i => $"`{parts[i]}` ({Numbers.Format(numbers[i])})")),
                    shownZh = string.Join("、", missing.Select(i => $"`{parts[i]}`（{Numbers.Format(numbers[i])}）"));
                yield return new($"{sign}{left}", number, () => new Diagnosis
                {
                    Kind = kind,
                    Text = sign == '+'
                        ? new($"The sum is not finished: {shown} {(missing.Length == 1 ? "is" : "are")} missing.", $"求和还不完整：漏掉了 {shownZh}。")
                        : new($"The product is not finished: {shown} {(missing.Length == 1 ? "is" : "are")} missing.",
                            $"乘积还不完整：漏掉了 {shownZh}。"),
                    Number = number,
                });
            }
        }
    }

    /// <summary>An expression cut at a sign that stands in no bracket.</summary>
    private static string[] Parts(string expression, char sign)
    {
        var parts = new List<string>();
        int depth = 0, start = 0;
        for (int i = 0; i < expression.Length; i++)
        {
            if (expression[i] is '(' or '[') depth++;
            else if (expression[i] is ')' or ']') depth--;
            else if (depth == 0 && expression[i] == sign)
            {
                parts.Add(expression[start..i].Trim());
                start = i + 1;
            }
            // A difference or a quotient is no plain sum or product; a product within a sum is one term.
            else if (depth == 0 && (expression[i] is '-' or '/' || (expression[i] == '+' && sign == '*')))
            {
                return [];
            }
        }
        parts.Add(expression[start..].Trim());
        return parts.TrueForAll(p => p.Length > 0) ? [.. parts] : [];
    }

    /// <summary>The instruction that makes a value, as a place to look at.</summary>
    public static DivergencePoint? At(PlainValue plain, double? learner)
    {
        if (plain.Writer is not { } writer) return null;
        double? right = plain.Offset is { } offset && plain.Run.Read(plain.Value, plain.Moment) is { } content ? content[offset] : null;
        return new(writer.Label, plain.Value.Name, plain.Moment.Iteration, writer.Index, right, learner);
    }

    private static IEnumerable<Slip> Explained(PlainValue plain, Explanation explanation)
    {
        if (explanation.Combination == Combination.Product)
            foreach (var c in Products(plain, explanation)) yield return c;
        if (explanation.Paths.Length > 1)
            foreach (var c in Paths(plain, explanation)) yield return c;
        if (explanation.Combination == Combination.Sum && explanation.Terms.Length == explanation.TermCount
            && explanation.TermCount is > 1 and <= 12)
            foreach (var c in Sums(plain, explanation)) yield return c;
    }

    private static IEnumerable<Slip> Products(PlainValue plain, Explanation explanation)
    {
        // The chain, and each single path of it, of which there is one only if the chain is it.
        List<ImmutableArray<ElementRef>> chains = [[.. explanation.Terms.SelectMany(t => t.Factors)]];
        if (explanation.Paths.Length == 1) chains.Add(explanation.Paths[0].Factors);
        foreach (var factors in chains.Where(f => f.Length > 1 && f.Length <= MaxFactors))
        {
            double[] numbers = [.. factors.Select(f => Number(plain, f))];
            // Subsets with the fewest factors left out first: the simplest slip explains best.
            foreach (int kept in Enumerable.Range(1, (1 << factors.Length) - 2)
                .OrderByDescending(k => System.Numerics.BitOperations.PopCount((uint)k)))
            {
                double product = 1;
                for (int i = 0; i < numbers.Length; i++) if ((kept >> i & 1) == 1) product *= numbers[i];
                ElementRef[] left = [.. factors.Where((_, i) => (kept >> i & 1) == 0)];
                yield return new($"without {string.Join(' ', left.Select(f => NameOf(plain, f)))}", product,
                    () => LeftOut(plain, left, product));
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
            Text = new($"The product is not finished: {en} {(names.Length == 1 ? "is" : "are")} missing.",
                $"乘积还不完整：漏掉了因子 {string.Join("、", names)}。"),
            Number = product,
            Divergence = Made(plain, left[0]),
        };
    }

    private static IEnumerable<Slip> Paths(PlainValue plain, Explanation explanation)
    {
        foreach (GradientPath path in explanation.Paths)
            yield return new($"path {path.Symbolic}", path.Product, () => Diagnosed(path.Product,
                $"That is only the path `{path.Symbolic}`; {explanation.Paths.Length + explanation.PathsLeftOut:0} paths lead to the "
                + $"loss, and their parts add up.",
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
            yield return new($"without {label} on every path", sum, () => LeftOut(plain, [missing!.Value], sum));
        }

        Diagnosis Diagnosed(double number, string en, string zh) =>
            new() { Kind = DiagnosisKind.PathLeftOut, Text = new(en, zh), Number = number, Divergence = WherePathsMeet(plain) };
    }

    private static IEnumerable<Slip> Sums(PlainValue plain, Explanation explanation)
    {
        double whole = explanation.Terms.Sum(t => t.Value);
        foreach (Term term in explanation.Terms)
        {
            string shown = $"`{term.Symbolic}` ({Numbers.Format(term.Value, 6)})";
            yield return new($"term {term.Symbolic}", whole - term.Value, () => new Diagnosis
            {
                Kind = DiagnosisKind.TermLeftOut,
                Text = new($"The sum is not finished: the term {shown} is missing.", $"求和还不完整：漏掉了 {shown} 这一项。"),
                Number = whole - term.Value,
                Divergence = At(plain, whole - term.Value),
            });
            yield return new($"sign of {term.Symbolic}", whole - (2 * term.Value), () => new Diagnosis
            {
                Kind = DiagnosisKind.Sign,
                Text = new($"The term {shown} has the wrong sign.", $"{shown} 这一项的正负号错了。"),
                Number = whole - 2 * term.Value,
                Divergence = At(plain, whole - 2 * term.Value),
            });
        }
    }

    private static double Number(PlainValue plain, ElementRef element) => plain.Run.Read(element.Value, element.Moment)![element.Offset];

    private static string NameOf(PlainValue plain, ElementRef element) => plain.Explainer().NameOf(element);

    private static DivergencePoint? Made(PlainValue plain, ElementRef element) =>
        At(new PlainValue(plain.Run, element.Moment, element.Value, element.Offset), null);

    /// <summary>The last sum of paths before the answer.</summary>
    private static DivergencePoint? WherePathsMeet(PlainValue plain)
    {
        if (plain.Writer is not { } writer) return null;
        Instruction? sum = plain.Run.Program.Instructions.Take(writer.Index + 1)
            .LastOrDefault(i => i.Phase == Phase.Backward && i.Opcode == Opcode.AddN && i.Inputs.Length > 1);
        return sum is null ? At(plain, null) : new(sum.Label, sum.Output.Name, plain.Moment.Iteration, sum.Index,
            plain.Run.Read(sum.Output, new(plain.Moment.Iteration, sum.Index + 1)) is { Length: 1 } t ? t[0] : null, null);
    }

    private static string Superscript(int power) =>
        power == 1 ? "" : new([.. power.ToString(System.Globalization.CultureInfo.InvariantCulture).Select(c => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0'])]);

    private sealed record Slip(string Key, double Number, Func<Diagnosis> ToDiagnosis);
}
