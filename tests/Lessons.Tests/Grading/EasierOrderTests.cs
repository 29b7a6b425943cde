using Backstep.Lessons.Courses;
using Backstep.Lessons.Grading;

namespace Backstep.Lessons.Tests.Grading;

/// <summary>Orders with lines that do not belong, and what becomes of them for a learner who is stuck.</summary>
public sealed class EasierOrderTests
{
    private static readonly OrderQuestion Question = Worlds.OrderWith([("dropout", "nothing is dropped here")],
        "E", "l_h1", "w5.grad", "w5⁺");

    private static LessonWorld World => Worlds.TwoLayer();

    private static string Numbers(int misses, params string[] lines) =>
        string.Join(' ', lines.Select(l => OrderKey.Shown(Question, World, misses).IndexOf(l) + 1));

    [Test]
    public void A_line_that_does_not_belong_is_left_out_of_the_right_answer()
    {
        Assert.That(OrderKey.Shown(Question, World), Has.Length.EqualTo(5).And.Contains("dropout"));
        Assert.That(Grader.Grade(Question, World, AnswerKey.Of(Question, World).Typed).IsRight, Is.True);
        Assert.That(Grader.Grade(Question, World, "l_h1 E w5.grad w5⁺").IsRight, Is.True);
    }

    [TestCase(new[] { "l_h1", "dropout", "E", "w5.grad", "w5⁺" },
        "The first wrong place is number 2: dropout does not belong. nothing is dropped here")]
    [TestCase(new[] { "l_h1", "E", "w5⁺", "w5.grad" },
        "5 of 6 pairs are in the right order. The first wrong place is number 3: something else comes before w5⁺")]
    [TestCase(new[] { "l_h1", "E", "w5.grad" }, "What is there is in the right order, but something is missing")]
    public void The_first_wrong_place_is_named(string[] lines, string said)
    {
        Verdict verdict = Grader.Grade(Question, World, Numbers(0, lines));
        Assert.That((verdict.Kind, verdict.Message!.English), Is.EqualTo((VerdictKind.Wrong, said)));
    }

    [TestCase(0, 5)]
    [TestCase(1, 5)]
    [TestCase(2, 4)]
    [TestCase(3, 3)]
    [TestCase(4, 2)]
    [TestCase(9, 2)]
    public void From_the_second_wrong_answer_on_there_are_fewer_lines_and_the_key_still_fits(int misses, int lines)
    {
        OrderBlock[] blocks = [.. OrderKey.Blocks(Question, World, misses)];
        Assert.That(blocks, Has.Length.EqualTo(lines));
        Assert.That(blocks.Count(b => b.Distractor is not null), Is.EqualTo(misses < 2 ? 1 : 0));
        Assert.That(blocks.SelectMany(b => b.Items), Is.EquivalentTo(Question.Items));
        Assert.That(Grader.Grade(Question, World, AnswerKey.Of(Question, World, misses).Typed, misses).IsRight, Is.True);
        Assert.That(Grader.Grade(Question, World, string.Join(' ', Enumerable.Range(1, lines)), misses).IsRight, Is.False);
    }

    [Test]
    public void Without_lines_to_take_away_neighbours_are_joined_at_once()
    {
        OrderQuestion plain = Worlds.Order("E", "l_h1", "w5.grad", "w5⁺");
        Assert.That(OrderKey.Shown(plain, World, 2), Is.EquivalentTo(new[] { "l_h1 → E", "w5.grad", "w5⁺" }));
        Assert.That(OrderKey.Shown(plain, World, 3), Is.EquivalentTo(new[] { "l_h1 → E", "w5.grad → w5⁺" }));
    }

    [TestCase("")]
    [TestCase("9 1")]
    [TestCase("1 1")]
    [TestCase("x")]
    public void What_is_no_order_does_not_count(string typed) =>
        Assert.That(Grader.Grade(Question, World, typed).Kind, Is.EqualTo(VerdictKind.Unreadable));
}
