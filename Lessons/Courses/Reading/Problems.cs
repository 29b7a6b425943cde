using System.Collections.Immutable;
using Backstep.Engine;
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

    public void Add(string path, int line, Func<CourseTexts, string> text)
    {
        if (_list.Count < Most) _list.Add(new(path, line, LocalText.Of(l => text(CourseTexts.In(l)))));
    }

    public void Add(JsonPart part, Func<CourseTexts, string> text) => Add(part.Path, part.Line, text);

    /// <summary>A piece of the file in a message: shortened, in one line.</summary>
    public static string Shown(string text) =>
        $"\"{string.Concat((text.Length <= 60 ? text : text[..60] + "...")
            .Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c))}\"";

    /// <summary>What may have been meant; empty if nothing is near.</summary>
    public static string Near(string typed, IEnumerable<string> known) => typed.Length > 60 ? "" :
        known.Select(k => (Name: k, Distance: EditDistance.Between(typed, k)))
            .Where(n => n.Distance <= (typed.Length < 4 ? 1 : Math.Max(2, typed.Length / 3)))
            .OrderBy(n => n.Distance).Select(n => n.Name).FirstOrDefault() ?? "";
}
