using System.Collections.Immutable;
using Backstep.Engine.Json;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Courses.Reading;

/// <summary>Collects what is wrong with a file, so that an author can mend it all at once.</summary>
internal sealed class Problems
{
    /// <summary>A file that is no course at all would fill the screen.</summary>
    private const int Most = 200;

    private readonly List<CourseProblem> _list = [];

    public bool Any => _list.Count > 0;

    /// <summary>In the order of the file.</summary>
    public ImmutableArray<CourseProblem> InOrder => [.. _list.OrderBy(p => p.Line).Distinct()];

    /// <summary>A complaint of the reader of JSON.</summary>
    public void Add(string path, int line, Func<Language, string> text) => Add(path, line, t => text(t.Language));

    public void Add(string path, int line, Func<CourseTexts, string> text)
    {
        if (_list.Count < Most) _list.Add(new(path, line, LocalText.Of(l => text(CourseTexts.In(l)))));
    }

    public void Add(JsonPart part, Func<CourseTexts, string> text) => Add(part.Path, part.Line, text);
}
