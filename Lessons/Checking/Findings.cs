using System.Collections.Immutable;
using Backstep.Engine.Bugs;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Models;
using Backstep.Engine.Models.Files;
using Backstep.Engine.Programs;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Checking;

/// <summary>Gathers problems with their places; the same thing is said once.</summary>
internal sealed class Findings
{
    private readonly List<CourseProblem> _problems;
    private readonly Func<LocalText, LocalText> _wording;

    public Findings(Course course)
        : this(course, [], text => text)
    {
    }

    private Findings(Course course, List<CourseProblem> problems, Func<LocalText, LocalText> wording) =>
        (Course, _problems, _wording) = (course, problems, wording);

    public Course Course { get; }

    /// <summary>By line; within a line as they were found.</summary>
    public ImmutableArray<CourseProblem> Problems => [.. _problems.OrderBy(p => p.Line)];

    /// <summary>What may stay, but should be known.</summary>
    public List<CourseProblem> Warnings { get; } = [];

    /// <summary>Gathers into the same list, with other words around each message.</summary>
    public Findings Apart(Func<LocalText, LocalText> wording) => new(Course, _problems, wording);

    /// <summary>Whether nothing was found in a lesson.</summary>
    public bool IsGood(Lesson lesson) => _problems.TrueForAll(p => Course.LessonAt(p.Path) != lesson);

    public void Add(string path, Func<CheckTexts, string> text) => Add(path, LocalText.Of(l => text(CheckTexts.In(l))));

    public void Add(string path, LocalText text)
    {
        CourseProblem problem = Course.Problem(path, _wording(text));
        if (!_problems.Contains(problem)) _problems.Add(problem);
    }

    public void Warn(string path, Func<CheckTexts, string> text) => Warn(path, LocalText.Of(l => text(CheckTexts.In(l))));

    public void Warn(string path, LocalText text) => Warnings.Add(Course.Problem(path, text));

    /// <summary>
    /// Does something; what the course is to blame for becomes a problem at
    /// <paramref name="path"/>, unless the failure knows a better place.
    /// </summary>
    /// <returns>Whether it could be done.</returns>
    public bool Try(string path, Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (CourseException e)
        {
            foreach (CourseProblem problem in e.Problems) Add(problem.Path == "$" ? path : problem.Path, problem.Text);
        }
        catch (Exception e) when (IsOfTheCourse(e))
        {
            Add(path, LocalText.Of(l => e is LocalizedException localized ? localized.In(l) : e.Message));
        }
        return false;
    }

    /// <summary>Works something out; null, with a problem, if it cannot be.</summary>
    public T? Try<T>(string path, Func<T> function)
        where T : class
    {
        T? result = null;
        Try(path, () => { result = function(); });
        return result;
    }

    /// <summary>Works a number out, which must be finite; null, with a problem, otherwise.</summary>
    public double? Number(string path, Func<double> function)
    {
        double? result = null;
        if (!Try(path, () => { result = function(); })) return null;
        if (double.IsFinite(result!.Value)) return result;
        Add(path, t => t.NotFinite(double.IsNaN(result.Value) ? "nan" : "inf"));
        return null;
    }

    /// <summary>Works a condition out; null, with a problem, if it cannot be.</summary>
    public bool? Condition(string path, Func<bool> function)
    {
        bool? result = null;
        Try(path, () => { result = function(); });
        return result;
    }

    private static bool IsOfTheCourse(Exception e) =>
        e is LessonException or ExpressionException or DebugException or UnknownProgramException or NetworkFileException
            or ScenarioException or BugException or ShapeException or ExplainException;
}
