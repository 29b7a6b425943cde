using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Backstep.Lessons.Courses;

/// <summary>The keys that one sort of object in a course file may have.</summary>
/// <param name="Required">Those that must be there.</param>
/// <param name="Optional">Those that may be there.</param>
public sealed record ObjectKeys(ImmutableArray<string> Required, ImmutableArray<string> Optional)
{
    /// <summary>All of them.</summary>
    public IEnumerable<string> All => Required.Concat(Optional);
}

/// <summary>The format of a course file, version 1, as far as code and schema have to agree on it.</summary>
public static class CourseFormat
{
    /// <summary>The version that is written into the file.</summary>
    public const int Version = 1;

    /// <summary>A larger file is refused.</summary>
    public const int MaxFileBytes = 8 << 20;

    /// <summary>A longer text is refused (characters).</summary>
    public const int MaxTextLength = 4000;

    /// <summary>A longer expression, name or id is refused (characters).</summary>
    public const int MaxExpressionLength = 500;

    /// <summary>Pages a lesson has at most.</summary>
    public const int MaxPages = 6;

    /// <summary>More iterations of an exercise are refused: a learner would wait for them.</summary>
    public const int MaxIterations = 10_000;

    private const string QuestionBase = "id kind ask hints", QuestionMore = "explanation alone";
    private const string RunKeys = "seed set batch_size optimizer learning_rate inject iterations";

    /// <summary>Prefixes of names that runs cannot have, because expressions use them; also <c>it3</c> and the like.</summary>
    public static FrozenSet<string> ReservedRunNames { get; } = new[] { "start", "first", "right" }.ToFrozenSet();

    /// <summary>What the key <c>optimizer</c> may say.</summary>
    public static FrozenSet<string> Optimizers { get; } = new[] { "sgd", "momentum", "adam" }.ToFrozenSet();

    /// <summary>What the key <c>data</c> of a training may say.</summary>
    public static FrozenSet<string> DataSets { get; } = new[] { "mnist", "fashion-mnist", "synthetic" }.ToFrozenSet();

    /// <summary>Every sort of object by the name of its definition in the schema: <c>lesson</c>, <c>goal_reach</c>, <c>question_number</c>.</summary>
    public static FrozenDictionary<string, ObjectKeys> Objects { get; } = new Dictionary<string, ObjectKeys>
    {
        ["course"] = Keys("format id title chapters", "$schema"),
        ["chapter"] = Keys("id title summary closing lessons"),
        ["lesson"] = Keys("id title exercise pages questions", "kind requires tutorial"),
        ["exercise"] = Keys("program", $"{RunKeys} vary runs goal par"),
        ["run"] = Keys("", $"program {RunKeys}"),
        ["solution"] = Keys("", "set iterations"),
        ["training"] = Keys("data epochs accuracy"),
        ["translations"] = Keys("en", "zh-Hans"),
        ["hints"] = Keys("idea", "formula numbers answer"),
        ["misconception"] = Keys("text", "engine expr"),
        ["choice_option"] = Keys("text when", "why"),
        ["fix_option"] = Keys("text leaves", "set why"),
        ["experiment_option"] = Keys("text run", "why"),
        ["goal_reach"] = Keys("kind value"),
        ["goal_reach_phase"] = Keys("kind phase"),
        ["goal_back_to"] = Keys("kind value"),
        ["goal_loss_below"] = Keys("kind below within solution"),
        ["goal_equals"] = Keys("kind value expr tolerance solution"),
        ["goal_explain"] = Keys("kind value"),
        ["goal_train"] = Keys("kind data epochs accuracy", "otherwise"),
        ["question_number"] = Keys($"{QuestionBase} answer", $"{QuestionMore} at misconceptions"),
        ["question_factor"] = Keys($"{QuestionBase} product factors missing", $"{QuestionMore} misconceptions"),
        ["question_sign"] = Keys($"{QuestionBase} answer", QuestionMore),
        ["question_shape"] = Keys($"{QuestionBase} of", QuestionMore),
        ["question_choice"] = Keys($"{QuestionBase} options", QuestionMore),
        ["question_order"] = Keys($"{QuestionBase} items", QuestionMore),
        ["question_fix"] = Keys($"{QuestionBase} options", QuestionMore),
        ["question_first_wrong_step"] = Keys(QuestionBase, QuestionMore),
        ["question_experiment"] = Keys($"{QuestionBase} options criterion", QuestionMore),
    }.ToFrozenDictionary();

    private static ObjectKeys Keys(string required, string optional = "") =>
        new([.. required.Split(' ', StringSplitOptions.RemoveEmptyEntries)], [.. optional.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
}
