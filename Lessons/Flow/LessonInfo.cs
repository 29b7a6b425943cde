namespace Backstep.Lessons.Flow;

/// <summary>What the flow, the saved game and the game need to know of a lesson.</summary>
/// <param name="Id">Unique in the course.</param>
/// <param name="ChapterId">The chapter it belongs to.</param>
/// <param name="Requires">The lessons that come before it: it opens when each is solved or skipped.</param>
/// <param name="PageCount">How many pages there are to read; a lesson without pages opens at an empty first page.</param>
/// <param name="QuestionIds">The questions in order; unique in the lesson.</param>
/// <param name="HasExercise">Whether there is an exercise in the debugger between the pages and the questions.</param>
/// <param name="IsBoss">Whether it is a boss level.</param>
/// <param name="Par">The fewest steps that solve the exercise; null where steps do not count.</param>
/// <param name="AskableAlone">The questions that can be answered without the debugger beside them; null for all.</param>
/// <param name="Reasoned">The questions after which the reason is asked for; null for none.</param>
public sealed record LessonInfo(
    string Id,
    string ChapterId,
    IReadOnlyList<string> Requires,
    int PageCount,
    IReadOnlyList<string> QuestionIds,
    bool HasExercise = false,
    bool IsBoss = false,
    int? Par = null,
    IReadOnlyList<string>? AskableAlone = null,
    IReadOnlyList<string>? Reasoned = null)
{
    /// <summary>Finds <see cref="Par"/> when it is first asked for: the exercise is run for that.</summary>
    public Lazy<int?>? LatePar { private get; init; }

    /// <summary>The fewest steps that solve the exercise; null where steps do not count.</summary>
    public int? Par { get => LatePar is null ? field : LatePar.Value; init; } = Par;

    /// <summary>What a test-out or the review may ask.</summary>
    public IReadOnlyList<string> TestQuestions => AskableAlone ?? QuestionIds;
}

/// <summary>The lessons of a course in order.</summary>
/// <param name="Id">Tells courses apart in the saved game.</param>
/// <param name="Lessons">All lessons, chapter by chapter.</param>
public sealed record CourseOutline(string Id, IReadOnlyList<LessonInfo> Lessons)
{
    /// <summary>The chapters in order.</summary>
    public IReadOnlyList<string> ChapterIds => [.. Lessons.Select(l => l.ChapterId).Distinct()];

    /// <summary>The lessons of one chapter in order; empty where there is no such chapter.</summary>
    public IReadOnlyList<LessonInfo> Chapter(string id) => [.. Lessons.Where(l => l.ChapterId == id)];

    /// <summary>The lesson with this id; null where the course has none.</summary>
    public LessonInfo? Find(string id) => Lessons.FirstOrDefault(l => l.Id == id);
}
