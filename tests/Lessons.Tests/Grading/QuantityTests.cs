using System.Globalization;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Tests.Grading;

/// <summary>Counts are exact, what is measured is relative, and what a calculation says counts beside its number.</summary>
public sealed class QuantityTests
{
    private const VerdictKind Right = VerdictKind.Right, Wrong = VerdictKind.Wrong, Unreadable = VerdictKind.Unreadable;

    /// <summary>Of the tests that ask hundreds of times: what bugs would have given is calculated once.</summary>
    private readonly LessonWorld _world = Worlds.TwoLayer();

    private static Verdict Answer(string lesson, string question, string typed)
    {
        (Question asked, LessonWorld world) = Shipped.Question(lesson, question);
        return Grader.Grade(asked, world, typed);
    }

    private static Verdict Grade(string answer, string typed, LessonWorld? world = null) =>
        Grader.Grade(Worlds.Number(answer), world ?? Worlds.TwoLayer(), typed);

    [TestCase("layer-by-layer", "layer1-parameters", "15700")]
    [TestCase("layer-by-layer", "layer1-parameters", "15700.0")]
    [TestCase("layer-by-layer", "layer1-parameters", "28*28*20 + 20")]
    [TestCase("mlp-on-fashion", "parameters", "669706")]
    [TestCase("shapes-at-flatten", "in-features-tutorial-net", "400")]
    [TestCase("shapes-at-flatten", "in-features-week4-net", "576")]
    public void A_count_is_right_exactly(string lesson, string question, string typed) =>
        Assert.That(Answer(lesson, question, typed).Kind, Is.EqualTo(Right));

    [TestCase("layer-by-layer", "layer1-parameters", "15680", "`numel(layer1.bias)` (20) is missing")]
    [TestCase("layer-by-layer", "layer1-parameters", "15,680", "`numel(layer1.bias)` (20) is missing")]
    [TestCase("mlp-on-fashion", "parameters", "668672",
        "`numel(linear_relu_stack.0.bias)` (512), `numel(linear_relu_stack.2.bias)` (512), "
        + "`numel(linear_relu_stack.4.bias)` (10) are missing")]
    [TestCase("mlp-on-fashion", "parameters", "669696", "`numel(linear_relu_stack.4.bias)` (10) is missing")]
    [TestCase("shapes-at-flatten", "in-features-tutorial-net", "401", "1 too many")]
    [TestCase("shapes-at-flatten", "in-features-week4-net", "577", "1 too many")]
    [TestCase("shapes-at-flatten", "in-features-week4-net", "575", "1 too few")]
    [TestCase("shapes-at-flatten", "in-features-week4-net", "576.5", "whole number")]
    [TestCase("shapes-at-flatten", "in-features-week4-net", "57600", "10² times too large")]
    [TestCase("max-pooling", "how-many", "40", "10 times too large")]
    public void A_count_that_is_nearly_right_is_wrong_and_told_why(string lesson, string question, string typed, string said)
    {
        Verdict verdict = Answer(lesson, question, typed);
        Assert.That((verdict.Kind, verdict.Diagnosis!.Text.English), Is.EqualTo((Wrong, verdict.Diagnosis.Text.English)));
        Assert.That(verdict.Diagnosis.Text.English, Does.Contain(said));
        Assert.That(verdict.Diagnosis.Text.IsTranslated, Is.True);
    }

    [TestCase("numel(w5) + 1", true)]
    [TestCase("-numel(w5) * 2", true)]
    [TestCase("argmax(w5)", true)]
    [TestCase("count(w5)", true)]
    [TestCase("w5", false)]
    [TestCase("numel(w5) * w5", false)]
    [TestCase("numel(w5) + 0.5", false)]
    [TestCase("sum(w5)", false)]
    [TestCase("numel(w5) > 0", false)]
    public void What_is_made_of_counts_is_a_count(string expression, bool isCount) =>
        Assert.That(Worlds.TwoLayer().IsCount(expression), Is.EqualTo(isCount));

