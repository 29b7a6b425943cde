using Backstep.Engine.Backends;
using Backstep.Engine.Operations;
using Backstep.Engine.Programs;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Checking;

/// <summary>Whether a learner would have to wait for a run.</summary>
internal static class RunWork
{
    /// <summary>
    /// Floating-point operations; the reference backend does some hundred million a second, so that this is about a minute.
    /// </summary>
    private const double Most = 2e10;

    /// <summary>Refuses a run that is too long.</summary>
    /// <exception cref="LessonException">It is.</exception>
    public static void Check(Program program, int iterations)
    {
        double once = Operation.FlopsPerRun(program) + program.Instructions.Sum(i => (double)i.Output.Shape.Length);
        if (once * iterations > Most)
            throw new LessonException(l =>
                ExerciseTexts.In(l).TooLong(iterations, program.Name, $"{once * iterations:0.#e0}", $"{Most:0.#e0}"));
    }
}
