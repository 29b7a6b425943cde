using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Grading;

/// <summary>Where one way of calculating parts from another.</summary>
/// <param name="Label">What is computed there: <c>∂l_o1/∂out_h1</c>.</param>
/// <param name="Name">The value's name: <c>out_h1.grad</c>.</param>
/// <param name="Iteration">The iteration, from 0.</param>
/// <param name="Instruction">The instruction's index in the program that the debugger opens, from 0.</param>
/// <param name="Right">What it comes to in that program; null for tensors.</param>
/// <param name="Learner">What it comes to on the learner's path; null if unknown.</param>
public sealed record DivergencePoint(string Label, string Name, long Iteration, int Instruction, double? Right, double? Learner)
{
    /// <summary>Just after the instruction, where its result can be looked at.</summary>
    public Moment Moment => new(Iteration, Instruction + 1);
}

/// <summary>Compares two runs instruction by instruction.</summary>
internal static class RunComparison
{
    /// <summary>Sums in another order differ in the last digits; a mistake differs by more.</summary>
    private const double Tolerance = 1e-10;

    /// <summary>
    /// The first instruction of <paramref name="path"/>, over all its iterations, whose result is not the one that <paramref name="other"/>
    /// has under the same label; null if there is none.
    /// </summary>
    /// <param name="path">Whose instructions are walked.</param>
    /// <param name="other">What they are compared with.</param>
    /// <param name="strangers">Whether an instruction that the other does not have counts as a difference.</param>
    /// <param name="towards">The value whose way is followed: what it does not depend on is no difference; null for everything.</param>
    public static DivergencePoint? First(ExerciseRun path, ExerciseRun other, bool strangers, PlainValue? towards = null)
    {
        var there = ByKey(other.Program);
        var here = Keys(path.Program);
        HashSet<(long, int)>? way = towards is null ? null : Ancestors(path.Program, towards);
        for (int iteration = 1; iteration <= Math.Min(path.Iterations, other.Iterations); iteration++)
        {
            foreach (Instruction i in path.Program.Instructions)
            {
                if (way?.Contains((iteration - 1, i.Index)) == false) continue;
                Tensor mine = Written(path, i, iteration);
                if (!there.TryGetValue(here[i.Index], out Instruction? twin))
                {
                    if (strangers) return Point(i, iteration, mine, null);
                    continue;
                }
                Tensor theirs = Written(other, twin, iteration);
                if (!Agree(mine, theirs)) return Point(i, iteration, mine, theirs);
            }
        }
        return null;
    }

    /// <summary>The first instruction of <paramref name="path"/> that <paramref name="other"/> does not have; null if it has all.</summary>
    public static Instruction? FirstMissing(Program path, Program other)
    {
        var there = ByKey(other);
        var here = Keys(path);
        return path.Instructions.FirstOrDefault(i => !there.ContainsKey(here[i.Index]));
    }

    /// <summary>The steps, by iteration and instruction, that a value is made by: its own, those that made its inputs, and so on.</summary>
    private static HashSet<(long Iteration, int Instruction)> Ancestors(Program program, PlainValue value)
    {
        var found = new HashSet<(long, int)>();
        var open = new Queue<(long Iteration, Instruction Instruction)>();
        if (value.Writer is { } writer) open.Enqueue((value.Moment.Iteration, writer));
        while (open.TryDequeue(out var step))
        {
            if (!found.Add((step.Iteration, step.Instruction.Index))) continue;
            foreach (Value input in step.Instruction.Accumulate
                ? step.Instruction.Inputs.Append(step.Instruction.Output) : step.Instruction.Inputs)
            {
                // What it reads was written before it in the iteration or, if it outlasts that, in the one before.
                if (program.Instructions.Take(step.Instruction.Index).LastOrDefault(i => i.Output == input) is { } here)
                    open.Enqueue((step.Iteration, here));
                else if (step.Iteration > 0 && input.IsPersistent
                    && program.Instructions.LastOrDefault(i => i.Output == input) is { } before)
                    open.Enqueue((step.Iteration - 1, before));
            }
        }
        return found;
    }

    private static DivergencePoint Point(Instruction i, int iteration, Tensor mine, Tensor? theirs) => new(
        i.Label, i.Output.Name, iteration - 1, i.Index, mine.Length == 1 ? mine[0] : null, theirs?.Length == 1 ? theirs[0] : null);

    private static Tensor Written(ExerciseRun run, Instruction i, int iteration)
    {
        var after = new Moment(iteration - 1, i.Index + 1);
        return run.Read(i.Output, after) ?? throw new LessonException(l => ExerciseTexts.In(l).NothingWritten(i.Output.Name));
    }

    /// <summary>Label, phase, pass and how often they came before: what makes an instruction the same one in another program.</summary>
    private static (string, Phase, int, int)[] Keys(Program program)
    {
        var count = new Dictionary<(string, Phase, int), int>();
        return [.. program.Instructions.Select(i =>
        {
            var key = (i.Label, i.Phase, i.Pass);
            int n = count.GetValueOrDefault(key);
            count[key] = n + 1;
            return (i.Label, i.Phase, i.Pass, n);
        })];
    }

    private static Dictionary<(string, Phase, int, int), Instruction> ByKey(Program program) =>
        Keys(program).Select((key, i) => (key, program.Instructions[i])).ToDictionary(p => p.key, p => p.Item2);

    private static bool Agree(Tensor a, Tensor b)
    {
        if (!a.Shape.Equals(b.Shape)) return false;
        for (int i = 0; i < a.Length; i++)
        {
            double difference = Math.Abs(a[i] - b[i]);
            if (difference > Tolerance * Math.Max(Math.Abs(a[i]), Math.Abs(b[i])) || double.IsNaN(a[i]) != double.IsNaN(b[i])) return false;
        }
        return true;
    }
}
