using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json.Serialization;

namespace Backstep.Lessons.Courses;

/// <summary>What the records do not say of the format of a course file: its version, its limits, and what its strings may be.</summary>
public static class CourseFormat
{
    public const int Version = 1;

    /// <summary>A larger file is refused.</summary>
    public const int MaxFileBytes = 8 << 20;

    /// <summary>A longer text is refused (characters).</summary>
    public const int MaxTextLength = 4000;

    /// <summary>A longer expression, name or id is refused (characters).</summary>
    public const int MaxExpressionLength = 500;

    /// <summary>More iterations of an exercise are refused: a learner would wait for them.</summary>
    public const int MaxIterations = 10_000;

    /// <summary>Runs cannot be called so, because expressions use these words in front of names.</summary>
    public const string ReservedRunNames = "^(start|first|right|it[0-9]+)$";

    /// <summary>The kind of a goal or question as the file names it.</summary>
    internal static string KindOf<T>(T node)
        where T : CourseNode =>
        (string)typeof(T).GetCustomAttributes<JsonDerivedTypeAttribute>().First(d => d.DerivedType == node.GetType()).TypeDiscriminator!;
}

/// <summary>What the strings of a member may be, also those in a list or behind the keys of an object.</summary>
/// <param name="name">One of <see cref="TextKind.All"/>.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
internal sealed class TextAttribute(string name) : Attribute
{
    public TextKind Kind { get; } = TextKind.All.First(k => k.Name == name);
}

/// <summary>Each string of a list is there once.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
internal sealed class UniqueAttribute : Attribute;

/// <summary>What a string of a course file may be.</summary>
/// <param name="Name">Its definition in the schema.</param>
/// <param name="Description">What a teacher reads of it.</param>
/// <param name="Examples">What an editor offers.</param>
internal sealed record TextKind(string Name, string Description, params ImmutableArray<string> Examples)
{
    public const string Prose = "prose", Id = "id", Expression = "expression", Value = "name", Bug = "bug", Program = "program_name",
        Word = "word";

    public const string IdPattern = "^[a-z0-9]+(-[a-z0-9]+)*$";

    public const int MaxIdLength = 64;

    public static ImmutableArray<TextKind> All { get; } =
    [
        new(Prose,
            "A text for people, in one language. Numbers are placeholders: {w5.grad} or {w5.grad:4}, "
            + "{w5.grad:=} is the whole calculation; **bold**, `code`, a line that begins "
            + "with '> ' is a note, with four blanks code, a blank line begins a paragraph."),
        new(Id, "Small letters, digits and hyphens: hidden-gradient."),
        new(Expression,
            "An expression over the program's values at the end of the exercise: w5.grad, d(E)/d(w5), w5⁺, norm(conv1.weight.grad). In "
            + "front of a name: start: (before the first iteration), first: and it3: (end of an iteration), right: (without the bug), or a "
            + "run's name.",
            "w5.grad", "start:w5 - w5", "hot:it3:loss"),
        new(Value, "The name or label of a value.", "w5.grad", "∂E/∂w5", "conv1.weight"),
        new(Bug, "A mistake made on purpose.", [.. Backstep.Engine.Bugs.BugCatalog.All.Select(b => b.Name)]),
        new(Program, "A program of the catalog.", [.. Backstep.Engine.Models.ProgramCatalog.All.Select(p => p.Name)]),
        new(Word, "A word."),
    ];

    public int MaxLength => Name switch { Prose => CourseFormat.MaxTextLength, Id => MaxIdLength, _ => CourseFormat.MaxExpressionLength };
}
