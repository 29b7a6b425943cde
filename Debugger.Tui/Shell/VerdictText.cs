using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Tensors;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Shell;

/// <summary>Verdicts as plain lines.</summary>
internal static class VerdictText
{
    private const int Digits = 9;

    public static IEnumerable<string> Lines(Verdict verdict, UiTexts texts)
    {
        Language language = texts.Language;
        string message = verdict.Message is { } text ? Plain(text.In(language), language) : "";
        yield return message.Length == 0 ? texts.LessonShell.Verdict(verdict.Kind)
            : $"{texts.LessonShell.Verdict(verdict.Kind)}: {message}";
        if (verdict.Kind == VerdictKind.Wrong)
            foreach (VerdictPart part in verdict.Parts) yield return $"  {texts.LessonShell.Part(part.Text, part.IsRight)}";
        if (verdict.Nudge is { } nudge) yield return $"  {nudge.Text.In(language)}";
        if (verdict.Diagnosis is not { } diagnosis) yield break;
        yield return $"  {Plain(diagnosis.Text.In(language), language)}";
        if (diagnosis.Divergence is { } parting)
            yield return "  "
                + texts.LessonShell.Divergence(parting.Label, parting.Instruction + 1, Shown(parting.Right), Shown(parting.Learner));
    }

    /// <summary>A text of a course without its markup.</summary>
    public static string Plain(string text, Language language) => Markup.Parse(text).ToPlainText(language);

    private static string? Shown(double? number) => number is { } n ? Numbers.Format(n, Digits) : null;
}
