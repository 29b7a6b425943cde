using System.Collections.Immutable;
using Backstep.Engine.Programs;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Grading;

/// <summary>The first step at which a program with a bug parts from the sound one.</summary>
/// <param name="Name">The value that is wrong there.</param>
/// <param name="Label">The same in formulas.</param>
/// <param name="Iteration">The iteration, from 0.</param>
/// <param name="Instruction">The instruction's index in the program with the bug, from 0; if a step
/// is missing, the index at which the program stops or goes on.</param>
/// <param name="Accepted">Every name, label and 1-based number that counts as this step.</param>
public sealed record WrongStep(string Name, string Label, long Iteration, int Instruction, ImmutableArray<string> Accepted)
{
    /// <summary>The first wrong step of an exercise.</summary>
    /// <exception cref="LessonException">The exercise's program gives what the sound one gives.</exception>
    public static WrongStep Of(LessonWorld world) => world.Memo("first wrong step", () => Find(world));

    private static WrongStep Find(LessonWorld world)
    {
        DivergencePoint? stranger = RunComparison.First(world.Main, world.Right, strangers: true),
            different = RunComparison.First(world.Main, world.Right, strangers: false);
        DivergencePoint[] found = [.. new[] { stranger, different }.OfType<DivergencePoint>().DistinctBy(p => (p.Iteration, p.Instruction))
            .OrderBy(p => p.Iteration).ThenBy(p => p.Instruction)];
        if (found.Length > 0)
        {
            // A step that the sound program does not have may only prepare the first wrong number; either may be pointed to.
            return new(found[0].Name, found[0].Label, found[0].Iteration, found[0].Instruction,
                [.. found.SelectMany(p => Names(p.Name, p.Label, p.Instruction)).Distinct()]);
        }
        // A program that stops with a shape error may be right as far as it goes.
        if (world.Main.Program.Fault is not null && RunComparison.FirstMissing(world.Right.Program, world.Main.Program) is { } missing)
        {
            int at = Math.Min(missing.Index, world.Main.Program.Instructions.Length);
            return new(missing.Output.Name, missing.Label, 0, at,
                [.. Names(missing.Output.Name, missing.Label, at), .. FaultNames(world.Main.Program, world.Right.Program)]);
        }
        throw new LessonException(l => ExerciseTexts.In(l).BugsChangeNothing(string.Join(", ", world.Exercise.Bugs ?? []),
            world.Main.Iterations, world.Main.Program.Name));
    }

    /// <summary>A program that stops with a shape error may also be pointed to at the step that it cannot carry out.</summary>
    private static IEnumerable<string> FaultNames(Program broken, Program sound)
    {
        if (broken.Fault is null) return [];
        string[] there = [.. broken.Instructions.Select(i => i.Label)];
        // The first step of the sound program that takes parameters which the broken one has, and does not reach.
        Instruction? stuck = sound.Instructions.FirstOrDefault(i => !there.Contains(i.Label)
            && i.Inputs.Any(v => v.Kind == ValueKind.Parameter));
        return stuck is null ? [] : Names(stuck.Output.Name, stuck.Label, broken.Instructions.Length);
    }

    private static IEnumerable<string> Names(string name, string label, int index) =>
        [name, label, (index + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)];
}
