using Backstep.Engine.Backends;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Bugs;

/// <summary>In what two programs part.</summary>
public enum DivergenceKind
{
    /// <summary>A parameter or hyperparameter begins with another content.</summary>
    Start,

    /// <summary>The wrong program lacks an instruction.</summary>
    Missing,

    /// <summary>The wrong program has an instruction that the right one has not, or not yet.</summary>
    Extra,

    /// <summary>An instruction does something else, or reads something else.</summary>
    Changed,

    /// <summary>The same instruction gives another result.</summary>
    Value,
}

/// <summary>The first place at which a wrong program parts from the right one.</summary>
/// <param name="Kind">In what.</param>
/// <param name="Iteration">In which iteration, from 0.</param>
/// <param name="Right">The right program's instruction there; null if it has none.</param>
/// <param name="Wrong">The wrong program's instruction there: for <see cref="DivergenceKind.Missing"/> the one that runs instead, null at
/// its end.</param>
/// <param name="Name">The value that is concerned.</param>
/// <param name="RightContent">Its content in the right program, right after the instruction; null if it has none there.</param>
/// <param name="WrongContent">The same of the wrong program.</param>
public sealed record Divergence(
    DivergenceKind Kind, long Iteration, Instruction? Right, Instruction? Wrong, string Name, Tensor? RightContent, Tensor? WrongContent)
{
    /// <summary>Where a person who steps the wrong program stands when the mistake comes next.</summary>
    public Moment Before => new(Iteration, Wrong?.Index ?? 0);

    /// <summary>
    /// The first difference in first contents, instructions or, in the instructions that both have, results; null if there is none.
    /// </summary>
    /// <param name="right">The right program.</param>
    /// <param name="wrong">The wrong one.</param>
    /// <param name="backend">What calculates both.</param>
    /// <param name="iterations">How many iterations are compared.</param>
    public static Divergence? First(Scenario right, Scenario wrong, IBackend backend, int iterations = 2) =>
        AtStart(right, wrong) ?? Walk(right, wrong, backend, iterations);

    private static Divergence? AtStart(Scenario right, Scenario wrong)
    {
        foreach (Value value in right.Program.Values)
            if (right.Initial.TryGetValue(value, out Tensor? a) && wrong.Program.Find(value.Name) is { } other
                && wrong.Initial.TryGetValue(other, out Tensor? b) && !Same(a, b))
                return new(DivergenceKind.Start, 0, null, null, value.Name, a, b);
        return null;
    }

    private static Divergence? Walk(Scenario right, Scenario wrong, IBackend backend, int iterations)
    {
        Timeline a = new(right, backend), b = new(wrong, backend);
        var pairs = Alignment.Of(right.Program, wrong.Program);
        for (long iteration = 0; iteration < iterations; iteration++)
        {
            int done = 0;
            foreach (InstructionPair pair in pairs)
            {
                Tensor? rightContent = After(a, pair.Right, iteration), wrongContent = After(b, pair.Wrong, iteration);
                if (pair.Wrong is { } w) done = w.Index + 1;
                if (!pair.IsSame)
                {
                    DivergenceKind kind = pair.Right is null ? DivergenceKind.Extra
                        : pair.Wrong is null ? DivergenceKind.Missing
                        : DivergenceKind.Changed;
                    Instruction? there = pair.Wrong ?? wrong.Program.Instructions.ElementAtOrDefault(done);
                    return new(kind, iteration, pair.Right, there, (pair.Right ?? pair.Wrong!).Output.Name, rightContent, wrongContent);
                }
                if (rightContent is not null && wrongContent is not null && !Same(rightContent, wrongContent))
                {
                    string name = pair.Right!.Output.Name;
                    return new(DivergenceKind.Value, iteration, pair.Right, pair.Wrong, name, rightContent, wrongContent);
                }
            }
            // A program with a shape error has no further iterations.
            if (right.Program.Fault is not null || wrong.Program.Fault is not null) break;
        }
        return null;
    }

    private static Tensor? After(Timeline timeline, Instruction? instruction, long iteration)
    {
        if (instruction is null) return null;
        timeline.MoveTo(new(iteration, instruction.Index + 1));
        return timeline.Read(instruction.Output);
    }

    private static bool Same(Tensor a, Tensor b) => a.Shape.Equals(b.Shape) && a.BitEquals(b);
}
