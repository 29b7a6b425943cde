using System.Diagnostics;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Progress;
using Backstep.Lessons.Reports;

namespace Backstep.Lessons.Tests.Reports;

/// <summary>A class in tables, made of what its learners exported.</summary>
public sealed class ClassReportTests
{
    private static readonly DateTimeOffset Day = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static Lesson First => Shipped.Course.Lessons.First();

    private static CourseProgress Learner(string name) => new(Shipped.Outline, new Profile { Name = name });

    private static CourseProgress Solved(CourseProgress played, int lessons)
    {
        foreach (LessonInfo lesson in Shipped.Outline.Lessons.Take(lessons))
        {
            LessonFlow flow = played.Flow(lesson);
            flow.Fire(LessonTrigger.PassTestOut);
            played = played.Update(flow, Day, TimeSpan.FromMinutes(3)).Course;
        }
        return played;
    }

    private static CourseProgress Missed(CourseProgress played, params string[] answers)
    {
        foreach (string answer in answers)
            played = played.Answered(First.Id, First.Questions[0].Id, new(false, answer, "sign", Confidence.Sure), Day);
        return played;
    }

    [Test]
    public void Who_is_where_is_a_row_a_learner_in_the_order_of_names()
    {
        var report = ClassReport.Of(Shipped.Course, [Solved(Learner("Zoe"), 2).Profile, Learner("Ada").Profile]);
        LearnerRow[] rows = [.. report.Learners(Shipped.Outline)];
        Assert.That(rows.Select(r => (r.Name, r.Solved, r.At!.Id, r.Last)), Is.EqualTo(new[]
        {
            ("Ada", 0, First.Id, (DateOnly?)null),
            ("Zoe", 2, Shipped.Course.Lessons.ElementAt(2).Id, new DateOnly(2026, 3, 2)),
        }));
        Assert.That(rows[1].Time, Is.EqualTo(TimeSpan.FromMinutes(6)));
    }

    [Test]
    public void The_question_that_most_learners_missed_comes_first_with_the_answer_of_most()
    {
        var report = ClassReport.Of(Shipped.Course,
        [
            Missed(Learner("A"), "0.03", "0.04").Profile, Missed(Learner("B"), "0.03").Profile,
            Learner("C").Answered(First.Id, First.Questions[0].Id, new(true, "1"), Day).Profile,
            Learner("D").Answered(First.Id, First.Questions[1].Id, new(false, "2"), Day).Profile,
        ]);
        QuestionRow[] missed = [.. report.Missed];
        Assert.That(missed.Select(q => (q.Question.Id, q.Asked, q.Missed, q.Wrong, q.WrongAnswer, q.WrongAnswerBy, q.Slip, q.Surprised)),
            Is.EqualTo(new[]
            {
                (First.Questions[0].Id, 3, 2, 3, "0.03", 2, "sign", 3),
                (First.Questions[1].Id, 1, 1, 1, "2", 1, (string?)null, 0),
            }));
    }

    [Test]
    public void Two_exports_of_one_learner_are_one_learner()
    {
        CourseProgress before = Missed(Learner("A"), "7"), after = Solved(Missed(before, "7"), 1);
        var report = ClassReport.Of(Shipped.Course, [after.Profile, before.Profile]);
        Assert.That((report.Profiles.Length, report.Missed[0].Wrong, report.Learners(Shipped.Outline)[0].Solved), Is.EqualTo((1, 2, 1)));
    }

    [Test]
    public void A_table_for_spreadsheets_quotes_what_has_to_be_and_runs_nothing()
    {
        CourseProgress played = Missed(Learner("=cmd|' /C calc'!A0"), "1, 2 \"x\"");
        played = played.Answered(First.Id, First.Questions[1].Id, new(false, "-0.03"), Day);
        string[] rows = ClassCsv.Write(ClassReport.Of(Shipped.Course, [played.Profile]), Shipped.Outline).Split("\r\n");
        Assert.That(rows[0], Is.EqualTo(
            "learner,chapter,lesson,status,stars,minutes,last,question,right,wrong,wrong_answer,wrong_answer_times,slip,sure_and_wrong"));
        Assert.That(rows, Has.Length.EqualTo(4).And.ItemAt(3).Empty);
        Assert.That(rows[1..3], Is.All.StartsWith("'=cmd|' /C calc'!A0,one-neuron,neuron-sum,"));
        Assert.That(rows[1..3], Has.Some.EndsWith(",0,1,\"1, 2 \"\"x\"\"\",1,sign,1").And.Some.EndsWith(",0,1,-0.03,1,,0"));
    }

    [Test]
    public void Thirty_exports_with_every_question_missed_are_merged_and_the_time_is_told()
    {
        byte[][] exports = [.. Enumerable.Range(0, 30).Select(i =>
        {
            CourseProgress played = Solved(Learner($"learner {i}"), i);
            foreach (Lesson lesson in Shipped.Course.Lessons)
                foreach (Question question in lesson.Questions)
                    for (int k = 0; k < 3; k++)
                        played = played.Answered(lesson.Id, question.Id, new(k == 2, $"{(i + k) % 7}", "sign"), Day);
            return ProgressJson.Write(played.Profile);
        })];
        var watch = Stopwatch.StartNew();
        var report = ClassReport.Of(Shipped.Course, [.. exports.Select((e, i) => ProgressJson.Read(e, $"{i}.json"))]);
        string table = ClassCsv.Write(report, Shipped.Outline);
        LearnerRow[] learners = [.. report.Learners(Shipped.Outline)];
        QuestionRow[] missed = [.. report.Missed];
        TestContext.Out.WriteLine(
            $"30 exports of {exports.Sum(e => e.Length) / 1024} KiB, {missed.Length} questions: {watch.ElapsedMilliseconds} ms");
        int questions = Shipped.Course.Lessons.Sum(l => l.Questions.Length);
        Assert.That((learners.Length, missed.Length, missed.All(q => q.Missed == 30)), Is.EqualTo((30, questions, true)));
        Assert.That(table.Split("\r\n"), Has.Length.GreaterThan(30 * questions));
    }
}
