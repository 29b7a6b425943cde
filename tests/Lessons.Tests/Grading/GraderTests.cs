using Backstep.Lessons.Courses;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Tests.Grading;

public sealed class GraderTests
{
    private const VerdictKind Right = VerdictKind.Right, Wrong = VerdictKind.Wrong, Unreadable = VerdictKind.Unreadable;

    private static Verdict Grade(Question question, string typed, LessonWorld? world = null) =>
        Grader.Grade(question, world ?? Worlds.TwoLayer(), typed);

    [TestCase("-0.018375021542", Right)]
    [TestCase("-0.0184", Right)]
    [TestCase("−0.0184", Right)]
    [TestCase("–0.0184", Right)]
    [TestCase(" -0,0184 ", Right)]
    [TestCase("－０．０１８４", Right)]
    [TestCase("-1.84e-2", Right)]
    [TestCase("-1.84×10^-2", Right)]
    [TestCase("-1.84·10⁻²", Right)]
    [TestCase("-184/10000", Right)]
    [TestCase("-(0.85 - 0.702307507) * 0.209071672 * 0.595078474", Right)]
    [TestCase("d(E)/d(l_o1) * out_h1", Right)]
    [TestCase("-0.01845", Right)]
    [TestCase("-0.0185", Wrong)]
    [TestCase("-0.01827", Wrong)]
    [TestCase("0.0184", Wrong)]
    [TestCase("0", Wrong)]
    [TestCase("nan", Wrong)]
    [TestCase("", Unreadable)]
    [TestCase("I do not know", Unreadable)]
    [TestCase("-1,838", Unreadable)]
    [TestCase("1/0", Unreadable)]
    [TestCase("w5.grad", Unreadable)]
    [TestCase("∂E/∂w5", Unreadable)]
    [TestCase("dE/dw5", Unreadable)]
    [TestCase("d(E)/d(w5) * 1", Unreadable)]
    [TestCase("-0.0184 0.5", Unreadable)]
    [TestCase("\u0007\u202e", Unreadable)]
    public void Numbers_are_read_as_people_type_them(string typed, VerdictKind kind)
    {
        Verdict verdict = Grade(Worlds.Number("w5.grad"), typed);
        Assert.That(verdict.Kind, Is.EqualTo(kind));
        if (kind == Unreadable)
            Assert.That((verdict.Message!.English, verdict.Message.IsTranslated),
                Is.EqualTo((verdict.Message.English.ReplaceLineEndings(" "), true)));
    }

    [TestCase("61706.5", "61,706.5", Right)]
    [TestCase("1234567", "1,234,567", Right)]
    [TestCase("61706", "61706", Right)]
    [TestCase("61706", "61,706", Right)]
    [TestCase("0.385", ",385", Right)]
    [TestCase("0.595078474", "0.595", Right)]
    [TestCase("2 ** 10", "2¹⁰", Right)]
    [TestCase("i1 * 0", "0", Right)]
    [TestCase("i1 * 0", "1e-12", Right)]
    [TestCase("i1 * 0", "0.001", Wrong)]
    [TestCase("log(i1 * 0)", "-inf", Right)]
    [TestCase("log(i1 * 0)", "-100", Wrong)]
    public void Groups_zeros_and_infinities_are_what_they_look_like(string answer, string typed, VerdictKind kind) =>
        Assert.That(Grade(Worlds.Number(answer), typed).Kind, Is.EqualTo(kind));

    [Test]
    public void A_plain_weight_in_the_learner_s_formula_is_the_one_that_the_pass_used() =>
        Assert.That(Grade(Worlds.Number("d(E_o1)/d(out_h1)"), "d(E)/d(l_o1) * w5").Kind, Is.EqualTo(Right));

    [Test]
    public void The_value_that_the_question_shows_is_no_answer() =>
        Assert.That(Grade(Worlds.Number("d(E_o1)/d(out_h1) + d(E_o2)/d(out_h1)") with { ShownAt = "out_h1.grad" }, "out_h1.grad").Kind,
            Is.EqualTo(Unreadable));

