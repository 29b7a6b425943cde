using Backstep.Engine.Tensors;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Grading;

namespace Backstep.Lessons.Tests.Grading;

public sealed class LessonWorldTests
{
    [TestCase("w5.grad", -0.018375021542)]
    [TestCase("∂E/∂w5", -0.018375021542)]
    [TestCase("d(E_o1)/d(out_h1) + d(E_o2)/d(out_h1)", 0.017647594743)]
    [TestCase("w5", 0.268375021542)]
    [TestCase("w5⁺", 0.268375021542)]
    [TestCase("start:w5", 0.25)]
    [TestCase("start:i1 * 2", 0.2)]
    [TestCase("first:E", 0.096867268203)]
    [TestCase("right:E - E", 0)]
    public void Names_mean_the_end_of_the_exercise_unless_a_prefix_says_otherwise(string expression, double number) =>
        Assert.That(Worlds.TwoLayer().Number(expression), Is.EqualTo(number).Within(1e-11));

    [Test]
    public void Each_moment_and_run_is_its_own()
    {
        LessonWorld world = Worlds.Of(new Run { Program = "two-layer", Iterations = 5 },
            runs: [("hot", new Run { Set = Worlds.Set(("lr", "50")), Iterations = 8 }),
            ("cold-start", new Run { Bugs = ["zero-initialisation"] })]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(world.Number("first:E"), Is.EqualTo(0.096867268203).Within(1e-11));
            Assert.That(world.Number("it5:E - E"), Is.Zero);
            Assert.That(world.IsTrue("E < it3:E and it3:E < first:E"), Is.True);
            Assert.That(world.Number("it7:E"), Is.LessThan(world.Number("E")), "iterations after the last are run as well");
            Assert.That(world.Number("hot:start:lr"), Is.EqualTo(50));
            Assert.That(world.Number("hot:it1:E"), Is.EqualTo(0.096867268203).Within(1e-11));
            Assert.That(world.Number("start:lr"), Is.EqualTo(1));
            Assert.That(world.Number("cold-start:start:w1"), Is.Zero);
            Assert.That(world.Number("cold-start:first:w1.grad"), Is.Zero);
            Assert.That(world.Number("it2:w5.grad"), Is.Not.EqualTo(world.Number("first:w5.grad")));
            Assert.That(world.IsTrue("E > start:lr", "hot"), Is.EqualTo(world.IsTrue("hot:E > hot:start:lr")));
        }
    }

    [Test]
    public void An_injected_bug_is_in_the_run_and_not_in_the_right_one()
    {
        LessonWorld world = Worlds.Buggy("no-zero-grad", iterations: 2);
        Assert.That(world.Number("first:w5.grad"), Is.EqualTo(world.Number("right:first:w5.grad")));
        Assert.That(world.Number("w5.grad"), Is.EqualTo(world.Number("first:w5.grad") + world.Number("right:w5.grad")).Within(1e-12));
    }

    [Test]
    public void Settings_are_formulas_over_what_the_program_begins_with()
    {
        LessonWorld world = Worlds.TwoLayer(1, ("w5", "w6"), ("w6", "w5 + lr"), ("target_o1", "1 / 2"), ("η", "0.5"));
        Assert.That(new[] { "start:w5", "start:w6", "start:target_o1", "start:lr" }.Select(n => world.Number(n)),
            Is.EqualTo(new[] { 0.35, 1.25, 0.5, 0.5 }));
        Assert.That(world.Number("w5"), Is.EqualTo(0.35 - 0.5 * world.Number("w5.grad")).Within(1e-15));
    }

    [Test]
    public void What_varies_has_other_numbers_in_each_play_and_the_same_in_the_same_one()
    {
        double[] W1(int play) => [.. new[] { "start:w1", "start:w2", "start:i1" }
            .Select(n => Worlds.Of(new Run { Program = "two-layer" }, play, ["w1", "i1"]).Number(n))];
        Assert.That(W1(0), Is.EqualTo(new[] { 0.05, 0.15, 0.1 }));
        double[] first = W1(1);
        Assert.That(W1(1), Is.EqualTo(first));
        Assert.That(Enumerable.Range(1, 6).Select(p => W1(p)[0]).Distinct().Count(), Is.GreaterThan(2));
        Assert.That(Enumerable.Range(1, 20).Select(p => W1(p)[0]), Has.None.EqualTo(0.05));
        Assert.That(W1(3)[1], Is.EqualTo(0.15));
    }

    [Test]
    public void A_program_that_draws_its_numbers_draws_others_in_the_next_play()
    {
        double At(int play) => Worlds.Of(new Run { Program = "layers", Seed = 7 }, play).Number("sum(x)");
        Assert.That(At(1), Is.Not.EqualTo(At(0)));
        Assert.That(At(1), Is.EqualTo(Worlds.Of(new Run { Program = "layers", Seed = 8 }).Number("sum(x)")));
    }

