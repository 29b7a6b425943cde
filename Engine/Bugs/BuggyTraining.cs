using System.Collections.Concurrent;
using System.Collections.Immutable;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Training;

namespace Backstep.Engine.Bugs;

/// <summary>Trains with mistakes made on purpose, so that one sees what they do to a real run.</summary>
public static class BuggyTraining
{
    /// <summary>The same plan with bugs in its programs, its first contents, or both; without names the plan itself.</summary>
    /// <param name="plan">A sound plan.</param>
    /// <param name="names">Bugs of the <see cref="BugCatalog"/>. One of the forward pass is in the test, too.</param>
    /// <exception cref="BugException">There is none of a name, or one cannot be applied to this training.</exception>
    public static TrainingPlan With(this TrainingPlan plan, IReadOnlyList<string> names)
    {
        if (names.Count == 0) return plan;
        Bug[] bugs = [.. names.Distinct(StringComparer.Ordinal).Select(BugCatalog.Get).OrderBy(b => b.Stage)];
        Scenario sound = Scenario(plan, plan.Training(plan.TrainLoader.BatchSize));
        Scenario whole = bugs.Aggregate(sound, (s, bug) => bug.Apply(s));
        var constants = new ConcurrentDictionary<Program, IReadOnlyDictionary<string, Tensor>>();
        return plan with
        {
            Training = Cached(size => Apply(plan, plan.Training(size), bugs, constants)),
            TrainingWith = optimizer =>
            {
                Func<int, Program> other = plan.TrainingWith(optimizer);
                return Cached(size => Apply(plan, other(size), bugs, constants));
            },
            Evaluation = Cached(size => Apply(plan, plan.Evaluation(size), [.. bugs.Where(b => b.Stage == BugStage.Forward)], constants)),
            Initial = ByName(whole),
            Constants = program => constants.GetValueOrDefault(program) ?? plan.Constants(program),
        };
    }

    /// <summary>A bug that makes no difference at another size, such as a sum over a single image, is left out there.</summary>
    private static Program Apply(
        TrainingPlan plan, Program program, Bug[] bugs, ConcurrentDictionary<Program, IReadOnlyDictionary<string, Tensor>> constants)
    {
        Scenario sound = Scenario(plan, program);
        Scenario wrong = bugs.Aggregate(sound, (s, bug) => bug.AppliesTo(s) ? bug.Apply(s) : s);
        constants[wrong.Program] = ByName(wrong).Where(v => program.Find(v.Key) is null).ToImmutableDictionary(StringComparer.Ordinal);
        return wrong.Program;
    }

    private static Scenario Scenario(TrainingPlan plan, Program program) => new(
        program, plan.Seed, plan.Initial.Where(v => program.Find(v.Key) is not null).ToDictionary(v => program[v.Key], v => v.Value),
        new Batches(plan.TrainLoader.Dataset.Name));

    private static ImmutableDictionary<string, Tensor> ByName(Scenario scenario) =>
        scenario.Initial.ToImmutableDictionary(v => v.Key.Name, v => v.Value, StringComparer.Ordinal);

    /// <summary>Others in each iteration, which is all that a bug asks of them.</summary>
    private sealed class Batches(string name) : IBatchSource
    {
        public string Description(Language language) => name;

        public IReadOnlyList<KeyValuePair<Value, Tensor>> At(long iteration) => [];
    }

    private static Func<int, Program> Cached(Func<int, Program> build)
    {
        var built = new ConcurrentDictionary<int, Program>();
        return size => built.GetOrAdd(size, build);
    }
}
