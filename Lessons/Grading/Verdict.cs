using System.Collections.Immutable;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Grading;

/// <summary>How an answer was judged.</summary>
public enum VerdictKind
{
    /// <summary>It is right.</summary>
    Right,

    /// <summary>It is wrong; an attempt is used.</summary>
    Wrong,

    /// <summary>It is no answer to this kind of question; no attempt is used.</summary>
    Unreadable,
}

/// <summary>A part of an answer: an extent of a shape, a pair of an order.</summary>
/// <param name="Text">What was answered there.</param>
/// <param name="IsRight">Whether it is right.</param>
public sealed record VerdictPart(string Text, bool IsRight);

/// <summary>What becomes of an answer.</summary>
public sealed record Verdict
{
    /// <summary>How it was judged.</summary>
    public required VerdictKind Kind { get; init; }

    /// <summary>
    /// One or two sentences: what is expected (unreadable), why the chosen option is right or
    /// wrong, how many parts are right; null if there is nothing to say.
    /// </summary>
    public LocalText? Message { get; init; }

    /// <summary>The answer part by part; empty for answers that have none.</summary>
    public ImmutableArray<VerdictPart> Parts { get; init; } = [];

    /// <summary>What went wrong, if it is known.</summary>
    public Diagnosis? Diagnosis { get; init; }

    /// <summary>What a small change shows of a wrong gradient; null for other answers, and where it shows nothing.</summary>
    public Nudge? Nudge { get; init; }

    /// <summary>The number that was read; null for other answers.</summary>
    public double? Number { get; init; }

    /// <summary>Whether it is right.</summary>
    public bool IsRight => Kind == VerdictKind.Right;

    internal static Verdict Unreadable(LocalText wanted) => new() { Kind = VerdictKind.Unreadable, Message = wanted };

    internal static Verdict Of(bool right, LocalText? message = null) =>
        new() { Kind = right ? VerdictKind.Right : VerdictKind.Wrong, Message = message };
}

/// <summary>What sort of slip it was.</summary>
public enum DiagnosisKind
{
    /// <summary>One that the course lists for this question.</summary>
    Misconception,

    /// <summary>What a bug gives that the course does not list.</summary>
    Bug,

    /// <summary>A factor of the product was left out.</summary>
    FactorLeftOut,

    /// <summary>One of several paths was left out.</summary>
    PathLeftOut,

    /// <summary>A term of the sum was left out.</summary>
    TermLeftOut,

    /// <summary>The sign is wrong.</summary>
    Sign,

    /// <summary>The digits are right, the decimal point is not.</summary>
    PowerOfTen,

    /// <summary>It is one divided by the answer.</summary>
    Reciprocal,

    /// <summary>It is twice the answer, or half of it.</summary>
    Double,

    /// <summary>By number it is near the answer, but the calculation says something else.</summary>
    OtherFormula,

    /// <summary>It is the answer with too few digits.</summary>
    Rounded,

    /// <summary>It is near the answer.</summary>
    Close,

    /// <summary>It is larger than the answer.</summary>
    TooLarge,

    /// <summary>It is smaller than the answer.</summary>
    TooSmall,

    /// <summary>A finite number is asked for, and this is none, or the other way round.</summary>
    NotFinite,
}

/// <summary>A slip that gives the learner's number.</summary>
public sealed record Diagnosis
{
    /// <summary>What sort of slip.</summary>
    public required DiagnosisKind Kind { get; init; }

    /// <summary>What went wrong, in one or two sentences, with numbers; where several slips give the number, each with a "maybe".</summary>
    public required LocalText Text { get; init; }

    /// <summary>What the slip gives.</summary>
    public required double Number { get; init; }

    /// <summary>The bug's name; null if it was another slip.</summary>
    public string? Bug { get; init; }

    /// <summary>The position of the misconception in the question's list, from 0; null if it is none of them.</summary>
    public int? Misconception { get; init; }

    /// <summary>The formula of the course's misconception that it is; null for other slips.</summary>
    public string? Formula { get; init; }

    /// <summary>
    /// What went wrong in a word or a formula, the same in every play, for counting: <c>no-zero-grad</c>, <c>y - target</c>, <c>sign</c>;
    /// null where only the distance is known.
    /// </summary>
    public string? Slip => Bug ?? Formula ?? (Kind is DiagnosisKind.Close or DiagnosisKind.TooLarge or DiagnosisKind.TooSmall ? null
        : System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(Kind.ToString()));

    /// <summary>Where the learner's path parts from the right one; null if that cannot be told.</summary>
    public DivergencePoint? Divergence { get; init; }
}
