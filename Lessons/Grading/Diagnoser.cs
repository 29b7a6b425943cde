using System.Collections.Immutable;
using Backstep.Engine.Bugs;
using Backstep.Engine.Programs;
using Backstep.Lessons.Courses;

namespace Backstep.Lessons.Grading;

/// <summary>Finds out what went wrong when a number is wrong: the course's misconceptions first, then every bug, then slips of arithmetic.</summary>
internal static class Diagnoser
{
    /// <summary>Numbers that all instructions write together, over all iterations; a larger exercise is not run again with every bug, the learner would wait for it.</summary>
    private const long MaxWork = 200_000;

    /// <summary>The slip that gives <paramref name="number"/> instead of <paramref name="answer"/>; null if none is known.</summary>
    public static Diagnosis? Find(string answer, string shownAt, ImmutableArray<Misconception> misconceptions, LessonWorld world, double number)
    {
        double right = world.Number(answer);
        return Nearest(Listed(misconceptions, answer, world), right, number)
            ?? Nearest(Engines(misconceptions, answer, world), right, number)
            ?? Nearest(Slips.Of(answer, shownAt, right, number, world), right, number);
    }

    /// <summary>What a misconception gives; NaN where the bug does not even have the value.</summary>
    /// <exception cref="LessonException">The course names an engine or expression that cannot be used here.</exception>
    public static double NumberOf(Misconception misconception, string answer, LessonWorld world) =>
        misconception.Engine is { } engine ? world.WithBug(engine).Number(answer) : world.Number(misconception.Expression!);

    private static Diagnosis? Nearest(IEnumerable<Candidate> candidates, double right, double number)
    {
        Candidate? best = null;
        double distance = double.PositiveInfinity;
        foreach (Candidate c in candidates)
        {
            // What gives the answer itself is no slip.
            if (Closeness.Accepts(right, c.Number) || !Closeness.Accepts(c.Number, number)) continue;
            double d = Closeness.Distance(c.Number, number);
            if (best is null || d < distance * 0.999) (best, distance) = (c, d);
        }
        return best?.ToDiagnosis();
    }

    private static IEnumerable<Candidate> Listed(ImmutableArray<Misconception> misconceptions, string answer, LessonWorld world)
    {
        for (int i = 0; i < misconceptions.Length; i++)
        {
            Misconception m = misconceptions[i];
            int index = i;
            yield return new(NumberOf(m, answer, world), () => new Diagnosis
            {
                Kind = DiagnosisKind.Misconception,
                Text = world.Render(m.Text),
                Number = NumberOf(m, answer, world),
                Engine = m.Engine,
                Misconception = index,
                Parting = m.Engine is { } engine ? PartingOf(engine, world) : world.Plain(answer) is { } plain ? Slips.At(plain, null) : null,
            });
        }
    }

    private static IEnumerable<Candidate> Engines(ImmutableArray<Misconception> misconceptions, string answer, LessonWorld world)
    {
        Scenario scenario = world.Scenario;
        if (scenario.Program.Fault is not null || scenario.Program.Instructions.Sum(i => (long)i.Output.Shape.Length) * world.Main.Iterations > MaxWork) yield break;
        foreach (Bug bug in BugCatalog.For(scenario))
        {
            if (misconceptions.Any(m => m.Engine == bug.Name)) continue;
            double? number = null;
            try
            {
                number = world.WithBug(bug.Name).Number(answer);
            }
            catch (LessonException)
            {
                // This bug's program has no such value, or does not go with another run of the exercise.
            }
            if (number is { } n)
                yield return new(n, () => new Diagnosis { Kind = DiagnosisKind.Bug, Text = EngineTexts.Of(bug), Number = n, Engine = bug.Name, Parting = PartingOf(bug.Name, world) });
        }
    }

    /// <summary>Where the program with the mistake first gives another number than the exercise's.</summary>
    private static PartingPoint? PartingOf(string engine, LessonWorld world) =>
        world.Memo(("parting", engine), () => Parting.First(world.Main, world.WithBug(engine).Main, strangers: false));

    /// <summary>A number that a slip would give.</summary>
    internal sealed record Candidate(double Number, Func<Diagnosis> ToDiagnosis);
}