    [TestCase("0.000425237", "0.000425237", true)]
    [TestCase("0.000425237", "0.000425", true)]
    [TestCase("0.085960731", "0.0859", true)]
    [TestCase("0.085960731", "0.086", false)]
    [TestCase("0.085960731", "0.0860", true)]
    [TestCase("0.400", "0.40", true)]
    [TestCase("-0.018375021", "-0.0183", true)]
    [TestCase("-0.018375021", "-0.018", false)]
    [TestCase("-0.018375021", "0.0183", false)]
    public void Printed_digits_may_be_rounded_or_cut_off_at_three_or_more(string printed, string typed, bool accepted) =>
        Assert.That(Closeness.IsPrinted(printed, typed), Is.EqualTo(accepted));

    [Test]
    public void What_the_tutorial_prints_is_right_even_if_it_was_cut_off()
    {
        // 0.0101 of 0.010199 is 1 % off, which only digits that a tutorial prints may be.
        Assert.That(Closeness.Accepts(0.010199, 0.0101), Is.False);
        Assert.That(Closeness.IsPrinted("0.010199", "0.0101"), Is.True);
        Assert.That(Grade(Worlds.Number("w5.grad"), "-0.0183").IsRight, Is.True);
    }

    [TestCase("0.209", Right)]
    [TestCase("d(out_o1)/d(l_o1)", Right)]
    [TestCase("∂out_o1/∂l_o1", Right)]
    [TestCase("dout_o1/dl_o1", Right)]
    [TestCase("out_o1 * (1 - out_o1)", Right)]
    [TestCase("d(E)/d(out_o1)", Wrong)]
    [TestCase("0.5", Wrong)]
    [TestCase("the slope", Unreadable)]
    public void A_missing_factor_is_a_number_or_a_name(string typed, VerdictKind kind) =>
        Assert.That(Grade(Worlds.Factor(), typed).Kind, Is.EqualTo(kind));

    [TestCase("w5.grad", "-", Right)]
    [TestCase("w5.grad", "−", Right)]
    [TestCase("w5.grad", "Negative", Right)]
    [TestCase("w5.grad", "负", Right)]
    [TestCase("w5.grad", "+", Wrong)]
    [TestCase("w5.grad", "0", Wrong)]
    [TestCase("w7.grad", "+", Right)]
    [TestCase("w7.grad - w7.grad", "0", Right)]
    [TestCase("w5.grad", "-0.0184", Unreadable)]
    [TestCase("w5.grad", "", Unreadable)]
    public void Signs_are_read_as_signs_and_words(string answer, string typed, VerdictKind kind) =>
        Assert.That(Grade(Worlds.Sign(answer), typed).Kind, Is.EqualTo(kind));

    [TestCase("(3, 28, 28)", Right, "+ + +")]
    [TestCase("3x28x28", Right, "+ + +")]
    [TestCase("3×28×28", Right, "+ + +")]
    [TestCase("[3,28,28]", Right, "+ + +")]
    [TestCase("torch.Size([3, 28, 28])", Right, "+ + +")]
    [TestCase("（3，28，28）", Right, "+ + +")]
    [TestCase("3 24 28", Wrong, "+ - +")]
    [TestCase("28, 28", Wrong, "- -")]
    [TestCase("()", Wrong, "")]
    [TestCase("three", Unreadable, "")]
    [TestCase("3,", Wrong, "-")]
    [TestCase("", Unreadable, "")]
    public void Shapes_are_graded_extent_by_extent(string typed, VerdictKind kind, string parts)
    {
        // The program's images are 3 of 28 by 28 pixels.
        Verdict verdict = Grade(Worlds.Shape("x"), typed, Worlds.Of(new Run { Program = "layers" }));
        Assert.That((verdict.Kind, string.Join(" ", verdict.Parts.Select(p => p.IsRight ? "+" : "-"))), Is.EqualTo((kind, parts)));
    }

