using System.Collections.Immutable;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Progress;

namespace Backstep.Lessons.Game;

/// <summary>What came of something that was done.</summary>
/// <param name="Course">The course with the profile as it is now.</param>
/// <param name="Awards">What was won, to be shown; empty where the game is switched off.</param>
/// <param name="ClosedChapter">The chapter whose last lesson was solved by it; null otherwise.</param>
public sealed record ProgressUpdate(CourseProgress Course, ImmutableArray<Award> Awards, string? ClosedChapter = null);

/// <summary>A course and one learner's profile: what is open, and what a achievement changes. Nothing here is changed in place.</summary>
/// <param name="Outline">The course.</param>
/// <param name="Profile">The learner.</param>
public sealed record CourseProgress(CourseOutline Outline, Profile Profile)
{
    /// <summary>Where a lesson stands: a lesson is open as soon as each lesson that it requires is solved or skipped.</summary>
    public LessonState StateOf(LessonInfo lesson) => Flow(lesson).State;

    /// <summary>What a map or a list says of a lesson.</summary>
    public LessonStatus StatusOf(LessonInfo lesson) => Flow(lesson).Position.Status;

    /// <summary>A flow that goes on where the learner left the lesson; fire <see cref="LessonTrigger.Open"/> to enter it.</summary>
    public LessonFlow Flow(LessonInfo lesson)
    {
        LessonFlow flow = new(lesson, Record(lesson).Position);
        if (flow.State == LessonState.Locked && IsOpen(lesson)) flow.Fire(LessonTrigger.Unlock);
        return flow;
    }

    /// <summary>The lessons that a lesson still waits for; empty where it is open.</summary>
    public IReadOnlyList<LessonInfo> WaitsFor(LessonInfo lesson) =>
        [.. lesson.Requires.Select(Outline.Find).OfType<LessonInfo>().Where(before => !Record(before).Position.IsPassed)];

    /// <summary>The first lesson that is open and not passed, in the order of the course; null where there is none.</summary>
    public LessonInfo? NextLesson => Outline.Lessons.FirstOrDefault(l => !Record(l).Position.IsPassed && IsOpen(l));

    /// <summary>A chapter's figures, for the map and the closing screen.</summary>
    public ChapterSummary Summary(string chapterId) => new(chapterId,
    [
        .. from lesson in Outline.Chapter(chapterId)
           let record = Record(lesson)
           select new LessonSummary(lesson, StatusOf(lesson), record.Stars, TimeSpan.FromSeconds(record.Seconds),
               record.FewestHints, record.FewestWrong, record.BestSteps),
    ]);

    /// <summary>Takes over where a flow is. Call it after every change that shall not be lost.</summary>
    /// <param name="flow">The flow of one of the course's lessons.</param>
    /// <param name="now">The local time: its date is the day that counts.</param>
    /// <param name="spent">The time spent in the lesson since the last call.</param>
    public ProgressUpdate Update(LessonFlow flow, DateTimeOffset now, TimeSpan spent = default)
    {
        LessonInfo lesson = flow.Lesson;
        LessonRecord before = Record(lesson);
        LessonPosition position = flow.Position, old = before.Position;
        bool isSameRun = old.Replays == position.Replays;
        bool hasSolved = position.IsRunSolved && !(isSameRun && old.IsRunSolved);
        bool hasLearned = hasSolved
            || position.Questions.Values.Count(q => q.Right) > (isSameRun ? old.Questions.Values.Count(q => q.Right) : 0);

        LessonRecord after = before with
        {
            Position = position,
            Seconds = before.Seconds + Math.Max(0, (long)spent.TotalSeconds),
            Touched = now,
            BestSteps = Least(before.BestSteps, position.GoalSteps),
        };
        if (hasSolved) after = Solved(lesson, after, DateOnly.FromDateTime(now.DateTime));
        Profile profile = Profile.With(Outline.Id, lesson.Id, after);
        if (profile.Game && hasLearned) profile = profile with { Streak = profile.Streak.Count(DateOnly.FromDateTime(now.DateTime)) };

        List<Achievement> achievements = [];
        if (hasSolved) achievements.Add(new(AchievementKind.LessonSolved, lesson.Id));
        bool wasClosed = Summary(lesson.ChapterId).IsClosed;
        ProgressUpdate played = After(profile, achievements, now);
        return played with { ClosedChapter = !wasClosed && played.Course.Summary(lesson.ChapterId).IsClosed ? lesson.ChapterId : null };
    }

