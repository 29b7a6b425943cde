using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Bugs;
using Backstep.Engine.Debugging;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Lessons.Homework;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Tests.Homework;

/// <summary>Numbers that a learner has calculated, each judged in the order of the program.</summary>
public class HomeworkCheckTests
{
    private static Scenario Program(string name) => ProgramCatalog.Get(name).Create(new ScenarioOptions());

    private static HomeworkReport Check(string program, string numbers, int iteration = 1) => Check(Program(program), numbers, iteration);

    private static HomeworkReport Check(Scenario scenario, string numbers, int iteration = 1) => HomeworkCheck.Of(
        scenario, new ReferenceBackend(), iteration,
        numbers.Split('\n').Select(l => l.Split('=', 2)).Select(p => new HomeworkNumber(p[0].Trim(), p[1].Trim())));

    private static string Kinds(HomeworkReport report) => string.Join(' ', report.Lines.Select(l => $"{l.Label}:{l.Kind}"));

    /// <summary>What a program with a bug has at the end of its first iteration.</summary>
    private static double With(string bug, string value, string program = "two-layer", int offset = 0)
    {
        Scenario wrong = BugCatalog.Apply(Program(program), [bug]);
        var timeline = new Timeline(wrong, new ReferenceBackend());
        timeline.MoveTo(new(0, wrong.Program.Instructions.Length));
        return timeline.Read(wrong.Program[value])![offset];
    }

    private static string Text(double number) => Numbers.Format(number, 6);

    [Test]
    public void Each_number_is_judged_in_the_order_of_the_program_and_only_the_first_slip_counts()
    {
        HomeworkReport report = Check("two-layer",
            "w5_new = 0.231625\nl_h1 = 0.385\nout_h1 = 0.5951\nl_o1 = 0.8584\ndE/dw5 = 0.018375\nE = 0.0969");
        Assert.That(Kinds(report), Is.EqualTo("l_h1:Right out_h1:Right l_o1:Close E:Right ∂E/∂w5:Wrong w5⁺:Follows"));
        Assert.That(report.FirstWrong!.Text!.English, Does.Contain("The minus of"));
        Assert.That(report.Lines[^1].Because, Is.EqualTo("∂E/∂w5"));
        Assert.That(report.Lines[^1].Text!.English, Does.Contain("follows from your ∂E/∂w5").And.Contain("0.268375022"));
        Assert.That(report.FirstWrong.Moment.Executed, Is.EqualTo(
            Program("two-layer").Program.Instructions.Last(i => i.Output.Name == "w5.grad" && i.Phase == Phase.Backward).Index + 1));
    }

    [Test]
    public void A_mistake_that_a_bug_makes_is_named_once()
    {
        string six = Text(With("missing-output-sigmoid-derivative", "w6.grad")),
            five = Text(With("missing-output-sigmoid-derivative", "w5.grad"));
        HomeworkReport report = Check("two-layer", $"w5.grad = {five}\nw6.grad = {six}");
        Assert.That(report.FirstWrong!.Bug, Is.EqualTo("missing-output-sigmoid-derivative"));
        Assert.That(report.Lines.Count(l => l.Kind == HomeworkKind.Wrong), Is.EqualTo(1));
        Assert.That(report.Lines[1].Kind, Is.EqualTo(HomeworkKind.Again));
    }

    [TestCase("l_h1 = 3.85", "decimal point")]
    [TestCase("E = 0.193734536", "twice")]
    [TestCase("l_h1 = 0.035", "term")]
    [TestCase("out_h1.grad = -0.007719579", "part of its gradient")]
    public void A_slip_is_named(string number, string word)
    {
        HomeworkLine line = Check("two-layer", number).Lines.Single();
        Assert.That(line.Kind, Is.EqualTo(HomeworkKind.Wrong));
        Assert.That(line.Text!.English, Does.Contain(word));
        Assert.That(line.Text.Chinese, Is.Not.EqualTo(line.Text.English));
    }

    [Test]
    public void Rounding_on_the_way_is_no_mistake()
    {
        // With 0.6 and 0.6 in place of 0.595 and 0.599.
        HomeworkReport report = Check("two-layer", "out_h1 = 0.60\nout_h2 = 0.60\nl_o1 = 0.86\nl_o2 = 0.92\nout_o1 = 0.70266");
        Assert.That(Kinds(report), Is.EqualTo("out_h1:Right out_h2:Right l_o1:Right l_o2:Right out_o1:Close"));
    }

    [Test]
    public void A_wrong_number_behind_a_wrong_one_is_measured_by_the_learners_own()
    {
        HomeworkReport report = Check("two-layer", "l_h1 = 0.9\nout_h1 = 0.1");
        Assert.That(Kinds(report), Is.EqualTo("l_h1:Wrong out_h1:Wrong"));
        Assert.That(report.Lines[1].Text!.English, Does.Contain("From your own numbers before it, it comes to 0.71094950"));
    }