    [TestCase("output-layer", "l-o1", "0.25*0.595078+0.35*0.598688+0.5", Right, TestName = "The weights at their own values")]
    [TestCase("output-layer", "l-o1", "w5*out_h1 + w6*out_h2 + b2", Right, TestName = "By name")]
    [TestCase("output-layer", "l-o1", "0.15+0.21+0.5", Right, TestName = "With terms rounded on the way")]
    [TestCase("output-layer", "l-o1", "0.149+0.2095+0.5", Right, TestName = "With terms cut off on the way")]
    [TestCase("output-layer", "l-o1", "1/4*0.595078+7/20*0.598688+1/2", Right, TestName = "With fractions")]
    [TestCase("output-layer", "l-o1", "0.25*0.598688+0.35*0.595078+0.5", Wrong, TestName = "Swapped values are wrong, 0.04 % off")]
    [TestCase("output-layer", "l-o1", "0.25*0.5987+0.35*0.5951+0.5", Wrong, TestName = "Swapped values with four digits")]
    [TestCase("output-layer", "l-o1", "w6*out_h1 + w5*out_h2 + b2", Wrong, TestName = "Swapped by name")]
    [TestCase("hidden-layer", "out-h1", "1/(1+exp(-0.385))", Right, TestName = "A constant of the formula is none of the program's values")]
    [TestCase("hidden-layer", "out-h1", "sigmoid(l_h1)", Right, TestName = "A function by name")]
    public void What_a_calculation_says_counts(string lesson, string question, string typed, VerdictKind kind)
    {
        Verdict verdict = Answer(lesson, question, typed);
        Assert.That(verdict.Kind, Is.EqualTo(kind), verdict.Diagnosis?.Text.English);
        if (verdict.Kind == Wrong) Assert.That(verdict.Diagnosis!.Text.English, Is.Not.Empty);
    }

    [Test]
    public void A_calculation_that_is_near_by_chance_is_said_in_the_programs_names()
    {
        Diagnosis diagnosis = Answer("output-layer", "l-o1", "0.25*0.598688+0.35*0.595078+0.5").Diagnosis!;
        Assert.That(diagnosis.Kind, Is.EqualTo(DiagnosisKind.OtherFormula));
        Assert.That(diagnosis.Text.English, Does.Contain("out_h2").And.Contain("w6*out_h1").And.Contain("0.04 % off"));
    }

    [TestCase("w1 + w1", "w1*w1 of 2", Right)]
    [TestCase("2*w1", "twice is twice", Right)]
    [TestCase("w1*w1", "a square that is a double by chance", Wrong)]
    [TestCase("2*2", "numbers that may be read as the right ones", Right)]
    [TestCase("2**2", "no reading of it is a sum", Wrong)]
    public void What_agrees_by_number_alone_is_told_by_other_numbers(string typed, string why, VerdictKind kind)
    {
        LessonWorld world = Worlds.Of(new Run { Program = "neuron", Set = Worlds.Set(("w1", "2")) });
        Assert.That(Grade("start:w1 + start:w1", typed, world).Kind, Is.EqualTo(kind), why);
    }

    [TestCase("hidden-layer", "out-h1", "0.6", DiagnosisKind.Rounded)]
    [TestCase("hidden-layer", "l-h1", "0.39", DiagnosisKind.Rounded)]
    [TestCase("neuron-sum", "y", "10", DiagnosisKind.Rounded)]
    [TestCase("neuron-sum", "y", "9.4", DiagnosisKind.Close)]
    [TestCase("neuron-sum", "y", "9.9", DiagnosisKind.Close)]
    [TestCase("neuron-sum", "y", "-10", DiagnosisKind.Sign)]
    [TestCase("neuron-sum", "y", "-31", DiagnosisKind.Sign)]
    [TestCase("neuron-sum", "y", "0.96", DiagnosisKind.PowerOfTen)]
    [TestCase("neuron-sum", "y", "30", DiagnosisKind.TooLarge)]
    [TestCase("neuron-sum", "y", "3", DiagnosisKind.TooSmall)]
    [TestCase("neuron-sum", "y", "3e12", DiagnosisKind.TooLarge)]
    [TestCase("neuron-sum", "y", "inf", DiagnosisKind.NotFinite)]
    [TestCase("neuron-sum", "y", "-nan", DiagnosisKind.NotFinite)]
    [TestCase("neuron-sum", "y", "19.4", DiagnosisKind.Double)]
    [TestCase("neuron-sum", "y", "4.85", DiagnosisKind.Double)]
    public void A_near_miss_is_told_how_it_misses(string lesson, string question, string typed, DiagnosisKind kind)
    {
        Verdict verdict = Answer(lesson, question, typed);
        Assert.That((verdict.Kind, verdict.Diagnosis!.Kind), Is.EqualTo((Wrong, kind)), verdict.Diagnosis.Text.English);
    }

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public void Every_wrong_number_is_told_something_in_both_languages(double typed)
    {
        foreach (string answer in new[] { "w5.grad", "i1*0", "numel(w5) + 6" })
        {
            Verdict verdict = Grade(answer, typed.ToString("R", CultureInfo.InvariantCulture), _world);
            if (verdict.Kind == Wrong)
                Assert.That((verdict.Diagnosis?.Text.English.Length > 0, verdict.Diagnosis?.Text.IsTranslated),
                    Is.EqualTo((true, (bool?)true)), $"{typed} for {answer}");
        }
    }

