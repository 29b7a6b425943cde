using System.Collections.Immutable;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Goals;

/// <summary>The places of a program at which a goal is reached, as numbers of executed instructions; the same in every iteration.</summary>
public static class GoalPlaces
{
    /// <summary>Where a value has just been computed: after each instruction that writes it, zero_grad aside.</summary>
    /// <param name="program">The program.</param>
    /// <param name="name">The value's name, or a label, which may be that of one version alone (<c>w5⁺</c>).</param>
    /// <param name="path">Where the goal stands in its course file.</param>
    /// <exception cref="CourseException">The program has no such value, or never computes it.</exception>
    public static ImmutableSortedSet<int> Computing(Program program, string name, string path)
    {
        Value? value = program.Find(name);
        ImmutableArray<Instruction> writers = value is null ? [.. program.Instructions.Where(i => i.Label == name)] : [];
        if (writers.IsEmpty)
        {
            value ??= ValueOf(program, name, path);
            writers = [.. program.Instructions.Where(i => i.Output == value)];
        }
        ImmutableSortedSet<int> places = [.. writers.Where(i => i.Phase != Phase.ZeroGrad).Select(i => i.Index + 1)];
        return places.IsEmpty ? throw Wrong(path, t => t.NotComputed(name, program.Name)) : places;
    }

    /// <summary>Just before a phase begins.</summary>
    /// <exception cref="CourseException">The program has no such phase.</exception>
    public static ImmutableSortedSet<int> Before(Program program, Phase phase, string path)
    {
        ImmutableSortedSet<int> places = [.. program.Instructions
            .Where(i => i.Phase == phase && (i.Index == 0 || StepGroups.Phase(program.Instructions[i.Index - 1]) != StepGroups.Phase(i)))
            .Select(i => i.Index)];
        return places.IsEmpty
            ? throw Wrong(path, t =>
                t.NoPhase(program.Name, phase.Name(), string.Join(", ", program.Instructions.Select(i => i.Phase.Name()).Distinct())))
            : places;
    }

    /// <summary>The value of a name or label.</summary>
    /// <exception cref="CourseException">There is none.</exception>
    public static Value ValueOf(Program program, string name, string path)
    {
        if (HistoryResolver.Lookup(program, name) is { } value) return value;
        ExpressionException? why = null;
        try
        {
            Expression.Parse(name, HistoryResolver.NamesOf(program));
        }
        catch (ExpressionException e)
        {
            why = e;
        }
        throw Wrong(path, t => t.NoValue(program.Name, name, why?.Problem(t.Language)));
    }

    private static CourseException Wrong(string path, Func<GoalTexts, string> text) => new(l => text(GoalTexts.In(l)), path);
}
