using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Programs;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Grading;

/// <summary>Judges answers as they were typed.</summary>
public static partial class Grader
{
    private const string Blanks = " ,;，；、\t\u3000";

    /// <summary>
    /// Judges <paramref name="typed"/> as an answer to <paramref name="question"/>. Any text is judged or told to be unreadable.
    /// </summary>
    /// <param name="question">The question.</param>
    /// <param name="world">The exercise in the play in which it was asked.</param>
    /// <param name="typed">The answer.</param>
    /// <param name="misses">How many answers to it were wrong before: that makes an order easier.</param>
    /// <exception cref="LessonException">The right answer cannot be computed: the fault is the course's.</exception>
    public static Verdict Grade(Question question, LessonWorld world, string typed, int misses = 0)
    {
        typed = NumberSpelling.Plain(typed.Length > 1000 ? typed[..1000] : typed);
        return question switch
        {
            NumberQuestion q => Number(q, world, typed),
            FactorQuestion q => Factor(q, world, typed),
            SignQuestion q => Sign(q, world, typed),
            ShapeQuestion q => Shape(q, world, typed),
            ChoiceQuestion or FixQuestion or ExperimentQuestion => Option(question, world, typed),
            OrderQuestion q => Order(OrderKey.Blocks(q, world, misses), OrderKey.Right(q, world), typed),
            WorkedQuestion q => Worked(q, world, typed),
            FirstWrongStepQuestion => FirstWrongStep(world, typed),
            _ => throw new InvalidOperationException($"nothing grades questions of the kind {question.Kind}"),
        };
    }

    /// <summary>What an answer to this question may look like, in one line.</summary>
    public static LocalText Wanted(Question question, LessonWorld world) => question switch
    {
        NumberQuestion => LearnerNumber.Wanted,
        FactorQuestion => Said(t => t.FactorWanted),
        SignQuestion => Said(t => t.SignWanted),
        ShapeQuestion => Said(t => t.ShapeWanted),
        OrderQuestion { Distractors.Length: > 0 } => Said(t => t.OrderOfSomeWanted),
        OrderQuestion q => Said(t => t.OrderWanted(q.Items.Length, Example(q.Items.Length))),
        WorkedQuestion q => Said(t => t.WorkedWanted(q.Blank.Length)),
        FirstWrongStepQuestion => Step,
        ChoiceQuestion or FixQuestion or ExperimentQuestion => OptionWanted(question.Choices.Length),
        _ => throw new InvalidOperationException($"nothing is wanted by questions of the kind {question.Kind}"),
    };

    private static LocalText Step { get; } = Said(t => t.StepWanted);

    internal static LocalText OptionWanted(int count) => Said(t => t.OptionWanted(count, (char)('a' + count - 1)));

    private static string Example(int count) => string.Join(' ', Enumerable.Range(1, count).Reverse());

    private static Verdict Number(NumberQuestion q, LessonWorld world, string typed)
    {
        ImmutableArray<LearnerNumber> readings = LearnerNumber.Read(typed, world, out LocalText problem);
        if (readings.IsEmpty) return Verdict.Unreadable(problem);
        PlainValue? answer = world.Plain(q.Answer);
        PlainValue? shown = q.ShownAt is null ? answer : world.Plain(q.ShownAt);
        IReadOnlyList<Value> names = readings[0].Names;
        if (names.Any(v => v.Name == answer?.Value.Name || v.Name == shown?.Value.Name)
            || (names.Count > 0 && Squeezed(typed) == Squeezed(q.Answer)))
            return Verdict.Unreadable(Said(t => t.NamesTheAnswer));
        return Judge(q.Answer, q.ShownAt ?? q.Answer, q.Misconceptions, world, readings, typed);
    }

    private static Verdict Factor(FactorQuestion q, LessonWorld world, string typed)
    {
        string wanted = q.Wanted;
        if (Squeezed(typed) == Squeezed(wanted) || Squeezed(typed) == Squeezed(world.Label(wanted)))
            return Verdict.Of(true) with { Number = world.Number(wanted) };
        ImmutableArray<LearnerNumber> readings = LearnerNumber.Read(typed, world, out LocalText problem);
        if (readings.IsEmpty) return Verdict.Unreadable(problem == LearnerNumber.Wanted ? Wanted(q, world) : problem);
        return Judge(wanted, wanted, q.Misconceptions, world, readings, typed);
    }

