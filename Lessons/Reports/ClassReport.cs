using System.Collections.Immutable;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Progress;

namespace Backstep.Lessons.Reports;

/// <summary>Where a learner is.</summary>
/// <param name="Name">The learner.</param>
/// <param name="Solved">Lessons that are solved.</param>
/// <param name="Skipped">Lessons that were left aside.</param>
/// <param name="At">The lesson to go on with; null where none is left.</param>
/// <param name="Last">The day of the last play; null before the first.</param>
/// <param name="Time">The time spent.</param>
/// <param name="Right">Answers that were right, of <paramref name="Answers"/>.</param>
/// <param name="Answers">Answers that were given.</param>
/// <param name="Sure">First answers of which the learner was sure.</param>
public sealed record LearnerRow(
    string Name, int Solved, int Skipped, Lesson? At, DateOnly? Last, TimeSpan Time, int Right, int Answers, Tally Sure);

/// <summary>How a class did with a question.</summary>
/// <param name="Lesson">The lesson.</param>
/// <param name="Question">The question.</param>
/// <param name="Asked">Learners who answered it.</param>
/// <param name="Missed">Learners who answered it wrong, once or more often.</param>
/// <param name="Wrong">All wrong answers.</param>
/// <param name="WrongAnswer">The wrong answer of most learners as it was typed; null where none was kept.</param>
/// <param name="WrongAnswerBy">How many learners gave it.</param>
/// <param name="Slip">What most wrong answers came from; null where that is not known.</param>
/// <param name="Surprised">Wrong answers of which learners were sure.</param>
public sealed record QuestionRow(
    Lesson Lesson, Question Question, int Asked, int Missed, int Wrong, string? WrongAnswer, int WrongAnswerBy, string? Slip,
        int Surprised);

/// <summary>
/// A class in one course, made of what its learners have exported: who is where, and which question is missed by how many, with which
/// wrong answer. Nothing of it is known unless the learners hand their exports out.
/// </summary>
/// <param name="Course">The course.</param>
/// <param name="Profiles">The learners in the order of their names; two exports of one name are one learner.</param>
public sealed record ClassReport(Course Course, ImmutableArray<Profile> Profiles)
{
    /// <summary>The report on some exports.</summary>
    public static ClassReport Of(Course course, IEnumerable<Profile> exports) => new(course,
    [
        .. exports.GroupBy(p => p.Name, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => g.Aggregate(ProfileMerge.Merge)),
    ]);

    /// <summary>Who is where.</summary>
    /// <param name="outline">The course's outline.</param>
    public ImmutableArray<LearnerRow> Learners(CourseOutline outline) =>
    [
        .. from profile in Profiles
           let played = new CourseProgress(outline, profile)
           let records = profile.Course(Course.Id).Lessons.Values.ToList()
           let answers = records.SelectMany(r => r.Answers.Values).ToList()
           select new LearnerRow(profile.Name,
               outline.Lessons.Count(l => played.Record(l).Position.SolvedAs is not null),
               outline.Lessons.Count(l => played.StatusOf(l) == LessonStatus.Skipped),
               played.NextLesson is { } next ? Course.Find(next.Id) : null,
               records.Where(r => r.Touched != default).Select(r => (DateOnly?)DateOnly.FromDateTime(r.Touched.DateTime)).Max(),
               TimeSpan.FromSeconds(records.Sum(r => r.Seconds)),
               answers.Sum(a => a.Right), answers.Sum(a => a.Right + a.Wrong),
               answers.Aggregate(new Tally(), (sum, a) => sum + a.Sure)),
    ];

    /// <summary>The questions that somebody missed, the one that most learners missed first.</summary>
    public ImmutableArray<QuestionRow> Missed =>
    [
        .. from lesson in Course.Lessons
           from question in lesson.Questions
           let answers = AnswersTo(lesson, question)
           where answers.Any(a => a.Wrong > 0)
           let worst = MostOf(answers.SelectMany(a => a.Answers.Keys))
           let slips = answers.SelectMany(a => a.Slips).GroupBy(s => s.Key).OrderByDescending(g => g.Sum(s => s.Value))
               .ThenBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault()
           orderby answers.Count(a => a.Wrong > 0) descending, answers.Sum(a => a.Wrong) descending
           select new QuestionRow(lesson, question, answers.Count, answers.Count(a => a.Wrong > 0), answers.Sum(a => a.Wrong),
               worst?.Key, worst?.Count() ?? 0, slips?.Key, answers.Sum(a => a.Sure.Asked - a.Sure.Right)),
    ];

    private List<AnswerRecord> AnswersTo(Lesson lesson, Question question) =>
        [.. Profiles.Select(p => p.Lesson(Course.Id, lesson.Id).Answers.GetValueOrDefault(question.Id)).OfType<AnswerRecord>()];

    private static IGrouping<string, string>? MostOf(IEnumerable<string> answers) =>
        answers.GroupBy(a => a).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault();
}
