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
    public static List<List<Fragment>> Question(QuizState quiz, int width, Theme theme)
    {
        if (quiz.View is not { } view) return [];
        List<List<Fragment>> ask = LessonProse.Lines([view.Ask], width, theme);
        if (view.Formula.Length > 0) ask.AddRange([[], [new Fragment($"  {view.Formula}", theme.Code)]]);
        if (quiz.For != Asking.Lesson && view.Given.Length > 0)
            ask.AddRange([[], .. TextWrap.Wrap([new Fragment(view.Given, theme.Code)], width)]);
        return ask;
    }

    /// <summary>All hints as a ladder: the text of those that show, the names of those that do not yet, and the key for the next.</summary>
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
            lines.Add([new($"● {name}", theme.Warning)]);
            lines.AddRange(LessonProse.Lines([view.Hints[i]], width - 2, theme).Select(l => (List<Fragment>)[new("  ", theme.Text), .. l]));
        }
        if (quiz.Hints < view.Hints.Length)
            lines.AddRange([[], [new("?", theme.Key), new($" {(costs ? texts.NextHintCosts : texts.NextHintIsFree)}", theme.Caption)]]);
        return lines;
    }

    /// <summary>
    /// What is said of an answer: what was given and what is right, what slip it looks like, where the ways part, the explanation.
    /// </summary>
    public static List<List<Fragment>> Verdict(QuizState quiz, VerdictView verdict, bool costs, QuizTexts texts, int width, Theme theme)
    {
        Style outcome = verdict.IsRight ? theme.Success : theme.Warning;
        int label = Math.Max(CellWidth.Of(texts.YouSaid), CellWidth.Of(texts.Expected)) + 2;
        List<List<Fragment>> lines = [.. Labelled(texts.YouSaid, verdict.Given, outcome)];
        if (verdict.Expected.Length > 0) lines.AddRange(Labelled(texts.Expected, verdict.Expected, theme.Bright));
        if (verdict.Lines.Length > 0) lines.AddRange([[], .. LessonProse.Lines(verdict.Lines, width, theme)]);
        else if (!verdict.IsRight)
            lines.AddRange([[], .. TextWrap.Wrap(
                [new(quiz.For == Asking.TestOut ? texts.NoKnownSlip : $"{texts.NoKnownSlip}{texts.OnceMore}", theme.Caption)], width)]);
        if (verdict.Divergence is not null && quiz.For == Asking.Lesson)
            lines.AddRange([[], .. TextWrap.Wrap([new("d", theme.Key), new($"  {texts.PartsAt(verdict.DivergenceLabel)}", theme.Caption)],
                width)]);
        if (verdict.Explanation is { } explanation) lines.AddRange([[], .. LessonProse.Lines([explanation], width, theme)]);
        if (quiz.Hints > 0 && !verdict.IsRight) lines.AddRange([[], .. Hints(quiz, costs, texts, width, theme)]);
        return lines;

        IEnumerable<List<Fragment>> Labelled(string name, string value, Style style) =>
            TextWrap.Wrap([new(value, style)], Math.Max(8, width - label))
            .Select((line, i) => (List<Fragment>)[new(i == 0 ? name + new string(' ', label - CellWidth.Of(name)) : new string(' ', label),
                theme.Caption), .. line]);
    }
}