    [Test]
    public void A_given_number_that_was_copied_wrongly_is_the_cause_of_what_follows()
    {
        HomeworkReport report = Check("two-layer", "w1 = 0.5\nl_h1 = 0.43\ni1 = 0.1");
        Assert.That(Kinds(report), Is.EqualTo("i1:Right w1:Wrong l_h1:Follows"));
        Assert.That(report.FirstWrong!.Text!.English, Does.Contain("begins with 0.05"));
    }

    [TestCase("net_h1 = 0.385", "l_h1")]
    [TestCase("neth1 = 0.385", "l_h1")]
    [TestCase("∂E/∂w5 = -0.018375", "∂E/∂w5")]
    [TestCase("dE_dw5 = -0.018375", "∂E/∂w5")]
    [TestCase("dE_total/dw5 = -0.018375", "∂E/∂w5")]
    [TestCase("grad_w5 = -0.018375", "∂E/∂w5")]
    [TestCase("dw5 = -0.018375", "∂E/∂w5")]
    [TestCase("w5.grad = -0.018375", "∂E/∂w5")]
    [TestCase("w5+ = 0.268375", "w5⁺")]
    [TestCase("w5⁺ = 0.268375", "w5⁺")]
    [TestCase("w_5 new = 0.268375", "w5⁺")]
    [TestCase("w₅' = 0.268375", "w5⁺")]
    [TestCase("w5 = 0.268375", "w5⁺")]
    [TestCase("w5 = 0.25", "w5")]
    [TestCase("E_total = 0.096867", "E")]
    [TestCase("delta_h1 = 0.004252", "∂E/∂l_h1")]
    [TestCase("η = 1", "η")]
    [TestCase("target1 = 0.85", "target_o1")]
    [TestCase("Out_O1 = 0.702307507", "out_o1")]
    public void Learners_have_many_names_for_a_number(string number, string label)
    {
        HomeworkLine line = Check("two-layer", number).Lines.Single();
        Assert.That((line.Label, line.Kind), Is.EqualTo((label, HomeworkKind.Right)));
    }

    [Test]
    public void One_weight_is_checked_in_its_second_iteration_too()
    {
        // w = 0.8, x = 1.5, target = 0.5, lr = 0.1: y = 1.2, ∂E/∂w = 1.05, w⁺ = 0.695; then y = 1.0425.
        Assert.That(Kinds(Check("one-weight", "y = 1.2\nw.grad = 1.05\nw+ = 0.695")), Is.EqualTo("y:Right ∂E/∂w:Right w⁺:Right"));
        Assert.That(Kinds(Check("one-weight", "w = 0.695\ny = 1.0425", 2)), Is.EqualTo("w:Right y:Right"));
        Assert.That(Kinds(Check("one-weight", "w.grad = 1.05\nw+ = 0.905")), Is.EqualTo("∂E/∂w:Right w⁺:Wrong"), "added, not subtracted");
    }

    [Test]
    public void Elements_and_whole_tensors_are_checked()
    {
        Scenario batch = Program("batch");
        var timeline = new Timeline(batch, new ReferenceBackend());
        timeline.MoveTo(new(0, batch.Program.Instructions.Length));
        Tensor y = timeline.Read(batch.Program["fc"])!, g = timeline.Read(batch.Program["fc.weight.grad"])!;
        string rows = string.Join(", ", Enumerable.Range(0, 4).Select(r => $"[{Text(y[2 * r])}, {Text(y[2 * r + 1])}]"));
        HomeworkReport right = Check("batch", $"fc = [{rows}]\nfc.weight.grad[0,1] = {Text(g[1])}");
        Assert.That(right.Lines.All(l => l.Kind == HomeworkKind.Right), Is.True, Kinds(right));
        Assert.That(right.Lines, Has.Length.EqualTo(9));
        HomeworkReport wrong = Check("batch", $"fc.weight.grad[0,1] = {Text(4 * g[1])}\nfc.weight+[0,1] = {Text(-0.2 - 0.1 * 4 * g[1])}");
        Assert.That(Kinds(wrong), Is.EqualTo("fc.weight.grad[0,1]:Wrong fc.weight[0,1]⁺:Follows"));
    }

    [TestCase("h1 = 3", "h1 may be l_h1, out_h1")]
    [TestCase("w11 = 3", "no value is named w11")]
    [TestCase("w5 = abc", "w5 = abc: a number")]
    [TestCase("w5 = [1, 2]", "w5 has shape (), but the list has (2)")]
    [TestCase("w5 = ?", "there is no number to check")]
    public void What_cannot_be_read_is_said(string number, string complaint) =>
        Assert.That(() => Check("two-layer", number), Throws.TypeOf<HomeworkException>().With.Message.Contains(complaint));

    [Test]
    public void The_programs_own_numbers_may_be_others()
    {
        var first = new FirstContents(Program("two-layer"));
        first.Set(new(first.Find("w1")!, Tensor.Scalar(0.15)));
        Scenario own = first.ToScenario();
        Assert.That(Kinds(Check(own, "l_h1 = 0.395")), Is.EqualTo("l_h1:Right"));
        Assert.That(Kinds(Check(own, "l_h1 = 0.385")), Is.EqualTo("l_h1:Wrong"), "the tutorial's digits do not hold here");
    }
}
