using System.Collections.Immutable;
using System.Globalization;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Debugging;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Progress;
using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Shell;

/// <summary>
/// A question as plain lines: what is asked, how sure the learner is, what is said of the answer, why it is so. Nothing is told by colour
/// or place alone, so it can be read aloud.
/// </summary>
internal sealed class QuestionShell(CommandIo io, ShellLines lines)
{
    private LessonShellTexts Texts => io.Texts.LessonShell;

    private QuizTexts Words => io.Texts.Quiz;

    private Language Language => io.Texts.Language;

    /// <summary>What is asked, and what an answer looks like.</summary>
    public void Ask(Question question, LessonWorld world, int misses)
    {
        Say("");
        Say(Plain(question.Ask, world));
        if (question is WorkedQuestion worked)
        {
            if (WorkedLine.Given(worked, world) is { Length: > 0 } given) Say($"  {given}");
            foreach (string line in WorkedLine.Steps(worked, world)) Say($"  {line}");
        }
        if (question is OrderQuestion && OrderKey.HelpAfter(misses) > 0) Say(Words.Eased);
        int number = 0;
        IEnumerable<string> options = question is OrderQuestion order
            ? OrderKey.Blocks(order, world, misses).Select(b => b.Text.In(Language)) : question.Choices.Select(o => Plain(o.Text, world));
        foreach (string text in options) Say($"  {(++number).ToString(CultureInfo.InvariantCulture)}. {text}");
        if (question is FactorQuestion factor)
            Say($"  {factor.Product} = {string.Join(" · ", factor.Factors.Select((f, i) => i == factor.Missing ? "?" : f))}");
        Say($"  {Grader.Wanted(question, world).In(Language)}");
    }

    /// <summary>How sure the learner is; a line that says something else is the next one's.</summary>
    public Confidence? AskSure()
    {
        Say(Texts.HowSure);
        if (lines.Next() is not { } line) return null;
        foreach (Confidence sure in Enum.GetValues<Confidence>())
        {
            string word = sure.ToString();
            if (line.Equals(word, StringComparison.OrdinalIgnoreCase) || line.Equals(word[..1], StringComparison.OrdinalIgnoreCase)
                || line == Words.Name(sure)) return sure;
        }
        if (line.Length > 0) lines.GiveBack(line);
        return null;
    }

    /// <summary>What is said of an answer.</summary>
    public void Tell(Verdict verdict, bool isSurprise)
    {
        foreach (string said in VerdictText.Lines(verdict, io.Texts)) Say(said);
        if (isSurprise) Say($"  {Words.SurpriseSaid}");
        if (verdict.Nudge is not null) Say($"  {Texts.SeeIt}");
    }

    /// <summary>The next hint behind so many.</summary>
    public void Hint(HintLadder hints, int shown) =>
        Say($"{Texts.Hint(shown + 1, hints.Levels.Length)}: {Markup(hints.Levels[shown]).Trim()}");

    /// <summary>Why a right answer is right: null where the learner goes on without saying.</summary>
    public bool? AskReason(Because because, LessonWorld world)
    {
        ImmutableArray<OfferedReason> offered = Reasons.Offered(because, world);
        Say(Markup(Reasons.Ask(because, world)));
        for (int i = 0; i < offered.Length; i++)
            Say($"  {(i + 1).ToString(CultureInfo.InvariantCulture)}. {Markup(offered[i].Text)}");
        Say($"  {Texts.ReasonWords}");
        if (lines.Next() is not { Length: > 0 } line) return null;
        Verdict verdict = Reasons.Grade(because, world, line);
        if (verdict.Kind == VerdictKind.Unreadable)
        {
            lines.GiveBack(line);
            return null;
        }
        foreach (string said in VerdictText.Lines(verdict, io.Texts)) Say(said);
        if (!verdict.IsRight) Say($"  {Texts.RightReason(Markup(offered.First(r => r.IsRight).Text))}");
        return verdict.IsRight;
    }

    /// <summary>Carries the small change out that contradicts an answer, and shows what becomes of the loss.</summary>
    public void See(Nudge nudge, LessonWorld world)
    {
        var session = new DebugSession(nudge.Run.Scenario, world.Backend);
        var interpreter = new DebugInterpreter(session, io.Out, digits: 12, io.Texts, io.IsTerminal, io.Cancel);
        string loss = (session.Program.Loss ?? session.Program.Roots[0].Root).Name;
        session.GoTo(nudge.Seen);
        interpreter.Execute($"print {loss}");
        session.GoTo(nudge.At);
        string element = nudge.Offset is { } offset ? $"[{string.Join(',', nudge.Value.Shape.IndexOf(offset))}]" : "";
        string change = $"set {nudge.Value.Name}{element} = {nudge.To.ToString("R", CultureInfo.InvariantCulture)}";
        Say(change);
        interpreter.Execute(change);
        session.GoTo(nudge.Seen);
        interpreter.Execute($"print {loss}");
    }

    /// <summary>An answer as it is counted.</summary>
    public static GivenAnswer Given(Verdict verdict, string typed, Confidence? sure) =>
        new(verdict.IsRight, typed, verdict.Diagnosis?.Slip, sure);

    public string Plain(LocalText text, LessonWorld world) => VerdictText.Plain(world.Render(text.In(Language)), Language);

    private string Markup(LocalText text) => VerdictText.Plain(text.In(Language), Language);

    private void Say(string text) => io.Out.WriteLine(text);
}
