using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Screens.Lessons;

/// <summary>What a question, its hints and the verdict on an answer say, laid out for a width.</summary>
internal static class QuizProse
{
    /// <summary>What is asked; with the numbers that it needs, where no debugger would show them.</summary>
    public static List<List<Fragment>> Question(QuizState quiz, QuizTexts texts, int width, Theme theme)
    {
        if (quiz.View is not { } view) return [];
        List<List<Fragment>> ask = LessonProse.Lines([view.Ask], width, theme);
        if (view.IsEased) ask.InsertRange(0, [.. TextWrap.Wrap([new(texts.Eased, theme.Warning)], width), []]);
        if (view.Worked is { } worked) ask.AddRange([[], .. LessonProse.Lines([worked], width, theme)]);
        if (view.Formula.Length > 0) ask.AddRange([[], [new Fragment($"  {view.Formula}", theme.Code)]]);
        if (quiz.For != Asking.Lesson && view.Given.Length > 0)
            ask.AddRange([[], .. TextWrap.Wrap([new Fragment(view.Given, theme.Code)], width)]);
        return ask;
    }

    /// <summary>The answer waits until the learner has said how sure he is, or that he does not say.</summary>
    public static List<List<Fragment>> HowSure(QuizTexts texts, int width, Theme theme) => TextWrap.Wrap(
    [
        new("g", theme.Key), new($" {texts.Guess}   ", theme.Text), new("f", theme.Key), new($" {texts.Fairly}   ", theme.Text),
        new("s", theme.Key), new($" {texts.Sure}   ", theme.Text), new("Enter", theme.Key), new($" {texts.NotSaid}", theme.Caption),
    ], width);

    /// <summary>The reasons to choose from, each a place of its own, then what is said of the one that was chosen.</summary>
    private static IEnumerable<List<Fragment>> Reasons(
        QuizState quiz, ReasonsView reasons, int? selected, QuizTexts texts, int width, Theme theme)
    {
        foreach (List<Fragment> line in LessonProse.Lines([reasons.Ask], width, theme)) yield return line;
        for (int i = 0; i < reasons.Offered.Length; i++)
        {
            (Markup text, Markup? why) = reasons.Offered[i];
            bool chosen = quiz.Reason == i + 1, shown = quiz.Reason is not null && (chosen || why is null);
            bool here = quiz.Reason is null && selected == i;
            Style style = !shown ? here ? theme.Focus : theme.Key : why is null ? theme.Success : theme.Warning;
            string mark = $"{(shown ? why is null ? "✓" : "✗" : here ? "▸" : " ")} {i + 1}  ", indent = new(' ', mark.Length);
            bool first = true;
            foreach (List<Fragment> line in LessonProse.Lines([text], width - mark.Length, theme))
            {
                yield return new PlacedLine(i, [new(first ? mark : indent, style), .. line]) { IsSelected = here };
                first = false;
            }
            if (!chosen || why is null) continue;
            foreach (List<Fragment> line in LessonProse.Lines([why], width - mark.Length - 2, theme))
                yield return new PlacedLine(i, [new($"{indent}  ", theme.Text), .. line]);
        }
    }

    /// <summary>
    /// All hints as a ladder: the text of those that show, the names of those that do not yet, and the key for the next. Each hint that
    /// shows is a place of its own, and so is the key, as the one that it would show.
    /// </summary>
    public static List<List<Fragment>> Hints(QuizState quiz, bool costs, QuizTexts texts, int width, Theme theme)
    {
        var lines = new List<List<Fragment>>();
        if (quiz.View is not { } view || quiz.For == Asking.TestOut) return lines;
        for (int i = 0; i < view.Hints.Length; i++)
        {
            // A question may have fewer hints than there are names; the last one is always the answer.
            string name = texts.HintName(i == view.Hints.Length - 1 ? LessonPosition.HintLevels - 1 : i);
            if (i >= quiz.Hints)
            {
                lines.Add([new($"○ {name}", theme.Dim)]);
                continue;
            }
            lines.Add(new PlacedLine(i, [new($"● {name}", theme.Warning)]));
            int place = i;
            lines.AddRange(LessonProse.Lines([view.Hints[i]], width - 2, theme)
                .Select(l => new PlacedLine(place, [new("  ", theme.Text), .. l])));
        }
        if (quiz.Hints < view.Hints.Length)
            lines.AddRange([[], new PlacedLine(quiz.Hints,
                [new("?", theme.Key), new($" {(costs ? texts.NextHintCosts : texts.NextHintIsFree)}", theme.Caption)])]);
        return lines;
    }

    /// <summary>
    /// What is said of an answer: what was given and what is right, what slip it looks like, where the ways part, the explanation.
    /// </summary>
    public static List<List<Fragment>> Verdict(
        QuizState quiz, VerdictView verdict, int? reason, bool costs, QuizTexts texts, int width, Theme theme)
    {
        Style outcome = verdict.IsRight ? theme.Success : theme.Warning;
        int label = Math.Max(CellWidth.Of(texts.YouSaid), CellWidth.Of(texts.Expected)) + 2;
        List<List<Fragment>> lines = [.. Labelled(texts.YouSaid, verdict.Given, outcome)];
        if (quiz.IsSurprise) lines.AddRange(TextWrap.Wrap([new(texts.SurpriseSaid, theme.Warning)], width));
        if (verdict.Expected.Length > 0) lines.AddRange(Labelled(texts.Expected, verdict.Expected, theme.Bright));
        if (verdict.Lines.Length > 0) lines.AddRange([[], .. LessonProse.Lines(verdict.Lines, width, theme)]);
        else if (!verdict.IsRight)
            lines.AddRange([[], .. TextWrap.Wrap(
                [new(quiz.For == Asking.TestOut ? texts.NoKnownSlip : $"{texts.NoKnownSlip}{texts.OnceMore}", theme.Caption)], width)]);
        if (verdict.Divergence is not null && quiz.For == Asking.Lesson)
            lines.AddRange([[], .. TextWrap.Wrap([new("d", theme.Key), new($"  {texts.PartsAt(verdict.DivergenceLabel)}", theme.Caption)],
                width)]);
        if (verdict.Nudge is not null && quiz.For == Asking.Lesson)
            lines.AddRange([[], .. TextWrap.Wrap([new("w", theme.Key), new($"  {texts.NudgeIn}", theme.Caption)], width)]);
        if (verdict.Explanation is { } explanation) lines.AddRange([[], .. LessonProse.Lines([explanation], width, theme)]);
        if (verdict.Reasons is { } reasons && quiz.For != Asking.TestOut)
            lines.AddRange([[], .. Reasons(quiz, reasons, reason, texts, width, theme)]);
        if (quiz.Hints > 0 && !verdict.IsRight) lines.AddRange([[], .. Hints(quiz, costs, texts, width, theme)]);
        return lines;

        IEnumerable<List<Fragment>> Labelled(string name, string value, Style style) =>
            TextWrap.Wrap([new(value, style)], Math.Max(8, width - label))
            .Select((line, i) => (List<Fragment>)[new(i == 0 ? name + new string(' ', label - CellWidth.Of(name)) : new string(' ', label),
                theme.Caption), .. line]);
    }
}
