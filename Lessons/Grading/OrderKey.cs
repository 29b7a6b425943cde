using System.Collections.Immutable;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Grading;

/// <summary>Something to be put in order.</summary>
/// <param name="Items">The items in it, more than one where they were joined; none where it does not belong.</param>
/// <param name="Text">What it is called.</param>
/// <param name="Distractor">What does not belong; null for what does.</param>
public sealed record OrderBlock(ImmutableArray<string> Items, LocalText Text, Distractor? Distractor)
{
    /// <summary>Items that belong, one after the other.</summary>
    public static OrderBlock Of(ImmutableArray<string> items) => new(items, new(string.Join(" → ", items), null), null);

    /// <summary>Something that does not belong.</summary>
    public static OrderBlock Of(Distractor distractor) => new([], distractor.Text, distractor);
}

/// <summary>In which order a program makes the items of a question, and in which they are shown.</summary>
public static class OrderKey
{
    /// <summary>From the second wrong answer on the question gets easier.</summary>
    private const int MissesBeforeHelp = 2;

    /// <summary>What the learner puts in order, shuffled by the play; never in the right order.</summary>
    /// <param name="question">The question.</param>
    /// <param name="world">The exercise in this play.</param>
    /// <param name="misses">
    /// How many answers were wrong so far. The second one takes away what does not belong, each further one joins two neighbours into one,
    /// as long as two are left (intra-problem adaptation: Ericson and others 2018, 10.1145/3230977.3231000).
    /// </param>
    /// <exception cref="LessonException">An item is neither computed nor a phase.</exception>
    public static ImmutableArray<OrderBlock> Blocks(OrderQuestion question, LessonWorld world, int misses = 0)
    {
        int help = HelpAfter(misses);
        bool hasDistractors = question.Distractors.Length > 0;
        List<OrderBlock> right = [.. Right(question, world).Select(item => OrderBlock.Of([item]))];
        int joins = help - (hasDistractors ? 1 : 0);
        // Pairs first, each somewhere else: one long block would be the answer.
        for (int at = 0; joins > 0 && right.Count > 2; joins--, at++)
        {
            if (at + 1 >= right.Count) at = 0;
            right[at] = OrderBlock.Of([.. right[at].Items, .. right[at + 1].Items]);
            right.RemoveAt(at + 1);
        }
        OrderBlock[] blocks = Shuffle.Of([.. right, .. hasDistractors && help == 0 ? question.Distractors.Select(OrderBlock.Of) : []],
            $"{question.Path}/{question.Id}/{world.Play}");
        while (blocks.Where(b => b.Distractor is null).SequenceEqual(right)) blocks = [.. blocks[1..], blocks[0]];
        return [.. blocks];
    }

    /// <summary>How much easier a question is after so many wrong answers: 0 as it was written.</summary>
    public static int HelpAfter(int misses) => Math.Max(0, misses - MissesBeforeHelp + 1);

    /// <summary>The blocks in words, as they lie before the learner.</summary>
    /// <exception cref="LessonException">An item is neither computed nor a phase.</exception>
    public static ImmutableArray<string> Shown(OrderQuestion question, LessonWorld world, int misses = 0) =>
        [.. Blocks(question, world, misses).Select(b => b.Text.English)];

    /// <summary>The items in the order in which the exercise's program makes them.</summary>
    /// <exception cref="LessonException">An item is neither computed nor a phase, or two come at the same place.</exception>
    public static ImmutableArray<string> Right(OrderQuestion question, LessonWorld world)
    {
        var places = question.Items.Select(item => (item, at: Place(item, world.Main.Program))).OrderBy(p => p.at).ToList();
        for (int i = 1; i < places.Count; i++)
            if (places[i].at == places[i - 1].at)
                throw new LessonException(l => ExerciseTexts.In(l).SamePlace(places[i - 1].item, places[i].item));
        return [.. places.Select(p => p.item)];
    }

    /// <summary>A value's place is its instruction, a phase's is just before its first one.</summary>
    private static double Place(string item, Program program)
    {
        if (program.Instructions.FirstOrDefault(i => i.Label == item && i.Phase != Phase.ZeroGrad) is { } labelled) return labelled.Index;
        if (HistoryResolver.Lookup(program, item) is { } value)
        {
            // What clears a gradient or steps a parameter is not what makes it.
            Instruction? writer = program.Instructions.FirstOrDefault(i => i.Output == value
                && (i.Phase is Phase.Forward or Phase.Loss or Phase.Backward))
                ?? program.Instructions.FirstOrDefault(i => i.Output == value && i.Phase == Phase.Update);
            return writer?.Index ?? throw new LessonException(l => ExerciseTexts.In(l).GivenNotComputed(item));
        }
        foreach (Phase phase in Enum.GetValues<Phase>())
            if (phase.Name() == item)
                return program.Instructions.FirstOrDefault(i => i.Phase == phase)?.Index - 0.5
                    ?? throw new LessonException(l => ExerciseTexts.In(l).NoPhase(program.Name, item));
        throw new LessonException(l => ExerciseTexts.In(l).NeitherValueNorPhase(item, program.Name));
    }
}
