using System.Collections.Immutable;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Courses;

/// <summary>Something in a course file that has to be changed.</summary>
/// <param name="Path">Where, as a JSON path: <c>$.chapters[2].lessons[0].questions[1].answer</c>.</param>
/// <param name="Line">The line of the file, from 1; 0 if the fault is not in a line (the file is not there).</param>
/// <param name="Text">What is wrong and what to do, in one line without the place.</param>
public sealed record CourseProblem(string Path, int Line, LocalText Text)
{
    /// <summary>The English text.</summary>
    public string Message => Text.English;

    /// <summary><c>$.chapters[0].id (line 7): an id is wanted ...</c>.</summary>
    public string In(Language language) => Line == 0 ? Text.In(language) : CourseTexts.In(language).At(Path, Line, Text.In(language));

    public override string ToString() => In(Language.English);
}

/// <summary>A course cannot be used; the message is one line that tells the first problem, where it is, and how many follow.</summary>
public sealed class CourseException(params ImmutableArray<CourseProblem> problems) : LocalizedException(l =>
    problems.Length == 1 ? problems[0].In(l) : CourseTexts.In(l).AndMore(problems[0].In(l), problems.Length - 1))
{
    /// <summary>A problem that has no line: of a file that is not there, or of a goal in a program.</summary>
    public CourseException(Func<Language, string> text, string path = "$")
        : this(new CourseProblem(path, 0, LocalText.Of(text)))
    {
    }

    /// <summary>Every problem that was found, in the order of the file; never empty.</summary>
    public ImmutableArray<CourseProblem> Problems { get; } = problems;
}