    private static Verdict Judge(string answer, string shownAt, ImmutableArray<Misconception> misconceptions, LessonWorld world,
        ImmutableArray<LearnerNumber> readings, string typed)
    {
        bool isCount = world.IsCount(answer);
        if (readings.FirstOrDefault(r => IsRight(answer, world, r, isCount)) is { } right)
            return Verdict.Of(true) with { Number = right.Number };
        // Of a number that is measured nobody knows whether 1,234 is one or a thousand; a count has no decimals.
        if (readings.Length > 1 && !isCount) return Verdict.Unreadable(AmbiguousComma(typed));
        return Verdict.Of(false) with
        {
            Number = readings[0].Number,
            Nudge = isCount ? null : Nudge.Of(answer, world, readings[0].Number),
            Diagnosis = new Diagnoser(answer, shownAt, misconceptions, world).Of(readings[0]),
        };
    }

    /// <summary>Whether a number is the answer, and a calculation says what the answer is.</summary>
    private static bool IsRight(string answer, LessonWorld world, LearnerNumber given, bool isCount)
    {
        double right = world.Number(answer);
        if (given.Literal is { } literal && world.PrintedDigits(answer) is { } printed && Closeness.IsPrinted(printed, literal))
            return true;
        if (!Closeness.Accepts(right, given.Number, isCount)) return false;
        return isCount || given.Formula is not { } formula
            || (formula.Says(w => w.Number(answer), answer) ?? Math.Abs(given.Number - right) <= formula.Slack(answer));
    }

    private static LocalText Said(Func<GradingTexts, string> text) => LocalText.Of(l => text(GradingTexts.In(l)));

    private static LocalText AmbiguousComma(string typed) =>
        Said(t => t.AmbiguousComma(typed, typed.Replace(',', '.'), typed.Replace(",", "", StringComparison.Ordinal)));

    private static Verdict Sign(SignQuestion q, LessonWorld world, string typed)
    {
        string? sign = typed.ToLowerInvariant() switch
        {
            "+" or "plus" or "positive" or "pos" or "1" or "+1" or "> 0" or ">0" or "正" or "正号" or "正数" => "+",
            "-" or "minus" or "negative" or "neg" or "-1" or "< 0" or "<0" or "负" or "负号" or "负数" => "-",
            "0" or "zero" or "none" or "零" => "0",
            _ => null,
        };
        if (sign is null) return Verdict.Unreadable(Wanted(q, world));
        return sign == AnswerKey.SignOf(world.Number(q.Answer)) ? Verdict.Of(true) : Verdict.Of(false, SignHelp(world.Explain(q.Answer)));
    }

    private static LocalText SignHelp(Explanation? explanation) => explanation is { Symbolic: { } symbolic } && symbolic.Any(char.IsLetter)
        ? Said(t => t.SignOfParts($"{explanation.Subject} = {symbolic}"))
        : Said(t => t.SignOfEach);

    private static Verdict Shape(ShapeQuestion q, LessonWorld world, string typed)
    {
        if (!ShapePattern().IsMatch(typed)) return Verdict.Unreadable(Wanted(q, world));
        string[] extents = [.. NumberPattern().Matches(typed).Select(m => m.Value.TrimStart('0') is { Length: > 0 } n ? n : "0")];
        Backstep.Engine.Tensors.Shape right = TextNumbers.Shape(world, q.Of);
        VerdictPart[] parts = [.. extents.Select((e, i) =>
            new VerdictPart(e, extents.Length == right.Rank && e == right[i].ToString(CultureInfo.InvariantCulture)))];
        bool isRight = extents.Length == right.Rank && parts.All(p => p.IsRight);
        LocalText? message = isRight ? null
            : extents.Length != right.Rank ? Said(t => t.WrongRank(extents.Length))
            : Said(t => t.RightSizes(parts.Count(p => p.IsRight), parts.Length));
        return Verdict.Of(isRight, message) with { Parts = [.. parts] };
    }

    private static Verdict Option(Question q, LessonWorld world, string typed)
    {
        int count = q.Choices.Length;
        Match match = OptionPattern().Match(typed.ToLowerInvariant());
        int chosen = Number(match);
        if (chosen < 1 || chosen > count || !IsTextOf(q.Choices[chosen - 1].Text, match.Groups[2].Value))
            return Verdict.Unreadable(OptionWanted(count));

        // What follows the number can only be the option's own text, as a page or a hint shows it.
        bool IsTextOf(LocalText option, string rest) => rest.Length == 0
            || new[] { Language.English, Language.ChineseSimplified }.Any(l =>
                Squeezed(NumberSpelling.Plain(world.Render(option.In(l)))).Equals(Squeezed(rest), StringComparison.OrdinalIgnoreCase));
        LocalText? why = q.Choices[chosen - 1].Why;
        return Verdict.Of(AnswerKey.RightOptions(q, world)[chosen - 1], why is null ? null : world.Render(why));
    }

