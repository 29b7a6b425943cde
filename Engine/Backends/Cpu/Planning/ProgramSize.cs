using Backstep.Engine.Operations;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Cpu.Planning;

/// <summary>Whether a program is worth the waits of several threads for each other.</summary>
internal static class ProgramSize
{
    /// <summary>What a wait costs, and with it the least time of an instruction that gains by a second thread, in nanoseconds.</summary>
    private const double Wait = 1000;

    /// <summary>Rough figures of one core.</summary>
    private const double FlopsPerNanosecond = 16, NanosecondsPerElement = 0.5;

    /// <summary>
    /// Whether one thread is done with it sooner than several, which meet after each stage. Hangs on the program alone, so that every
    /// number of threads gives it the same plan.
    /// </summary>
    public static bool IsSmall(Program program)
    {
        double time = Operation.FlopsPerRun(program) / FlopsPerNanosecond;
        foreach (Instruction i in program.Instructions)
        {
            time += i.Output.Shape.Length * NanosecondsPerElement;
            foreach (Value input in i.Inputs) time += input.Shape.Length * NanosecondsPerElement;
        }
        return time < Wait * program.Instructions.Length;
    }
}
