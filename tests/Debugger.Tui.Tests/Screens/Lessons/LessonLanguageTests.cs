using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Tests.Hosting;
using Backstep.Engine.Texts;
using static Backstep.Debugger.Tui.Tests.Screens.Lessons.LessonStage;
using static Backstep.Debugger.Tui.Tests.Session.LearnerStore;

namespace Backstep.Debugger.Tui.Tests.Screens.Lessons;

/// <summary>
/// Who changes the language in the middle of a lesson sees what he would have seen had it been spoken from the beginning.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.Children)]
public sealed class LessonLanguageTests
{
    [TestCase("")]
    [TestCase("P")]
    [TestCase("t")]
    public void The_map_and_what_it_leads_to(string keys) => Compare((stage, script) => Play(script, look: stage), keys);

    [TestCase(First, "n", 120)]
    [TestCase(First, "s s o", 120)]
    [TestCase(First, "s s o", 200)]
    [TestCase(First, "s s Esc", 200)]
    [TestCase(Training, "s", 120)]
    public void Page_and_exercise(string lesson, string keys, int width) =>
        Compare((look, script) => PlayLesson(lesson, script, width, 40, look), keys);

    [TestCase(First, "slope", "")]
    [TestCase(First, "slope", "? ?")]
    [TestCase(First, "slope", "\"0.25*\"")]
    [TestCase(First, "slope", "\"foo(\" Enter")]
    [TestCase(First, "slope", "\"d(E)/d(out_o1) * out_h1\" Enter")]
    [TestCase(First, "slope", "\"d(E)/d(out_o1) * out_h1\" Enter Enter")]
    [TestCase(First, "slope", "\"-0.018375\" Enter")]
    [TestCase(First, "slope", "\"0.25*\" Esc")]
    [TestCase(First, "slope", "F4 s")]
    [TestCase(First, "sign", "Down")]
    [TestCase(First, "turn", "2 Enter")]
    [TestCase(First, "turn", "1 Enter")]
    [TestCase(Second, "shape", "\"7, 7\" Enter")]
    [TestCase(Second, "order", "J J Down K")]
    [TestCase(Second, "order", "J J Enter")]
    [TestCase(Second, "rates", "")]
    [TestCase(Boss, "where", "Down Down Enter")]
    [TestCase(Boss, "repair", "2 Enter")]
    public void Questions_hints_and_verdicts(string lesson, string question, string keys) =>
        Compare((look, script) => PlayQuestion(lesson, question, script, 120, 40, look), keys);

    [Test]
    public void A_question_that_waits_for_its_verdict_gets_it_in_the_new_language() => PlayQuestion(First, "slope", async (stage, pilot) =>
    {
        QuestionView asked = Question(stage);
        // As an engine on a thread of its own answers: the answer was given before the question was told anew.
        await pilot.Do(() =>
        {
            stage.Store.Dispatch(new SwitchLanguage(Language.ChineseSimplified));
            stage.Store.Ask(new GiveAnswer(asked, Right(stage)));
        });
        Assert.That((Question(stage) != asked, Verdict(stage)?.IsRight), Is.EqualTo((true, (bool?)true)));
    });

    [Test]
    public void What_a_training_said_is_said_again() => PlayLesson(Training, async (stage, pilot) =>
    {
        await pilot.Press("s Enter");
        Assert.That(pilot.Text, Does.Contain("mnist is not on this machine"));
        await pilot.Do(() => stage.Store.Dispatch(new SwitchLanguage(Language.ChineseSimplified)));
        Assert.That(pilot.Text, Does.Contain("本机没有 mnist").And.Not.Contain("is not on this machine"));
    });

    private static void Compare(Action<Look, Func<Stage, Pilot, Task>> play, string keys)
    {
        (string english, string toChinese) = Screens(play, keys, Language.English, Language.ChineseSimplified);
        (string chinese, string toEnglish) = Screens(play, keys, Language.ChineseSimplified, Language.English);
        Assert.That((toChinese, toEnglish), Is.EqualTo((chinese, english)));
    }

    /// <summary>What is seen in a language, and after a change to another.</summary>
    private static (string First, string Then) Screens(
        Action<Look, Func<Stage, Pilot, Task>> play, string keys, Language first, Language then)
    {
        var seen = new List<string>();
        play(new Look(Theme.Dark) { Language = first }, async (stage, pilot) =>
        {
            await pilot.Press(keys);
            // What a message leaves behind, it leaves behind in both.
            foreach (Language language in new[] { first, then })
            {
                await pilot.Do(() => stage.Store.Dispatch(new SwitchLanguage(language)));
                Assert.That(stage.State.Look.Language, Is.EqualTo(language));
                seen.Add(pilot.Text);
            }
        });
        return (seen[0], seen[1]);
    }
}
