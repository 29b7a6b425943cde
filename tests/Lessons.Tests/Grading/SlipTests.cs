using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Grading;

namespace Backstep.Lessons.Tests.Grading;

/// <summary>Every slip that the design lists for ∂E/∂w1 of the 2-2-2 network is told from its number, calculated here by hand.</summary>
public sealed class SlipTests
{
    private const double
        W1 = 0.05, W2 = 0.15, W3 = 0.10, W4 = 0.20, W5 = 0.25, W6 = 0.35, W7 = 0.30, W8 = 0.40, B1 = 0.35, B2 = 0.50, I1 = 0.1, I2 = 0.2,
            T1 = 0.85, T2 = 0.30;

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static readonly double L1 = W1 * I1 + W2 * I2 + B1, H1 = Sigmoid(L1), H2 = Sigmoid(W3 * I1 + W4 * I2 + B1),
        O1 = Sigmoid(W5 * H1 + W6 * H2 + B2), O2 = Sigmoid(W7 * H1 + W8 * H2 + B2),
        D1 = -(T1 - O1) * O1 * (1 - O1), D2 = -(T2 - O2) * O2 * (1 - O2), Slope = H1 * (1 - H1);

    private static IEnumerable<TestCaseData> Listed() =>
    [
        new("updated-weights-in-backward", (D1 * (W5 - D1 * H1) + D2 * (W7 - D2 * H1)) * Slope * I1, "∂l_o1/∂out_h1"),
        new("one-path-left-out", D1 * W5 * Slope * I1, "∂E/∂out_h1"),
        new("missing-sigmoid-derivative", (D1 * W5 + D2 * W7) * I1, "∂E/∂l_h1"),
        new("misplaced-sigmoid-derivative", (D1 * W5 + D2 * W7) * L1 * (1 - L1) * I1, "∂out_h1/∂l_h1"),
        new("loss-gradient-sign", -(D1 * W5 + D2 * W7) * Slope * I1, "∂E/∂out_o1"),
        new("missing-half", 2 * (D1 * W5 + D2 * W7) * Slope * I1, "∂E/∂out_o1"),
        new("swapped-weights", (D1 * W5 + D2 * W6) * Slope * I1, "∂l_o2/∂out_h1"),
    ];