    [Test]
    public void Two_slips_that_give_one_number_are_both_told_with_a_maybe()
    {
        Diagnosis both = Answer("hidden-layer", "doubled", "0.02").Diagnosis!;
        Assert.That(both.Text.English,
            Does.StartWith("Maybe: ").And.Contain("w4 belongs to i2").And.Contain("Or maybe: That is twice the answer"));
        Assert.That(both.Text.Chinese, Does.StartWith("可能是：").And.Contain("也可能是："));
    }

    [Test]
    public void A_calculation_tells_which_of_two_slips_it_was()
    {
        Assert.That(Answer("hidden-layer", "doubled", "2*0.1*0.1").Diagnosis!.Text.English, Does.StartWith("That is twice the answer"));
        Assert.That(Answer("hidden-layer", "doubled", "0.2*0.1").Diagnosis!.Text.English, Does.Contain("w4 belongs to i2"));
        Assert.That(Answer("hidden-layer", "doubled", "w4*i1").Diagnosis!.Text.English, Does.StartWith("w4 belongs to i2"));
    }

    [Test]
    public void The_paths_part_on_the_way_to_the_answer()
    {
        // Every weight goes the wrong way, w1 first; what w5 is made of goes wrong at its own update.
        Assert.That(Answer("simultaneous-update", "w5-new", "0.231625").Diagnosis!.Divergence!.Label, Is.EqualTo("w5⁺"));
        Assert.That(Answer("hidden-gradients", "w1", "-0.000425237").Diagnosis!.Divergence!.Label, Is.EqualTo("∂E/∂out_o1"));
    }

    [Test]
    public void What_a_bug_says_names_nothing_of_another_program()
    {
        Assert.That(Answer("activation-functions", "slope", "0.25").Diagnosis!.Text.English, Does.Contain("value·(1 − value)"));
        foreach (Backstep.Engine.Bugs.Bug bug in Backstep.Engine.Bugs.BugCatalog.All)
            foreach (string said in new[] { bug.Title(Language.English), bug.Description(Language.English),
                bug.Description(Language.ChineseSimplified) })
                Assert.That(said, Does.Not.Match(@"\b(w|i|h|o|l|out|b)_?[0-9oh]*[·⁺]|\bl·"), bug.Name);
    }

    [Test]
    public void A_wrong_sign_is_told_where_to_look()
    {
        Verdict verdict = Grader.Grade(Worlds.Sign("w5.grad"), Worlds.TwoLayer(), "+");
        Assert.That(verdict.Message!.English, Does.Contain("∂E/∂w5 = ∂E/∂out_o1"));
        Assert.That(Grader.Grade(Worlds.Sign("w5.grad + w6.grad"), Worlds.TwoLayer(), "+").Message!.IsTranslated, Is.True);
    }

    [TestCase("layer-by-layer", "layer1-parameters", "15,680+20", Right)]
    [TestCase("layer-by-layer", "layer1-parameters", "15,700", Right)]
    [TestCase("layer-by-layer", "layer1-parameters", "15 700", Right)]
    [TestCase("layer-by-layer", "layer1-parameters", "15700 parameters", Right)]
    [TestCase("layer-by-layer", "layer1-parameters", "１５７００个", Right)]
    [TestCase("layer-by-layer", "layer1-parameters", "15700 million", VerdictKind.Unreadable)]
    [TestCase("layer-by-layer", "layer1-parameters", "1.57 万", VerdictKind.Unreadable)]
    [TestCase("layer-by-layer", "layer1-parameters", "１５，７００", Right)]
    [TestCase("neuron-sum", "y", "29100/3,000", Right)]
    [TestCase("neuron-sum", "y", "+9.7", Right)]
    [TestCase("neuron-sum", "y", "9,7", Right)]
    [TestCase("neuron-sum", "y", "y = 9.7", Right)]
    [TestCase("neuron-sum", "y", "≈ 9.70", Right)]
    [TestCase("neuron-sum", "y", "`9.7`", Right)]
    [TestCase("neuron-sum", "y", "970 %", Right)]
    [TestCase("neuron-sum", "y", "1,234", Unreadable)]
    [TestCase("hidden-layer", "out-h1", "sigmoid(0.385)", Right)]
    [TestCase("hidden-layer", "out-h1", "sigmoid(+0,385)", Right)]
    [TestCase("hidden-layer", "out-h1", "1/(1 + e^-0.385)", Right)]
    [TestCase("loss", "share", "0,086/0,097", null)]
    [TestCase("loss", "share", "0.086/0.097", null)]
    public void Numbers_are_read_as_pages_and_people_spell_them(string lesson, string question, string typed, VerdictKind? kind)
    {
        Verdict verdict = Answer(lesson, question, typed);
        if (kind is { } expected)
            Assert.That(verdict.Kind, Is.EqualTo(expected), verdict.Message?.English ?? verdict.Diagnosis?.Text.English);
        else Assert.That(verdict.Kind, Is.Not.EqualTo(Unreadable), verdict.Message?.English);
    }

