using System.Collections.Immutable;

namespace Backstep.Lessons.Courses;

/// <summary>Something in a course file that has to be changed.</summary>
/// <param name="Path">Where, as a JSON path: <c>$.chapters[2].lessons[0].questions[1].answer</c>.</param>
/// <param name="Line">The line of the file, from 1; 0 if the fault is not in a line (the file is not there).</param>
/// <param name="Message">What is wrong and what to do, in one line without the place.</param>
public sealed record CourseProblem(string Path, int Line, string Message)
{
    /// <summary><c>$.chapters[0].id (line 7): an id is wanted ...</c>.</summary>
    public override string ToString() => Line == 0 ? Message : $"{Path} (line {Line}): {Message}";
}

/// <summary>A course cannot be used; the message is one line that says where, what and what to do.</summary>
public sealed class CourseException : LocalizedException
{
    /// <summary>One problem or several; the message tells the first and how many follow.</summary>
    public CourseException(params ImmutableArray<CourseProblem> problems)
        : base(_ => problems.Length == 1 ? problems[0].ToString() : $"{problems[0]} (and {problems.Length - 1} more)") => Problems = problems;

    /// <summary>A problem that has no line, such as a file that is not there.</summary>
    public CourseException(string message)
        : this(new CourseProblem("$", 0, message))
    {
    }

    /// <summary>Every problem that was found, in the order of the file; never empty.</summary>
    public ImmutableArray<CourseProblem> Problems { get; }
}