    /// <summary>Gives what a achievement outside the lessons earns.</summary>
    /// <param name="achievement">What was done.</param>
    /// <param name="now">The local time.</param>
    public ProgressUpdate Achieve(Achievement achievement, DateTimeOffset now) => After(Profile, [achievement], now);

    /// <summary>
    /// Begins a chapter's test-out: its questions, and the course in which that is counted, so that the next time others are asked.
    /// </summary>
    public (CourseProgress Course, ImmutableArray<TestOutQuestion> Questions) BeginTestOut(string chapterId)
    {
        CourseRecord record = Profile.Course(Outline.Id);
        int before = record.TestOuts.GetValueOrDefault(chapterId);
        CourseRecord counted = record with { TestOuts = record.TestOuts.SetItem(chapterId, before + 1) };
        return (this with { Profile = Profile with { Courses = Profile.Courses.SetItem(Outline.Id, counted) } },
            ChapterTestOut.Questions(Outline, chapterId, before));
    }

    /// <summary>Passes every lesson of a chapter that is not solved yet: the chapter's test-out was passed.</summary>
    /// <param name="chapterId">The chapter.</param>
    /// <param name="now">The local time.</param>
    public ProgressUpdate PassTestOut(string chapterId, DateTimeOffset now)
    {
        CourseProgress course = this;
        string? closed = null;
        List<Award> awards = [];
        foreach (LessonInfo lesson in Outline.Chapter(chapterId).Where(l => Record(l).Position.SolvedAs is null))
        {
            LessonFlow flow = course.Flow(lesson);
            flow.Fire(LessonTrigger.PassTestOut);
            ProgressUpdate one = course.Update(flow, now);
            (course, closed) = (one.Course, one.ClosedChapter ?? closed);
            awards.AddRange(one.Awards);
        }
        ProgressUpdate passed = course.Achieve(new(AchievementKind.TestOutPassed, chapterId), now);
        return new(passed.Course, [.. Summed(awards.Concat(passed.Awards))], closed);
    }

    /// <summary>
    /// Takes over an answer to a question, wherever it was asked; call it beside <see cref="Update"/>, which keeps the place. A lesson of
    /// which the learner was sure and wrong is due for review at once.
    /// </summary>
    /// <param name="lesson">The lesson's id.</param>
    /// <param name="question">The question's id.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="now">The local time.</param>
    public CourseProgress Answered(string lesson, string question, GivenAnswer answer, DateTimeOffset now)
    {
        LessonRecord record = Profile.Lesson(Outline.Id, lesson);
        LessonRecord after = WithAnswers(record, question, a => a.With(answer));
        return With(lesson, answer.IsSurprise ? after with { Review = ReviewPlan.Surprised(record, question, now) } : after);
    }

    /// <summary>Takes over a reason that was chosen for a right answer.</summary>
    public CourseProgress Reasoned(string lesson, string question, bool right) =>
        With(lesson, WithAnswers(Profile.Lesson(Outline.Id, lesson), question, a => a with { Reasons = a.Reasons.With(right) }));

    /// <summary>Takes over the first answer to a question of a review, which decides when its topic comes again.</summary>
    /// <param name="asked">The question.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="now">The local time.</param>
    public ProgressUpdate Reviewed(ReviewQuestion asked, GivenAnswer answer, DateTimeOffset now)
    {
        DateOnly today = DateOnly.FromDateTime(now.DateTime);
        LessonRecord record = Profile.Lesson(Outline.Id, asked.LessonId);
        Profile profile = With(asked.LessonId, WithAnswers(record, asked.QuestionId, a => a.With(answer)) with
        {
            Review = ReviewPlan.After(record, asked.QuestionId, answer, now),
        }).Profile;
        if (!profile.Game) return new(this with { Profile = profile }, []);
        DailyRecord before = DailyRecord(today) ?? new(asked.LessonId, asked.QuestionId, false, 0, 0);
        bool right = before.Right || answer.IsRight;
        profile = profile.With(Outline.Id, today, before with { Right = right, Tries = before.Tries + 1, Xp = right ? ReviewPlan.Xp : 0 });
        if (right) profile = profile with { Streak = profile.Streak.Count(today) };
        return After(profile, right && !before.Right ? [new(AchievementKind.DailySolved, asked.LessonId)] : [], now);
    }

