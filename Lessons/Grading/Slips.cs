using System.Collections.Immutable;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Operations;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Lessons.Texts;

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
        yield return Simple("sign", DiagnosisKind.Sign, -right, t => t.Sign);
        for (int power = 1; power <= MaxPower; power++)
            foreach (int p in (int[])[power, -power])
            {
                string times = $"10{Superscript(Math.Abs(p))}";
                yield return Simple($"power {p}", DiagnosisKind.PowerOfTen, right * Math.Pow(10, p),
                    t => p > 0 ? t.PointTooLarge(times) : t.PointTooSmall(times));
            }
        yield return Simple("twice", DiagnosisKind.Double, 2 * right, t => t.Twice);
        yield return Simple("half", DiagnosisKind.Double, right / 2, t => t.Half);
        if (right != 0) yield return Simple("reciprocal", DiagnosisKind.Reciprocal, 1 / right, t => t.Reciprocal);

        Slip Simple(string key, DiagnosisKind kind, double number, Func<SlipTexts, string> text) =>
            new(key, number, () =>
                new Diagnosis { Kind = kind, Text = Said(text), Number = number, Divergence = shown is null ? null : At(shown, number) });
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
                yield return new($"{sign}{left}", number, () => new Diagnosis
                {
                    Kind = kind,
                    Text = Said(t =>
                    {
                        string shown = string.Join(t.Comma, missing.Select(i => t.CountPart(parts[i], Numbers.Format(numbers[i]))));
                        return sign == '+' ? t.UnfinishedSum(missing.Length, shown) : t.UnfinishedCountProduct(missing.Length, shown);
                    }),
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
        return new()
        {
            Kind = DiagnosisKind.FactorLeftOut,
            Text = Said(t => t.UnfinishedProduct(names.Length,
                names.Length == 1 ? names[0] : string.Join(t.Comma, names[..^1]) + t.LastComma + names[^1])),
            Number = product,
            Divergence = Made(plain, left[0]),
        };
    }

    private static IEnumerable<Slip> Paths(PlainValue plain, Explanation explanation)
    {
        foreach (GradientPath path in explanation.Paths)
            yield return new($"path {path.Symbolic}", path.Product, () => Diagnosed(path.Product,
                t => t.OnlyPath(path.Symbolic, explanation.Paths.Length + explanation.PathsLeftOut)));
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

        Diagnosis Diagnosed(double number, Func<SlipTexts, string> text) =>
            new() { Kind = DiagnosisKind.PathLeftOut, Text = Said(text), Number = number, Divergence = WherePathsMeet(plain) };
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
                Text = Said(t => t.TermMissing(shown)),
                Number = whole - term.Value,
                Divergence = At(plain, whole - term.Value),
            });
            yield return new($"sign of {term.Symbolic}", whole - (2 * term.Value), () => new Diagnosis
            {
                Kind = DiagnosisKind.Sign,
                Text = Said(t => t.TermSign(shown)),
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

    private static LocalText Said(Func<SlipTexts, string> text) => LocalText.Of(l => text(SlipTexts.In(l)));

    private static string Superscript(int power) =>
        power == 1 ? "" : new([.. power.ToString(System.Globalization.CultureInfo.InvariantCulture).Select(c => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0'])]);

    private sealed record Slip(string Key, double Number, Func<Diagnosis> ToDiagnosis);
}