    [TestCase("()", Right)]
    [TestCase("1", Wrong)]
    public void A_number_has_the_empty_shape(string typed, VerdictKind kind) =>
        Assert.That(Grade(Worlds.Shape("E"), typed).Kind, Is.EqualTo(kind));

    [TestCase("1", Right, "yes 0.097")]
    [TestCase("a", Right, "yes 0.097")]
    [TestCase("(A)", Right, "yes 0.097")]
    [TestCase("2", Wrong, "no")]
    [TestCase("c", Wrong, null)]
    [TestCase("4", Unreadable, "the number or letter of an option is wanted here: 1 to 3 or a to c")]
    [TestCase("0", Unreadable, "the number or letter of an option is wanted here: 1 to 3 or a to c")]
    [TestCase("", Unreadable, "the number or letter of an option is wanted here: 1 to 3 or a to c")]
    public void A_choice_tells_why(string typed, VerdictKind kind, string? message)
    {
        Verdict verdict = Grade(Worlds.Choice(("it falls", "w5.grad < 0", "yes {E:3}"), ("it rises", "w5.grad > 0", "no"),
            ("neither", "w5.grad == 0", null)), typed);
        Assert.That((verdict.Kind, verdict.Message?.English), Is.EqualTo((kind, message)));
    }

    [Test]
    public void A_choice_without_exactly_one_true_option_is_the_course_s_fault()
    {
        Assert.That(() => AnswerKey.Of(Worlds.Choice(("a", "E > 0", null), ("b", "E > -1", null)), Worlds.TwoLayer()),
            Throws.TypeOf<LessonException>().With.Message.Contains("options 1 and 2 are right"));
        Assert.That(() => AnswerKey.Of(Worlds.Choice(("a", "E < 0", null), ("b", "E < -1", null)), Worlds.TwoLayer()),
            Throws.TypeOf<LessonException>().With.Message.Contains("no option is right"));
    }