    /// <summary>How sure the learner was of first answers, and how often right: all questions of the course together.</summary>
    public Tally Calibration(Confidence sure) =>
        Profile.Course(Outline.Id).Lessons.Values.SelectMany(l => l.Answers.Values).Aggregate(new Tally(), (sum, a) => sum + a.Of(sure));

    /// <summary>What is known of a day's reviews; null before the first answer.</summary>
    public DailyRecord? DailyRecord(DateOnly day) => Profile.Course(Outline.Id).Daily.GetValueOrDefault(Records.Key(day));

    private CourseProgress With(string lesson, LessonRecord record) => this with { Profile = Profile.With(Outline.Id, lesson, record) };

    private static LessonRecord WithAnswers(LessonRecord record, string question, Func<AnswerRecord, AnswerRecord> change) =>
        record with { Answers = record.Answers.SetItem(question, change(record.Answers.GetValueOrDefault(question) ?? new())) };

    /// <summary>What is known of a lesson.</summary>
    public LessonRecord Record(LessonInfo lesson) => Profile.Lesson(Outline.Id, lesson.Id);

    private bool IsOpen(LessonInfo lesson) => WaitsFor(lesson).Count == 0;

    private LessonRecord Solved(LessonInfo lesson, LessonRecord record, DateOnly today)
    {
        LessonPosition run = record.Position;
        int stars = Profile.Game ? Stars.Of(lesson, run) : 0;
        return record with
        {
            SolvedOn = record.SolvedOn ?? today,
            // Who passed by the test-out has shown nothing of what the lesson counts.
            FewestHints = run.IsTestedOut ? record.FewestHints : Least(record.FewestHints, run.Hints),
            FewestWrong = run.IsTestedOut ? record.FewestWrong : Least(record.FewestWrong, run.Wrong),
            Stars = Math.Max(record.Stars, stars),
            Xp = Profile.Game ? Math.Max(record.Xp, Stars.Xp(stars, lesson.IsBoss)) : record.Xp,
        };
    }

    /// <summary>The new profile with the badges of some achievements, and everything that was won since this one.</summary>
    private ProgressUpdate After(Profile profile, IReadOnlyList<Achievement> achievements, DateTimeOffset now)
    {
        CourseProgress course = this with { Profile = profile };
        if (!profile.Game) return new(course, []);
        List<Award> badges = [];
        foreach (Badge badge in achievements.SelectMany(achievement => Badges.Earned(course, achievement)).DistinctBy(b => b.Key))
        {
            badges.Add(new(AwardKind.Badge, badge.Key, Profile.XpPerBadge));
            profile = profile with { Badges = profile.Badges.Add(badge.Key, DateOnly.FromDateTime(now.DateTime)) };
        }
        course = this with { Profile = profile };
        List<Award> awards =
        [
            .. from lesson in Outline.Lessons
               where course.Record(lesson).Stars > Record(lesson).Stars
               select new Award(AwardKind.Stars, lesson.Id, course.Record(lesson).Stars),
        ];
        if (profile.Xp > Profile.Xp) awards.Add(new(AwardKind.Xp, "", profile.Xp - Profile.Xp));
        if (profile.Streak.Last != Profile.Streak.Last) awards.Add(new(AwardKind.Streak, "", profile.Streak.Days));
        awards.AddRange(badges);
        if (Ranks.Of(profile.Xp) is var rank && rank.Xp > Ranks.Of(Profile.Xp).Xp) awards.Add(new(AwardKind.Rank, rank.Key, rank.Xp));
        return new(course, [.. awards]);
    }

    /// <summary>Points in one sum, and of several ranks the last.</summary>
    private static IEnumerable<Award> Summed(IEnumerable<Award> awards)
    {
        Award[] all = [.. awards];
        int xp = all.Where(a => a.Kind == AwardKind.Xp).Sum(a => a.Amount);
        foreach (Award award in all.Where(a => a.Kind is AwardKind.Stars)) yield return award;
        if (xp > 0) yield return new(AwardKind.Xp, "", xp);
        foreach (Award award in all.Where(a => a.Kind is AwardKind.Streak or AwardKind.Badge)) yield return award;
        if (all.LastOrDefault(a => a.Kind == AwardKind.Rank) is { } rank) yield return rank;
    }

    private static int? Least(int? a, int? b) => a is { } x && b is { } y ? Math.Min(x, y) : a ?? b;
}
