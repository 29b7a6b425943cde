using System.Collections.Immutable;
using Backstep.Lessons.Flow;

namespace Backstep.Lessons.Progress;

/// <summary>
/// What a learner answered to one question, all plays and reviews together: for the review, for how well he knows what he knows, and for
/// his teacher, if he exports it.
/// </summary>
public sealed record AnswerRecord
{
    /// <summary>Wrong answers are kept up to so many different ones: a machine could give any number of them.</summary>
    public const int MostDifferent = 20;

    /// <summary>A longer answer is kept cut off.</summary>
    public const int MostCharacters = 60;

    public int Right { get; init; }

    public int Wrong { get; init; }

    /// <summary>The wrong answers as they were typed, and how often.</summary>
    public ImmutableSortedDictionary<string, int> Answers { get; init; } = Records.Empty<int>();

    /// <summary>What they came from, where that is known: a bug, the formula of a misconception, a kind of slip; and how often.</summary>
    public ImmutableSortedDictionary<string, int> Slips { get; init; } = Records.Empty<int>();

    /// <summary>First answers that were a guess.</summary>
    public Tally Guess { get; init; } = new();

    public Tally Fairly { get; init; } = new();

    public Tally Sure { get; init; } = new();

    /// <summary>Reasons that were chosen.</summary>
    public Tally Reasons { get; init; } = new();

    public Tally Of(Confidence sure) => sure switch
    {
        Confidence.Guess => Guess,
        Confidence.Fairly => Fairly,
        _ => Sure,
    };

    /// <summary>The record with one more answer.</summary>
    public AnswerRecord With(GivenAnswer answer)
    {
        AnswerRecord after = answer.IsRight ? this with { Right = Right + 1 } : this with
        {
            Wrong = Wrong + 1,
            Answers = Counted(Answers, answer.Typed),
            Slips = answer.Slip is { } slip ? Counted(Slips, slip) : Slips,
        };
        return answer.Sure switch
        {
            Confidence.Guess => after with { Guess = Guess.With(answer.IsRight) },
            Confidence.Fairly => after with { Fairly = Fairly.With(answer.IsRight) },
            Confidence.Sure => after with { Sure = Sure.With(answer.IsRight) },
            _ => after,
        };
    }

    private static ImmutableSortedDictionary<string, int> Counted(ImmutableSortedDictionary<string, int> counts, string what)
    {
        string key = new([.. what.Trim().Where(c => !char.IsControl(c)).Take(MostCharacters)]);
        return key.Length == 0 || !counts.ContainsKey(key) && counts.Count >= MostDifferent ? counts
            : counts.SetItem(key, counts.GetValueOrDefault(key) + 1);
    }
}

/// <summary>How often, and how often right.</summary>
public sealed record Tally(int Asked = 0, int Right = 0)
{
    public Tally With(bool right) => new(Asked + 1, Right + (right ? 1 : 0));

    public static Tally operator +(Tally a, Tally b) => new(a.Asked + b.Asked, a.Right + b.Right);
}

/// <summary>An answer that was judged.</summary>
/// <param name="IsRight">Whether it is right.</param>
/// <param name="Typed">The answer.</param>
/// <param name="Slip">What a wrong one came from; null where that is not known.</param>
/// <param name="Sure">How sure the learner was; null where nobody asked or nothing was said.</param>
public sealed record GivenAnswer(bool IsRight, string Typed, string? Slip = null, Confidence? Sure = null)
{
    /// <summary>Wrong where the learner was sure: what is worth to be looked at once more, first of all.</summary>
    public bool IsSurprise => !IsRight && Sure == Confidence.Sure;
}

/// <summary>When a lesson's topic is to be asked about again.</summary>
/// <param name="Box">How many reviews in a row were right, 0 to the last box.</param>
/// <param name="Due">The day from which on it is due.</param>
/// <param name="Times">How often it was reviewed: another question, with other numbers, each time.</param>
/// <param name="Missed">The question that was wrong although the learner was sure; null for none.</param>
/// <param name="Touched">When it was last changed.</param>
public sealed record ReviewRecord(int Box, DateOnly Due, int Times = 0, string? Missed = null, DateTimeOffset Touched = default);