    [Test]
    public void An_order_is_graded_pair_by_pair()
    {
        LessonWorld world = Worlds.TwoLayer();
        OrderQuestion question = Worlds.Order("w5⁺", "l_h1", "w5.grad", "zero_grad", "E", "backward");
        var shown = OrderKey.Shown(question, world);
        string Numbers(params string[] items) => string.Join(' ', items.Select(i => shown.IndexOf(i) + 1));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(OrderKey.Right(question, world), Is.EqualTo(new[] { "l_h1", "E", "zero_grad", "backward", "w5.grad", "w5⁺" }));
            Assert.That(shown, Is.EquivalentTo(question.Items).And.Not.EqualTo(OrderKey.Right(question, world)));
            Assert.That(OrderKey.Shown(question, world), Is.EqualTo(shown));
            Assert.That(Grade(question, AnswerKey.Of(question, world).Typed).IsRight, Is.True);
            Assert.That(Grade(question, "l_h1 > E > zero_grad > backward > w5.grad > w5⁺").IsRight, Is.True);
            Assert.That(Grade(question, Numbers("l_h1", "E", "zero_grad", "backward", "w5.grad", "w5⁺").Replace(" ", "")).IsRight, Is.True);
            Verdict swapped = Grade(question, Numbers("E", "l_h1", "zero_grad", "backward", "w5.grad", "w5⁺"));
            Assert.That((swapped.Kind, swapped.Message!.English),
                Is.EqualTo((Wrong, "14 of 15 pairs are in the right order. The first wrong place is number 1: something else comes "
                    + "before E")));
            Assert.That(swapped.Parts.Select(p => p.IsRight), Is.EqualTo(new[] { false, true, true, true, true }));
            foreach (string unreadable in new[] { "", "1 2 3", "1 1 2 3 4 5", "1 2 3 4 5 7", "x" })
                Assert.That(Grade(question, unreadable).Kind, Is.EqualTo(Unreadable), unreadable);
        }
    }

    [TestCase("i1", "given, not computed")]
    [TestCase("nothing", "neither a value")]
    [TestCase("∂E/∂w5", "same place")]
    public void Items_without_an_order_are_the_course_s_fault(string item, string message) =>
        Assert.That(() => OrderKey.Right(Worlds.Order("w5.grad", item), Worlds.TwoLayer()),
            Throws.TypeOf<LessonException>().With.Message.Contains(message));

    [Test]
    public void A_repair_is_right_if_what_is_left_is_the_sound_program()
    {
        LessonWorld world = Worlds.Buggy("learning-rate-too-high");
        FixQuestion question = Worlds.Fix((["learning-rate-too-high"], [new("lr", "10")]), (["learning-rate-too-high"], [new("lr", "1")]),
            (["no-zero-grad"], []));
        Assert.That(AnswerKey.RightOptions(question, world), Is.EqualTo(new[] { false, true, false }));
        Assert.That(new[] { "1", "2", "3", "4" }.Select(t => Grade(question, t, world).Kind),
            Is.EqualTo(new[] { Wrong, Right, Wrong, Unreadable }));
        Assert.That(Grade(question, "3", world).Message!.English, Is.EqualTo("why 3"));
        Assert.That(AnswerKey.RightOptions(Worlds.Fix(([], []), (["no-zero-grad"], [])), Worlds.Buggy("no-zero-grad")),
            Is.EqualTo(new[] { true, false }));
    }

    [TestCase("loss-gradient-sign", 1, "out_o1.grad", "∂E/∂out_o1", "22")]
    [TestCase("no-zero-grad", 2, "w5.grad", "∂E/∂w5", "16")]
    [TestCase("update-sign", 1, "w1", "w1⁺", "68")]
    public void The_first_wrong_step_has_a_name_a_label_and_a_number(string engine, int iterations, string name, string label,
        string number)
    {
        LessonWorld world = Worlds.Buggy(engine, iterations);
        using (Assert.EnterMultipleScope())
        {
            foreach (string typed in new[] { name, label, number, $" {number} " })
                Assert.That(Grade(Worlds.FirstWrongStep, typed, world).Kind, Is.EqualTo(Right), typed);
            Assert.That(Grade(Worlds.FirstWrongStep, AnswerKey.Of(Worlds.FirstWrongStep, world).Typed, world).IsRight, Is.True);
            Assert.That(Grade(Worlds.FirstWrongStep, "l_h1", world).Message!.English, Does.Contain("comes later"));
            Assert.That(Grade(Worlds.FirstWrongStep, "b2⁺", world).Message!.English, Does.Contain("before it"));
            foreach (string unreadable in new[] { "", "i1", "999", "?" })
                Assert.That(Grade(Worlds.FirstWrongStep, unreadable, world).Kind, Is.EqualTo(Unreadable), unreadable);
        }
    }

    [Test]
    public void A_bug_that_does_not_show_is_the_course_s_fault() =>
        Assert.That(() => WrongStep.Of(Worlds.Buggy("no-zero-grad", iterations: 1)),
            Throws.TypeOf<LessonException>().With.Message.Contains("raise iterations"));

    [TestCase("layers", "missing-flatten")]
    [TestCase("network2", "missing-flatten")]
    [TestCase("network2", "wrong-in-features")]
    public void A_program_that_stops_has_a_first_wrong_step_too(string program, string engine)
    {
        LessonWorld world = Worlds.Buggy(engine, program: program);
        Assert.That(world.Main.Program.Fault, Is.Not.Null);
        Assert.That(Grade(Worlds.FirstWrongStep, AnswerKey.Of(Worlds.FirstWrongStep, world).Typed, world).IsRight, Is.True);
    }

    [Test]
    public void An_experiment_is_judged_inside_each_run()
    {
        LessonWorld world = Worlds.Of(new Run { Program = "two-layer", Iterations = 10 }, runs:
            [("slow", new Run { Set = Worlds.Set(("lr", "0.01")) }), ("fast", new Run { Set = Worlds.Set(("lr", "2")) }),
                ("uphill", new Run { Bugs = ["update-sign"] })]);
        ExperimentQuestion grows = Worlds.Experiment("E > first:E", "slow", "fast", "uphill"),
            falls = Worlds.Experiment("E < 0.8 * first:E", "slow", "fast", "uphill");
        Assert.That((AnswerKey.Of(grows, world).Typed, AnswerKey.Of(falls, world).Typed), Is.EqualTo(("3", "2")));
        Assert.That(Grade(grows, "b", world).Message!.English, Is.EqualTo(world.Render("because {fast:E:3}")));
    }

    private static IEnumerable<Question> Kinds() =>
    [
        Worlds.Number("w5.grad"), Worlds.Number("first:E"), Worlds.Factor(0), Worlds.Factor(2), Worlds.Sign("w5.grad"),
        Worlds.Sign("w7.grad"), Worlds.Shape("w5"), Worlds.Order("E", "l_h1", "w5⁺"),
        Worlds.Choice(("a", "E > 0", null), ("b", "E < 0", "no")), Worlds.Fix(([], []), (["update-sign"], [])), Worlds.FirstWrongStep,
        Worlds.Experiment("E > 0.09", "uphill", "down"),
    ];

    [TestCaseSource(nameof(Kinds))]
    public void Every_answer_of_the_key_is_accepted(Question question)
    {
        LessonWorld world = Worlds.Of(new Run { Program = "two-layer", Bugs = ["update-sign"], Iterations = 2 },
            runs: [("uphill", new Run()), ("down", new Run { Bugs = [], Iterations = 20 })]);
        Answer answer = AnswerKey.Of(question, world);
        Assert.That(Grade(question, answer.Typed, world).IsRight, Is.True, answer.Typed);
        Assert.That(Grade(question, "", world).Message, Is.EqualTo(Grader.Wanted(question, world)));
    }

    [Test]
    public void Hints_that_nobody_wrote_come_from_the_engine()
    {
        HintLadder hints = HintLadder.Of(Worlds.Number("w5.grad"), Worlds.TwoLayer());
        Assert.That(hints.Levels.Select(l => l.English.Trim()), Is.EqualTo(new[]
        {
            "idea", "∂E/∂w5 = ∂E/∂out_o1 · ∂out_o1/∂l_o1 · ∂l_o1/∂w5", "∂E/∂w5 = -0.147692493×0.209071673×0.595078474", "-0.018375022",
        }));
        HintLadder factor = HintLadder.Of(Worlds.Factor(), Worlds.TwoLayer());
        Assert.That((factor.Formula!.English.Trim(), factor.Numbers!.English.Trim()),
            Is.EqualTo(("∂E/∂w5 = ∂E/∂out_o1 · ∂out_o1/∂l_o1 · ∂l_o1/∂w5", "-0.018375022 = -0.147692493×?×0.595078474")));
    }

    [Test]
    public void Hints_that_the_author_wrote_stay_and_what_cannot_be_made_is_missing()
    {
        Hints own = new() { Idea = Worlds.Text("look at {E:2}"), Formula = new("f", "公式") };
        HintLadder written = HintLadder.Of(Worlds.Number("w5.grad + 0") with { Hints = own }, Worlds.TwoLayer());
        Assert.That((written.Idea.English, written.Formula, written.Numbers, written.Answer!.English),
            Is.EqualTo(("look at 0.1", new LocalText("f", "公式"), (LocalText?)null, "-0.018375022")));
    }

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public void Any_text_is_judged_or_told_to_be_unreadable(string? typed)
    {
        LessonWorld world = Worlds.TwoLayer();
        foreach (Question question in new Question[] { Worlds.Number("w5.grad"), Worlds.Factor(), Worlds.Sign("E"), Worlds.Shape("w5"),
            Worlds.Order("E", "l_h1"), Worlds.Choice(("a", "E > 0", null), ("b", "E < 0", null)) })
            Assert.That(Grade(question, typed ?? "", world).Message?.English ?? "", Does.Not.Contain("\n"));
    }
}
