using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Screens.Lessons;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Tests.Hosting;
using Backstep.Engine.Texts;
using Terminal.Gui.Views;
using static Backstep.Debugger.Tui.Tests.Screens.Lessons.LessonStage;
using static Backstep.Debugger.Tui.Tests.Session.LearnerStore;

namespace Backstep.Debugger.Tui.Tests.Screens.Lessons;

/// <summary>Question, answer and what is said of it share few rows: whatever one does, what one does it with is in sight.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.Children)]
public sealed class QuizRoomTests
{
    /// <summary>Rows of the screen at which a list shows its selection or the verdict on it.</summary>
    private static int MarkRow(Stage stage, Pilot pilot)
    {
        ChoiceList list = stage.Screen.Descendants<ChoiceList>().Single();
        System.Drawing.Rectangle place = list.FrameToScreen();
        return Array.FindIndex(pilot.Lines, place.Y, place.Height,
            l => l.Length > place.X && l[place.X] is '▸' or '✓' or '✗' or '>' or 'x');
    }

    [TestCase(Boss, "where", 80, 24)]
    [TestCase(Boss, "where", 60, 20)]
    [TestCase(Boss, "where", 120, 40)]
    [TestCase(Second, "order", 60, 16)]
    public void The_selected_choice_is_in_sight_after_a_verdict_a_hint_and_another_size(
        string lesson, string question, int width, int height) =>
        PlayQuestion(lesson, question, async (stage, pilot) =>
    {
        await pilot.Press("End Up");
        InSight("moved");
        await pilot.Press("?");
        InSight("a hint");
        await pilot.Press("Tab");
        InSight("back from it");
        await pilot.Press("Enter");
        if (stage.State.Lessons!.Quiz!.Pending is not null) await pilot.Press("Enter");
        Assert.That(Verdict(stage)?.IsRight, Is.False, pilot.Text);
        InSight("a verdict");
        await pilot.Resize(width + 20, height + 6);
        InSight("a larger window");
        await pilot.Resize(width - 10, height - 4);
        InSight("a smaller window");
        await pilot.Press("?");
        InSight("a hint after the verdict");
        await pilot.Press("Up");
        InSight("another try");

        void InSight(string when) => Assert.That(MarkRow(stage, pilot), Is.Not.Negative, $"{when}\n{pilot.Text}");
    }, width, height);

    [Test]
    public void A_step_that_is_wider_than_the_screen_goes_on_below() => PlayOwn("boss-one-patch", "first-wrong", async (_, pilot) =>
    {
        Assert.That(pilot.Text, Does.Contain("stride=1,").And.Contain("padding=0)"));
        await pilot.Press("End Up Up Up");
        Assert.That(pilot.Text, Does.Contain("dilation=1, padding=0)"));
    }, 80, 24);

    private static IEnumerable<TestCaseData> LongestHints() =>
        from question in (string[])["convolution-backward/corner-grad", "batches-and-means/weight-grad", "one-weight/gradient",
            "output-gradients/w5", "values-and-heads/dv", "causal-mask/cheat", "values-and-heads/order"]
        from language in (Language[])[Language.English, Language.ChineseSimplified]
        select new TestCaseData(question, language);