    /// <summary>The number of an option that was typed as a number or letter, from 1; 0 for none.</summary>
    internal static int ReadOption(string typed) =>
        OptionPattern().Match(NumberSpelling.Plain(typed).ToLowerInvariant()) is { Groups: [_, _, { Length: 0 }] } match
            ? Number(match) : 0;

    private static int Number(Match option) => option.Groups[1].Value switch
    {
        "" => 0,
        var text when char.IsAsciiLetter(text[0]) => text[0] - 'a' + 1,
        var text => int.Parse(text, CultureInfo.InvariantCulture),
    };

    private static Verdict Order(ImmutableArray<OrderBlock> shown, ImmutableArray<string> right, string typed)
    {
        bool mayLeaveOut = shown.Any(b => b.Distractor is not null);
        if (ReadOrder(typed, shown, mayLeaveOut) is not { } given)
            return Verdict.Unreadable(mayLeaveOut ? Said(t => t.OrderOfSomeWanted)
                : Said(t => t.OrderWanted(shown.Length, Example(shown.Length))));
        string[] items = [.. given.SelectMany(b => b.Items)];
        VerdictPart[] parts = [.. Enumerable.Range(0, Math.Max(0, items.Length - 1)).Select(i =>
            new VerdictPart($"{items[i]} → {items[i + 1]}", right.IndexOf(items[i]) < right.IndexOf(items[i + 1])))];
        int pairs = items.Length * (items.Length - 1) / 2, good = 0;
        for (int i = 0; i < items.Length; i++)
            for (int j = i + 1; j < items.Length; j++)
                if (right.IndexOf(items[i]) < right.IndexOf(items[j])) good++;
        LocalText? wrong = FirstWrongPlace(given, right);
        if (wrong is null) return Verdict.Of(true) with { Parts = [.. parts] };
        LocalText message = good == pairs ? wrong : Said(t => t.RightPairs(good, pairs, wrong.In(t.Language)));
        return Verdict.Of(false, message) with { Parts = [.. parts] };
    }

    /// <summary>What is wrong at the first place at which an order is; null where none is.</summary>
    private static LocalText? FirstWrongPlace(OrderBlock[] given, ImmutableArray<string> right)
    {
        int at = 0;
        for (int place = 0; place < given.Length; place++)
        {
            OrderBlock block = given[place];
            int number = place + 1;
            if (block.Distractor is { } distractor)
                return Said(t => t.DoesNotBelong(number, block.Text.In(t.Language), distractor.Why.In(t.Language)));
            if (right[at] != block.Items[0]) return Said(t => t.FirstWrongPlace(number, block.Text.English));
            at += block.Items.Length;
        }
        return at == right.Length ? null : Said(t => t.OrderIncomplete);
    }