    [TestCaseSource(nameof(Listed))]
    public void A_slip_that_the_question_lists_is_named(string engine, double number, string parting)
    {
        LessonWorld world = Worlds.TwoLayer();
        Verdict verdict = Grader.Grade(Worlds.Number("w1.grad", [.. Listed().Select(c => Worlds.Bug((string)c.Arguments[0]!))]), world,
            number.ToString("R"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(verdict.Kind, Is.EqualTo(VerdictKind.Wrong));
            Assert.That((verdict.Diagnosis?.Kind, verdict.Diagnosis?.Bug), Is.EqualTo((DiagnosisKind.Misconception, engine)));
            Assert.That(verdict.Diagnosis?.Text.English, Is.EqualTo($"This is {engine}: 0.000425."));
            Assert.That(verdict.Diagnosis?.Divergence?.Label, Is.EqualTo(parting));
        }
    }

    [TestCaseSource(nameof(Listed))]
    public void A_slip_that_the_question_does_not_list_is_named_by_the_engine(string engine, double number, string parting)
    {
        Verdict verdict = Grader.Grade(Worlds.Number("w1.grad"), Worlds.TwoLayer(), number.ToString("R"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That((verdict.Diagnosis?.Kind, verdict.Diagnosis?.Bug), Is.EqualTo((DiagnosisKind.Bug, engine)));
            Assert.That(verdict.Diagnosis?.Text.IsTranslated, Is.True);
            Assert.That(verdict.Diagnosis?.Divergence?.Label, Is.EqualTo(parting));
        }
    }

    [Test]
    public void Where_the_paths_part_a_debugger_shows_both_numbers()
    {
        DivergencePoint parting = Grader.Grade(Worlds.Number("w1.grad"), Worlds.TwoLayer(), $"{Listed().First().Arguments[1]:R}")
            .Diagnosis!.Divergence!;
        LessonWorld world = Worlds.TwoLayer();
        var session = new DebugSession(world.Scenario, new ReferenceBackend());
        session.Timeline.MoveTo(parting.Moment);
        Assert.That(session.Timeline.Last!.Label, Is.EqualTo(parting.Label));
        Assert.That((parting.Right, parting.Learner), Is.EqualTo((0.25, 0.268375021542)).Within(1e-9), "w5 before and after its update");
    }

    [Test]
    public void The_nearest_slip_is_less_than_two_percent_off_and_still_no_answer()
    {
        double right = Worlds.TwoLayer().Number("w1.grad"),
            nearest = Listed().Select(c => (double)c.Arguments[1]!).MinBy(n => Math.Abs(n - right));
        Assert.That(Math.Abs(nearest / right - 1), Is.InRange(2 * Closeness.RelativeTolerance, 0.02));
    }

    [TestCase("-0.0184 * -1", DiagnosisKind.Bug)]
    [TestCase("-0.184", DiagnosisKind.PowerOfTen)]
    [TestCase("-18.375", DiagnosisKind.PowerOfTen)]
    [TestCase("-54.42", DiagnosisKind.Reciprocal)]
    [TestCase("-0.0308783", DiagnosisKind.FactorLeftOut)]
    [TestCase("-0.087890", DiagnosisKind.Bug)]
    [TestCase("-0.123", DiagnosisKind.TooLarge)]
    public void Slips_of_arithmetic_are_told(string typed, DiagnosisKind? kind) =>
        Assert.That(Grader.Grade(Worlds.Number("w5.grad"), Worlds.TwoLayer(), typed).Diagnosis?.Kind, Is.EqualTo(kind));

    [Test]
    public void An_unfinished_product_names_the_factor()
    {
        Diagnosis unfinished = Grader.Grade(Worlds.Number("w5.grad"), Worlds.TwoLayer(), "-0.0308783").Diagnosis!;
        Assert.That(unfinished.Text.English, Does.Contain("`∂l_o1/∂w5` (0.595078)"));
        Assert.That(unfinished.Divergence!.Label, Is.EqualTo("∂l_o1/∂w5"));
    }

    [Test]
    public void A_single_path_is_told_where_no_engine_leaves_it_out()
    {
        double second = D2 * W7 * Slope * I1;
        Diagnosis diagnosis = Grader.Grade(Worlds.Number("w1.grad"), Worlds.TwoLayer(), second.ToString("R")).Diagnosis!;
        Assert.That((diagnosis.Kind, diagnosis.Divergence!.Label), Is.EqualTo((DiagnosisKind.PathLeftOut, "∂E/∂out_h1")));
        Assert.That(diagnosis.Text.English, Does.Contain("∂E/∂out_o2").And.Contain("2 paths"));
    }

    [TestCase("5.5", DiagnosisKind.TermLeftOut, "w3·x3")]
    [TestCase("-1.1", DiagnosisKind.Sign, "w2·x2")]
    [TestCase("-9.7", DiagnosisKind.Sign, "sign is wrong")]
    public void A_term_left_out_of_a_sum_is_named(string typed, DiagnosisKind kind, string text)
    {
        Diagnosis diagnosis = Grader.Grade(Worlds.Number("y"), Worlds.Of(new Run { Program = "neuron" }), typed).Diagnosis!;
        Assert.That((diagnosis.Kind, diagnosis.Text.English), Is.EqualTo((kind, diagnosis.Text.English)));
        Assert.That(diagnosis.Text.English, Does.Contain(text));
    }

    [Test]
    public void A_formula_of_the_course_is_a_slip_too()
    {
        var misconception = new Misconception { Expr = "w5.grad + w6.grad", Text = Worlds.Text("Added {w5.grad:3} and {w6.grad:3}.") };
        Diagnosis diagnosis = Grader.Grade(Worlds.Number("w5.grad", misconception), Worlds.TwoLayer(), "-0.03686").Diagnosis!;
        Assert.That((diagnosis.Kind, diagnosis.Misconception, diagnosis.Text.English),
            Is.EqualTo((DiagnosisKind.Misconception, (int?)0, "Added -0.018 and -0.018.")));
    }

    [Test]
    public void Other_constants_give_other_answers()
    {
        // Nothing is a literal: change one number of the program and every answer that depends on it changes.
        LessonWorld tutorial = Worlds.TwoLayer(), other = Worlds.TwoLayer(1, ("w5", "w5 + 0.1"));
        foreach (string answer in new[] { "l_o1", "out_o1", "E", "w5.grad", "w1.grad", "w1", "d(out_o1)/d(l_o1)" })
        {
            NumberQuestion question = Worlds.Number(answer);
            Answer before = AnswerKey.Of(question, tutorial), after = AnswerKey.Of(question, other);
            Assert.That(after.Number, Is.Not.EqualTo(before.Number), answer);
            Assert.That(Grader.Grade(question, other, after.Typed).IsRight, Is.True, answer);
            Assert.That(HintLadder.Of(question, other).Answer!.English,
                Is.Not.EqualTo(HintLadder.Of(question, tutorial).Answer!.English), answer);
        }
        Assert.That(Grader.Grade(Worlds.Number("w1.grad"), other, AnswerKey.Of(Worlds.Number("w1.grad"), tutorial).Typed).Kind,
            Is.EqualTo(VerdictKind.Wrong));
    }
}