    [TestCase("15,680+20", new[] { "15680+20", "15.680+20" })]
    [TestCase("0,086/0,097", new[] { "0.086/0.097" })]
    [TestCase("1,234.5*2", new[] { "1234.5*2" })]
    [TestCase("1,234 + 0.5", new[] { "1234 + 0.5" })]
    [TestCase("1,234 + 0,5", new[] { "1.234 + 0.5" })]
    [TestCase("12,345,678", new[] { "12345678" })]
    [TestCase("x[0,1] + 1,5", new[] { "x[0,1] + 1.5" })]
    [TestCase("x[0,100]", new[] { "x[0,100]" })]
    [TestCase("-(+3) - +2", new[] { "-(3) -2" })]
    [TestCase("∂E/∂w5 = -0.0184", new[] { "-0.0184" })]
    [TestCase("87%", new[] { "(87/100)" })]
    public void A_spelling_has_one_reading_or_two(string typed, string[] readings) =>
        Assert.That(NumberSpelling.Readings(NumberSpelling.Plain(typed)).Select(r => r.Replace("- 2", "-2")), Is.EqualTo(readings));

    [Test]
    public void The_list_of_functions_is_whole_in_both_languages()
    {
        LocalText said = Grade("w5.grad", "softmax(3)").Message!;
        foreach (string function in new[] { "abs", "sigmoid", "tanh", "sqrt" })
            Assert.That((said.English.Contains(function), said.Chinese!.Contains(function)), Is.EqualTo((true, true)), function);
    }

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public void Whatever_is_printed_is_read_back(double number, byte decimals)
    {
        foreach (string printed in new[]
        {
            Numbers.Format(number, 3 + (decimals % 12)), number.ToString("R", CultureInfo.InvariantCulture),
            double.IsFinite(number) && Math.Abs(number) < 1e15 ? Math.Round(number).ToString("#,0", CultureInfo.InvariantCulture) : "1,234",
        })
        {
            // The largest numbers of all, rounded up, are none.
            if (double.IsFinite(number) && double.IsInfinity(double.Parse(printed, CultureInfo.InvariantCulture))) continue;
            var read = LearnerNumber.Read(printed, _world, out _);
            Assert.That(read, Is.Not.Empty, printed);
            double wanted = double.IsFinite(number)
                ? double.Parse(printed, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture)
                : printed == "1,234" ? 1234 : number;
            Assert.That(read[0].Number, double.IsNaN(wanted) ? Is.NaN : Is.EqualTo(wanted).Within(1e-12 * Math.Abs(wanted)), printed);
        }
    }

    [Test]
    public void What_the_course_shows_as_an_answer_is_read_back([ValueSource(nameof(LessonIds))] string id)
    {
        Lesson lesson = Shipped.Course.Find(id)!;
        LessonWorld world = Shipped.World(lesson);
        foreach (Question question in lesson.Questions)
        {
            LocalText shown = AnswerKey.Of(question, world).Shown;
            foreach (string text in new[] { shown.English, shown.In(Language.ChineseSimplified) })
                Assert.That(Grader.Grade(question, world, text).IsRight, Is.True, $"{question.Id}: {text}");
            if (question is NumberQuestion or ShapeQuestion)
            {
                string hint = Markup.Parse(HintLadder.Of(question, world).Answer!.English).ToPlainText();
                Assert.That(Grader.Grade(question, world, hint).IsRight, Is.True, $"{question.Id}: {hint}");
            }
        }
    }

    private static IEnumerable<string> LessonIds() => Shipped.Course.Lessons.Select(l => l.Id);
}
