using System.Collections.Immutable;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Grading;

/// <summary>A reason that is offered.</summary>
/// <param name="Text">The reason.</param>
/// <param name="Why">What is wrong with it; null for the right one.</param>
public sealed record OfferedReason(LocalText Text, LocalText? Why)
{
    public bool IsRight => Why is null;
}

/// <summary>
/// The reasons that are offered after a right answer. To say why is what helps (Bisra and others 2018, 10.1007/s10648-018-9434-x); to
/// choose among what others believe is quick.
/// </summary>
public static class Reasons
{
    /// <summary>What is asked.</summary>
    /// <exception cref="LessonException">A placeholder cannot be filled.</exception>
    public static LocalText Ask(Because because, LessonWorld world) =>
        because.Ask is { } ask ? world.Render(ask) : LocalText.Of(l => GradingTexts.In(l).WhyIsThat);

    /// <summary>The reasons with their numbers filled in, mixed by the play; exactly one is right.</summary>
    /// <exception cref="LessonException">A placeholder cannot be filled.</exception>
    public static ImmutableArray<OfferedReason> Offered(Because because, LessonWorld world) =>
        [.. Shuffle.Of([new OfferedReason(world.Render(because.Reason), null),
            .. because.Distractors.Select(d => new OfferedReason(world.Render(d.Text), world.Render(d.Why)))],
                $"{because.Path}/{world.Play}")];

    /// <summary>Judges the number or letter of a reason.</summary>
    /// <exception cref="LessonException">A placeholder cannot be filled.</exception>
    public static Verdict Grade(Because because, LessonWorld world, string typed)
    {
        ImmutableArray<OfferedReason> offered = Offered(because, world);
        int chosen = Grader.ReadOption(typed);
        if (chosen < 1 || chosen > offered.Length) return Verdict.Unreadable(Grader.OptionWanted(offered.Length));
        OfferedReason reason = offered[chosen - 1];
        return Verdict.Of(reason.IsRight, reason.Why);
    }
}
