using System.Collections.Immutable;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Grading;

/// <summary>In which order a program makes the items of a question, and in which they are shown.</summary>
public static class OrderKey
{
    /// <summary>The items as the learner sees them, shuffled by the play; never in the right order.</summary>
    /// <exception cref="LessonException">An item is neither computed nor a phase.</exception>
    public static ImmutableArray<string> Shown(OrderQuestion question, LessonWorld world)
    {
        ImmutableArray<string> right = Right(question, world);
        // FNV-1a of question and play, then a linear congruential sequence (Numerical Recipes) for Fisher and Yates' shuffle.
        uint state = $"{question.Path}/{question.Id}/{world.Play}".Aggregate(2166136261u, (h, c) => (h ^ c) * 16777619);
        string[] items = [.. right];
        for (int i = items.Length - 1; i > 0; i--)
        {
            state = state * 1664525 + 1013904223;
            int j = (int)((state >> 8) % (uint)(i + 1));
            (items[i], items[j]) = (items[j], items[i]);
        }
        return items.SequenceEqual(right) ? [.. items[1..], items[0]] : [.. items];
    }

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