    /// <summary>
    /// Numbers or letters of what is shown, or its names; null unless it is each once or, where some may be left out, some of them.
    /// </summary>
    private static OrderBlock[]? ReadOrder(string typed, ImmutableArray<OrderBlock> shown, bool mayLeaveOut)
    {
        string[] words = typed.Replace("->", " ", StringComparison.Ordinal).Replace('→', ' ').Replace('>', ' ')
            .Split(Blanks.ToCharArray(), StringSplitOptions.RemoveEmptyEntries);
        // 2143 and bdac stand for single numbers and letters.
        if (words.Length == 1 && shown.Length <= 9 && (words[0].Length == shown.Length || mayLeaveOut && words[0].All(char.IsAsciiDigit)))
            words = [.. words[0].Select(c => c.ToString())];
        OrderBlock?[] blocks = [.. words.Select(w =>
            shown.FirstOrDefault(b => b.Items is [var only] && only == w)
            ?? (w.Length == 1 && char.ToLowerInvariant(w[0]) - 'a' is >= 0 and var letter && letter < shown.Length ? shown[letter]
            : int.TryParse(w, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n >= 1 && n <= shown.Length
                ? shown[n - 1] : null))];
        return blocks.Length > 0 && (blocks.Length == shown.Length || mayLeaveOut && blocks.Length < shown.Length)
            && blocks.All(b => b is not null) && blocks.Distinct().Count() == blocks.Length ? [.. blocks.OfType<OrderBlock>()] : null;
    }

    /// <summary>The blanks one after the other; what is said of the first that is wrong.</summary>
    private static Verdict Worked(WorkedQuestion q, LessonWorld world, string typed)
    {
        ImmutableArray<string> blanks = q.Blank;
        string[] words = typed.Contains(';', StringComparison.Ordinal) || typed.Contains('；', StringComparison.Ordinal)
            ? typed.Split([';', '；'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : blanks.Length == 1 ? [typed.Trim()]
            : [.. typed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(w => w.TrimEnd(',', '，'))];
        if (words.Length != blanks.Length || words[0].Length == 0) return Verdict.Unreadable(Said(t => t.WorkedWanted(blanks.Length)));
        var parts = ImmutableArray.CreateBuilder<VerdictPart>();
        Verdict? first = null;
        for (int i = 0; i < blanks.Length; i++)
        {
            ImmutableArray<LearnerNumber> readings = LearnerNumber.Read(words[i], world, out LocalText problem);
            if (readings.IsEmpty) return Verdict.Unreadable(problem);
            // A name would mean the exercise's own run, whose numbers these may not be.
            if (readings[0].Names.Count > 0) return Verdict.Unreadable(Said(t => t.WorkedWanted(blanks.Length)));
            Verdict one = Judge(blanks[i], blanks[i], [], world, readings, words[i]);
            if (one.Kind == VerdictKind.Unreadable) return one;
            parts.Add(new(words[i], one.IsRight));
            if (!one.IsRight) first ??= one;
        }
        int right = parts.Count(p => p.IsRight);
        if (right == parts.Count) return Verdict.Of(true) with { Parts = parts.ToImmutable() };
        int wrong = parts.TakeWhile(p => p.IsRight).Count() + 1;
        return Verdict.Of(false, Said(t => t.FirstWrongBlank(right, parts.Count, wrong))) with
        {
            Parts = parts.ToImmutable(),
            Diagnosis = first!.Diagnosis,
            Nudge = first.Nudge,
        };
    }

    private static Verdict FirstWrongStep(LessonWorld world, string typed)
    {
        var step = WrongStep.Of(world);
        // w5.grad (26) is how a step is shown.
        string text = Squeezed(ShownStep().Replace(typed.TrimStart('#'), ""));
        if (text.Length == 0) return Verdict.Unreadable(Step);
        if (step.Accepted.Any(a => Squeezed(a) == text)) return Verdict.Of(true);
        Program program = world.Main.Program;
        bool isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        Instruction? meant = isNumber ? program.Instructions.FirstOrDefault(i => i.Index == number - 1)
            : program.Instructions.FirstOrDefault(i => Squeezed(i.Label) == text)
            ?? program.Instructions.FirstOrDefault(i => Squeezed(i.Output.Name) == text || Squeezed(i.Output.Label) == text)
            ?? (world.Plain(typed) is { } plain ? program.Instructions.FirstOrDefault(i => i.Output == plain.Value) : null);
        if (meant is null)
            return isNumber
                ? Verdict.Unreadable(Said(t => t.NoSuchInstruction(program.Name, program.Instructions.Length)))
                : Verdict.Unreadable(Said(t => t.NothingComputesThat));
        return Verdict.Of(false, Said(t => meant.Index < step.Instruction ? t.WrongStepIsLater : t.WrongStepIsEarlier));
    }

    /// <summary>Names as they are compared: without blanks.</summary>
    private static string Squeezed(string text) => new([.. text.Where(c => !char.IsWhiteSpace(c)).Select(c => c == '−' ? '-' : c)]);

    [GeneratedRegex(@"^(torch\.)?([Ss]ize)?([\[(]+[\])]+|[\[( ]*[0-9]{1,9}([ ,;、xX×*]+[0-9]{1,9})*[ ,\])]*)$")]
    private static partial Regex ShapePattern();

    [GeneratedRegex(@"^[( ]*([a-z]|[0-9]{1,3})(?:[).、:： ]+(.*))?$")]
    private static partial Regex OptionPattern();

    [GeneratedRegex(@"(?<=\S)\s*\([0-9]+\)$")]
    private static partial Regex ShownStep();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex NumberPattern();
}