    [TestCaseSource(nameof(LongestHints))]
    public void At_80_by_24_each_hint_is_read_from_its_beginning_to_its_end_and_so_is_the_question(string question, Language language) =>
        PlayOwn(question.Split('/')[0], question.Split('/')[1], async (stage, pilot) =>
    {
        QuestionView view = Question(stage);
        string asked = Flat(QuizProse.Question(stage.State.Lessons!.Quiz!, stage.State.Texts.Quiz, 60, Theme.Dark));
        for (int hint = 0; hint < view.Hints.Length; hint++)
        {
            await pilot.Press("?");
            string words = Flat(LessonProse.Lines([view.Hints[hint]], 60, Theme.Dark));
            Assert.That(Seen(), Does.Contain(Begin(words)), "the newest hint is in sight from its beginning");
            await Read(End(words));
            if (pilot.App.Navigation!.GetFocused() is ProseView) await pilot.Press("Tab");
            Assert.That(pilot.App.Navigation.GetFocused(), Is.InstanceOf<AnswerField>().Or.InstanceOf<ChoiceList>());
            Assert.That(pilot.Lines[^2].Trim(),
                Is.EqualTo(stage.State.Texts.Quiz.InputHint(view.Question, view.IsEased, canLook: true)));
            Assert.That(Seen(), Does.Contain(Begin(asked)), pilot.Text);
            if (Seen().Contains(End(asked), StringComparison.Ordinal)) continue;
            await pilot.Press("Tab");
            await Read(End(asked));
        }

        string Seen() => Flat([.. pilot.Lines.Select(l => new List<Fragment> { new(l.Trim('│', ' ', '█', '░', '▲', '▼'), default) })]);

        async Task Read(string end)
        {
            for (int page = 0; page < 6 && !Seen().Contains(end, StringComparison.Ordinal); page++) await pilot.Press("Space");
            Assert.That(Seen(), Does.Contain(end), pilot.Text);
        }
    }, 80, 24, new Look(Theme.Dark) { Language = language });

    [Test]
    public void From_a_hint_Esc_leads_to_the_question_and_a_digit_goes_on_with_the_number() =>
        PlayOwn("convolution-backward", "corner-grad", async (stage, pilot) =>
    {
        await pilot.Type("0.");
        await pilot.Press("? ?");
        Assert.That(pilot.App.Navigation!.GetFocused(), Is.InstanceOf<ProseView>());
        Assert.That(pilot.Lines[^2], Does.Contain("Tab"));
        await pilot.Press("Esc");
        Assert.That(stage.State.Place, Is.EqualTo(Place.Quiz));
        Assert.That(pilot.App.Navigation.GetFocused(), Is.InstanceOf<TextField>());
        await pilot.Press("? 5");
        Assert.That(pilot.Text, Does.Contain("= 0.5"));
        await pilot.Press("Esc Esc");
        Assert.That(stage.State.Place, Is.Not.EqualTo(Place.Quiz));
    }, 80, 24);

    [Test]
    public void A_reason_is_chosen_by_arrows_and_Enter_by_its_number_or_by_a_click_and_Enter_alone_chooses_none() =>
        PlayOwn("more-output-weights", "ratio", async (stage, pilot) =>
    {
        await Answer();
        Assert.That(pilot.Lines[^1], Does.Contain("choose a reason").And.Contain("n  go on"));
        await pilot.Press("Enter");
        Assert.That(stage.State.Lessons!.Quiz!.Reason, Is.Null, "it begins the choice");
        Assert.That(pilot.Lines[^1], Does.Contain("take this reason"));
        await pilot.Press("Down Up Down");
        Assert.That(pilot.Text, Does.Contain("▸ 2"));
        await pilot.Press("Enter");
        Assert.That(stage.State.Lessons!.Quiz!.Reason, Is.EqualTo(2));
        Assert.That(pilot.Lines[^1], Does.Contain("Enter  go on").And.Not.Contain("n  go on"));

        async Task Answer()
        {
            await ChooseOrType(stage, pilot);
            await pilot.Press("Enter");
            if (stage.State.Lessons!.Quiz!.Pending is not null) await pilot.Press("Enter");
            Assert.That(stage.State.Lessons.Quiz.AsksReason, Is.True, pilot.Text);
        }
    }, 80, 24);

    /// <summary>What is written, however it is wrapped.</summary>
    private static string Flat(List<List<Fragment>> lines) =>
        string.Concat(lines.SelectMany(l => l).SelectMany(f => f.Text).Where(c => !char.IsWhiteSpace(c)));

    private static string Begin(string words) => words[..Math.Min(12, words.Length)];

    private static string End(string words) => words[^Math.Min(12, words.Length)..];
}