    [TestCase("sgd", null, 1)]
    [TestCase("momentum", 0.25, 0.25)]
    [TestCase("adam", null, 0.001)]
    public void An_optimizer_takes_the_course_s_rate_or_its_own(string optimizer, double? rate, double expected) =>
        Assert.That(Worlds.Of(new Run { Program = "two-layer", Optimizer = optimizer, LearningRate = rate }).Number("start:lr"),
            Is.EqualTo(expected));

    [TestCase("w55", "no value is named")]
    [TestCase("start:E", "before the first iteration")]
    [TestCase("hto:E", "stands for nothing")]
    [TestCase("it0:E", "stands for nothing")]
    [TestCase("hot:right:E", "stands for nothing")]
    [TestCase("E +", "column")]
    public void What_an_expression_gets_wrong_is_told_in_one_line(string expression, string message) =>
        Assert.That(() => Worlds.Of(new Run { Program = "two-layer" }, runs: [("hot", new Run())]).Number(expression),
            Throws.TypeOf<LessonException>().With.Message.Contains(message).And.Message.Not.Contains("\n"));

    [Test]
    public void What_an_exercise_gets_wrong_is_told_in_one_line()
    {
        Assert.That(() => Worlds.Of(new Run { Program = "two-layers" }).Main,
            Throws.TypeOf<LessonException>().With.Message.Contains("did you mean two-layer"));
        Assert.That(() => Worlds.Buggy("no-zero-gard").Main,
            Throws.TypeOf<LessonException>().With.Message.Contains("did you mean no-zero-grad"));
        Assert.That(() => Worlds.Buggy("missing-relu").Main, Throws.TypeOf<LessonException>().With.Message.Contains("no ReLU"));
        Assert.That(() => Worlds.TwoLayer(1, ("E", "1")).Main, Throws.TypeOf<LessonException>().With.Message.Contains("no parameter"));
        Assert.That(() => Worlds.Of(new Run { Program = "layers", Set = Worlds.Set(("fc1.weight", "fc1.bias")) }).Main,
            Throws.TypeOf<LessonException>());
        Assert.That(() => Worlds.Of(new Run { Program = "neuron", Optimizer = "adam" }).Main,
            Throws.TypeOf<LessonException>().With.Message.Contains("updates nothing"));
        Assert.That(() => Worlds.TwoLayer().Run("hot"), Throws.TypeOf<LessonException>().With.Message.Contains("no run hot"));
    }

    [TestCase("{w5.grad}", "-0.018375")]
    [TestCase("{w5.grad:3}", "-0.018")]
    [TestCase("{w5.grad:t} and {w5⁺:t}", "-0.018375021 and 0.268375021")]
    [TestCase("{out_h1:%}", "59.51%")]
    [TestCase("{i1 * 123456780:,}", "12,345,678")]
    [TestCase("{{{start:w5}}}", "{0.25}")]
    [TestCase("{w5:s}", "()")]
    public void Numbers_are_filled_into_texts(string text, string shown) => Assert.That(Worlds.TwoLayer().Render(text), Is.EqualTo(shown));

    [TestCase("{x:s}")]
    [TestCase("{numel(x):,}")]
    public void Shapes_and_counts_are_filled_in(string text)
    {
        LessonWorld world = Worlds.Of(new Run { Program = "layers" });
        Shape shape = world.Evaluate("x").Shape;
        Assert.That(world.Render(text), Is.EqualTo(text.Contains(":s") ? shape.ToString() : shape.Length.ToString("#,0")));
    }

    [TestCase("{w6.grad:t}", "prints no digits")]
    [TestCase("{E:,}", "no whole number")]
    [TestCase("{nothing}", "no value is named")]
    [TestCase("{E", "not closed")]
    public void A_placeholder_that_cannot_be_filled_is_told(string text, string message) =>
        Assert.That(() => Worlds.TwoLayer().Render(text), Throws.TypeOf<LessonException>().With.Message.Contains(message));

    [Test]
    public void The_tutorial_s_digits_are_given_only_where_they_are_right()
    {
        Assert.That(Worlds.TwoLayer().PrintedDigits("w5.grad"), Is.EqualTo("-0.018375021"));
        Assert.That(Worlds.TwoLayer(2).PrintedDigits("w5.grad"), Is.Null);
        Assert.That(Worlds.TwoLayer(2).PrintedDigits("first:w5.grad"), Is.EqualTo("-0.018375021"));
        Assert.That(Worlds.TwoLayer(1, ("w5", "0.3")).PrintedDigits("w5.grad"), Is.Null);
    }
}
