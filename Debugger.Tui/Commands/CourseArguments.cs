using System.CommandLine;
using Backstep.Debugger.Tui.Session.Lessons;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine;
using Backstep.Lessons.Courses;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>--lessons FILE</c>: which course is meant.</summary>
internal sealed class CourseArguments
{
    private readonly string _shipped;

    /// <summary>The option.</summary>
    /// <param name="folder">Where the course lies that comes with the program; null for the program's own folder.</param>
    /// <param name="recursive">Whether commands below take the option too.</param>
    /// <param name="texts">The language of its help; English where nobody reads it.</param>
    public CourseArguments(string? folder = null, bool recursive = true, UiTexts? texts = null)
    {
        _shipped = Path.Combine(folder ?? AppContext.BaseDirectory, "lessons.json");
        File = new("--lessons")
        { Description = (texts ?? UiTexts.English).LessonHelp.CourseFile, HelpName = "FILE", Recursive = recursive };
    }

    public Option<string?> File { get; }

    /// <summary>The file that is asked for.</summary>
    public string PathOf(ParseResult? parsed) => parsed?.GetValue(File) ?? _shipped;

    /// <summary>The course that is asked for.</summary>
    /// <exception cref="CourseException">It cannot be used.</exception>
    public Course Load(ParseResult? parsed) => CourseFile.Load(PathOf(parsed), isProven: PathOf(parsed) == _shipped);

    /// <summary>The lesson with this id.</summary>
    /// <exception cref="UsageException">There is none; the message names those that are like it.</exception>
    public static Lesson Find(Course course, string id, UiTexts texts) =>
        course.Find(id) ?? throw new UsageException(texts.LessonHelp.NoLesson(id, Near(id, course.Lessons.Select(l => l.Id))));

    /// <summary>The question with this id.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static Question Find(Lesson lesson, string id, UiTexts texts) =>
        lesson.Find(id) ?? throw new UsageException(texts.LessonHelp.NoQuestion(lesson.Id, id, Near(id, lesson.Questions.Select(q => q.Id)),
            string.Join(", ", lesson.Questions.Select(q => q.Id))));

    private static string Near(string typed, IEnumerable<string> ids)
    {
        string[] near = [.. from id in ids
                            let distance = EditDistance.Between(typed, id)
                            where distance <= Math.Max(1, typed.Length / 3)
                                || (typed.Length >= 3 && id.Contains(typed, StringComparison.OrdinalIgnoreCase))
                            orderby distance
                            select id];
        return string.Join(", ", near.Take(3));
    }
}
