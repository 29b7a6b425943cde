using System.Globalization;
using System.Text.RegularExpressions;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Checking;

/// <summary>Whether each text can be shown, and leaves numbers to the engine.</summary>
internal static partial class TextChecks
{
    /// <summary>Placeholders and written-out answers in the texts of one lesson.</summary>
    public static void Run(Lesson lesson, LessonWorld world, Findings findings)
    {
        Render(lesson, world, findings);
        double[] answers = [.. Answers(lesson, world).Where(a => a != 0).Distinct()];
        foreach ((string path, string text) in TextsOf(lesson, findings.Course))
        {
            NoNumerals(path, text, answers, findings);
            Marks(path, text, world, findings);
        }
    }

    /// <summary>Fills each text of a lesson in, in each language.</summary>
    public static void Render(Lesson lesson, LessonWorld world, Findings findings)
    {
        foreach ((string path, string text) in TextsOf(lesson, findings.Course)) findings.Try(path, () => { _ = world.Render(text); });
    }

    /// <summary>Texts outside of lessons have no exercise whose numbers they could show.</summary>
    public static void Outside(Findings findings)
    {
        foreach (PlacedText placed in findings.Course.Texts.Where(t => findings.Course.LessonAt(t.Path) is null))
            foreach ((string path, string text) in In(placed, findings.Course))
            {
                try
                {
                    if (TextTemplate.Parse(text).Holes.FirstOrDefault() is { } hole)
                        findings.Add(path, t => t.NoExercise(hole.Expression));
                }
                catch (TextTemplateException e)
                {
                    findings.Add(path, LocalText.Of(e.In));
                }
            }
    }

    private static IEnumerable<(string Path, string Text)> TextsOf(Lesson lesson, Course course) =>
        course.Texts.Where(t => course.LessonAt(t.Path) == lesson).SelectMany(t => In(t, course));

    private static IEnumerable<(string Path, string Text)> In(PlacedText placed, Course course)
    {
        string english = $"{placed.Path}.en";
        yield return (course.Lines.Has(english) ? english : placed.Path, placed.Text.English);
        if (placed.Text.IsTranslated) yield return ($"{placed.Path}.zh-Hans", placed.Text.Chinese!);
    }

    /// <summary>The numbers that learners are asked for.</summary>
    private static IEnumerable<double> Answers(Lesson lesson, LessonWorld world)
    {
        foreach (Question question in lesson.Questions)
        {
            if (question is not CalculatedQuestion { Wanted: var wanted }) continue;
            double answer;
            try
            {
                answer = world.Number(wanted);
            }
            catch (LessonException)
            {
                continue;
            }
            if (double.IsFinite(answer)) yield return answer;
        }
    }

    private static void NoNumerals(string path, string text, double[] answers, Findings findings)
    {
        string literals;
        try
        {
            literals = TextTemplate.Parse(text).Literals;
        }
        catch (TextTemplateException)
        {
            return;
        }
        foreach (Match match in NumeralPattern().Matches(literals))
        {
            if (!double.TryParse(match.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double written)) continue;
            // Small whole numbers count and name things: two neurons, chapter 3.
            if (!match.Value.Contains('.', StringComparison.Ordinal) && Math.Abs(written) < 100) continue;
            if (answers.Any(a => Math.Abs(Math.Abs(a) - Math.Abs(written)) <= 5e-4 * Math.Abs(a)))
                findings.Add(path, t => t.WrittenOut(match.Value));
        }
    }

    /// <summary>It is shown as it stands, so the course can be played all the same.</summary>
    private static void Marks(string path, string text, LessonWorld world, Findings findings)
    {
        try
        {
            foreach (LocalText problem in Markup.Parse(world.Render(text)).Problems) findings.Warn(path, problem);
        }
        catch (LocalizedException)
        {
            // A text that cannot be filled in is a problem of its own.
        }
    }

    /// <summary>A number that stands alone: not w5, not 5×5, not 2-2-2.</summary>
    [GeneratedRegex(@"(?<![\p{L}\p{N}_.×*/^-])(?:[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?![\p{N}_×]|\.[0-9]|-[0-9])")]
    private static partial Regex NumeralPattern();
}
