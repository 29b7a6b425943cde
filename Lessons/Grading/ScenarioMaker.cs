using System.Collections.Immutable;
using System.Globalization;
using Backstep.Engine.Bugs;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Models;
using Backstep.Engine.Models.Files;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Grading;

/// <summary>
/// Makes the scenario of a run, in this order: the program with its options and the seed of the play, what varies from play to play,
/// what the course sets, and at last the bugs, so that they go wrong with the exercise's own numbers.
/// </summary>
internal static class ScenarioMaker
{
    private const double AdamRate = 1e-3, Momentum = 0.9;

    /// <summary>Two significant digits of a number that has two stay two, and none of these leaves a number as it was.</summary>
    private static readonly ImmutableArray<double> Factors = [0.5, 0.6, 0.7, 0.8, 1.2, 1.3, 1.4, 1.5, 1.6];

    /// <summary>The scenario.</summary>
    /// <param name="run">The run, completed.</param>
    /// <param name="vary">What varies from play to play.</param>
    /// <param name="play">0 for the first play.</param>
    /// <param name="bugs">What goes wrong.</param>
    /// <exception cref="LessonException">The course asks for something that is not possible.</exception>
    public static Scenario Make(Run run, IEnumerable<string> vary, int play, IReadOnlyCollection<string> bugs)
    {
        try
        {
            return Make(ProgramFiles.Get(run.Program!).Create(Options(run, play)), run.Set, vary, play, bugs);
        }
        catch (Exception e) when (e is UnknownProgramException or NetworkFileException or ScenarioException or ShapeException)
        {
            throw new LessonException(e);
        }
    }

    /// <summary>The same for a program that is there already.</summary>
    public static Scenario Make(Scenario scenario, IReadOnlyDictionary<string, string> settings, IEnumerable<string> vary, int play,
        IReadOnlyCollection<string> bugs)
    {
        try
        {
            var contents = new Contents(scenario);
            if (play > 0) foreach (string name in vary) contents.Change(name, t => Varied(t, name, play));
            // In a probe what the course sets to a fixed number is another one, too.
            contents.Set(settings, play >= LessonWorld.FirstProbe ? name => Factor(FactorsOf(name, play)) : null);
            scenario = contents.ToScenario();
            return bugs.Count == 0 ? scenario : BugCatalog.Apply(scenario, bugs);
        }
        catch (Exception e) when (e is BugException or ExpressionException or ShapeException)
        {
            throw new LessonException(e);
        }
    }

    /// <summary>The same program with other contents.</summary>
    public static Scenario With(Scenario scenario, IReadOnlyDictionary<string, string> settings)
    {
        if (settings.Count == 0) return scenario;
        try
        {
            var contents = new Contents(scenario);
            contents.Set(settings);
            return contents.ToScenario();
        }
        catch (ExpressionException e)
        {
            throw new LessonException(e);
        }
    }

    private static ScenarioOptions Options(Run run, int play)
    {
        var options = new ScenarioOptions
        {
            Seed = run.Seed is null && play == 0 ? null : (run.Seed ?? 0) + play,
            BatchSize = run.BatchSize,
            LearningRate = run.LearningRate,
        };
        if (run.Optimizer is null) return options;
        if (run.Optimizer == "adam") return options with { Optimizer = OptimizerSpec.Adam(AdamRate) };
        // The program's own rate, if the course gives none.
        Scenario plain = ProgramFiles.Get(run.Program!).Create(options);
        double rate = plain.Program.Find("lr") is { } lr && plain.Initial.TryGetValue(lr, out Tensor? own) ? own.ScalarValue : 1;
        return options with { Optimizer = OptimizerSpec.Sgd(rate, run.Optimizer == "momentum" ? Momentum : 0) };
    }

    private static Tensor Varied(Tensor tensor, string name, int play)
    {
        TorchRandom random = FactorsOf(name, play);
        var data = new double[tensor.Length];
        for (int i = 0; i < data.Length; i++) data[i] = TwoDigits(tensor[i] * Factor(random));
        return new(tensor.Shape, data);
    }

    /// <summary>FNV-1a, because string.GetHashCode differs from run to run.</summary>
    private static TorchRandom FactorsOf(string name, int play) =>
        new($"{name}/{play}".Aggregate(2166136261u, (h, c) => (h ^ c) * 16777619));

    private static double Factor(TorchRandom random) => Factors[(int)(random.NextUInt32() % (uint)Factors.Length)];

    private static double TwoDigits(double x) => double.Parse(x.ToString("E1", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>The contents before the first iteration, by the names that a course has for them.</summary>
    private sealed class Contents(Scenario scenario)
    {
        private readonly FirstContents _first = new(scenario);

        public void Change(string name, Func<Tensor, Tensor> change) => _first.Change(Find(name), change);

        /// <summary>Sets contents.</summary>
        /// <param name="settings">Which, and to what.</param>
        /// <param name="factor">By what a number that is written out is scaled; null for nothing.</param>
        public void Set(IReadOnlyDictionary<string, string> settings, Func<string, double>? factor = null)
        {
            // All are computed before the first is set: they are formulas over what the program begins with.
            var computed = settings.Select(s => (s.Key, Content: Computed(s.Key, s.Value, factor))).ToList();
            foreach ((string name, Tensor content) in computed) Change(name, _ => content);
        }

        public Scenario ToScenario() => _first.ToScenario();

        private Tensor Computed(string name, string formula, Func<string, double>? factor)
        {
            Value leaf = Find(name);
            var expression = Expression.Parse(formula, _first.Names);
            Tensor content = expression.Evaluate(_first);
            if (factor is not null && expression.Names.IsEmpty && content.Length == 1) content = Tensor.Scalar(content[0] * factor(name));
            if (content.Shape.Equals(leaf.Shape)) return content;
            if (content.Length == 1) return Tensor.Full(leaf.Shape, content[0]);
            throw new LessonException(l => ExerciseTexts.In(l).OtherShape(name, leaf.Shape, formula, content.Shape));
        }

        private Value Find(string name) => _first.Find(name) ?? throw new LessonException(l => ExerciseTexts.In(l).NoParameter(
            scenario.Program.Name, name, string.Join(", ", _first.Values.Select(v => v.Name))));
    }
}
