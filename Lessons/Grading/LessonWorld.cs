using System.Collections.Immutable;
using Backstep.Engine.Backends;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Grading;

/// <summary>One value, or one element of it, that an expression is the plain name of.</summary>
/// <param name="Run">Where it lies.</param>
/// <param name="Moment">When it is read.</param>
/// <param name="Value">The value.</param>
/// <param name="Offset">The element's row-major position; null for the whole of a tensor of several elements.</param>
public sealed record PlainValue(ExerciseRun Run, Moment Moment, Value Value, int? Offset)
{
    /// <summary>The instruction that wrote it; null for a number that was given.</summary>
    public Instruction? Writer => Run.HistoryAt(Moment).VersionAt(Value, Moment)?.Writer;

    /// <summary>How it is called in formulas: <c>∂E/∂w5</c>, <c>w5⁺</c>.</summary>
    public string Label => Writer?.Label ?? Value.Label;

    /// <summary>What explains the run in which it lies.</summary>
    public Explainer Explainer(int decimals = 9) => new(Run.HistoryAt(Moment), decimals);
}

/// <summary>
/// The numbers of an exercise in one play of it: its run, the sound program's, its further runs, and expressions over all of them. Runs are
/// carried out when they are first needed and kept. Not for several threads at once.
/// </summary>
public sealed class LessonWorld
{
    /// <summary>Numbers that all instructions write together, over all iterations.</summary>
    private const long MaxWork = 200_000;

    /// <summary>Plays from this one on are probes; no learner plays a lesson so often.</summary>
    internal const int FirstProbe = 1_000_003;

    private readonly string[] _bugs;
    private readonly Scenario? _given;
    private readonly Dictionary<string, ExerciseRun> _runs = [];
    private readonly Dictionary<string, LessonWorld> _wrong = [];
    private readonly Dictionary<object, object?> _cache = [];

    /// <summary>The world of <paramref name="exercise"/>.</summary>
    /// <param name="exercise">The exercise.</param>
    /// <param name="backend">What calculates; the reference backend gives the tutorials' digits.</param>
    /// <param name="play">0 for the first play; each later one has other numbers.</param>
    public LessonWorld(Exercise exercise, IBackend backend, int play = 0)
        : this(exercise, backend, play, [], null)
    {
    }

    private LessonWorld(Exercise exercise, IBackend backend, int play, string[] bugs, Scenario? given)
    {
        Exercise = exercise;
        Backend = backend;
        Play = play;
        _bugs = bugs;
        _given = given;
    }

    /// <summary>The world of a program that was made elsewhere; its numbers are read at the end of an iteration, from 1.</summary>
    public static LessonWorld Of(Scenario scenario, IBackend backend, int iteration) => new(
        new Exercise { Program = scenario.Program.Name, Seed = scenario.Seed, Iterations = iteration, Bugs = [] }, backend, 0,
            [], scenario);

    /// <summary>The exercise.</summary>
    public Exercise Exercise { get; }

    /// <summary>What calculates.</summary>
    public IBackend Backend { get; }

    /// <summary>0 for the first play.</summary>
    public int Play { get; }

    /// <summary>The exercise's own run, with its bugs.</summary>
    public ExerciseRun Main => Cached("", () => Make(Exercise.Own));

    /// <summary>The exercise without bugs: the same run if it has none.</summary>
    public ExerciseRun Right => !Exercise.HasBugs && _bugs.Length == 0 ? Main
        : _runs.TryGetValue("right", out ExerciseRun? run) ? run : _runs["right"] = MakeWith(Exercise.Own, []);

    /// <summary>What the debugger opens.</summary>
    public Scenario Scenario => Main.Scenario;

    /// <summary>A further run.</summary>
    /// <exception cref="LessonException">There is none of the name, or it cannot be made.</exception>
    public ExerciseRun Run(string name)
    {
        Run run = Exercise.Runs.GetValueOrDefault(name) ?? throw new LessonException(l => ExerciseTexts.In(l).NoRun(name));
        return Cached(name, () => Make(run.Over(Exercise)));
    }

    /// <summary>The same exercise in which one more thing goes wrong, in its own run and in the further ones.</summary>
    public LessonWorld WithBug(string bug)
    {
        if (!_wrong.TryGetValue(bug, out LessonWorld? world)) _wrong[bug] = world = new(Exercise, Backend, Play, [.. _bugs, bug], _given);
        return world;
    }

    /// <summary>An exercise's program after a repair: the bugs that it leaves, and what it sets.</summary>
    /// <exception cref="LessonException">It cannot be made.</exception>
    public Scenario Repaired(FixOption option) => ScenarioMaker.With(MakeWith(Exercise.Own, [.. option.Leaves]).Scenario, option.Set);

    /// <summary>The program as it starts once the learner or the automatic player has edited it.</summary>
    /// <exception cref="LessonException">It cannot be made.</exception>
    public Scenario Edited(IReadOnlyDictionary<string, string> settings) => ScenarioMaker.With(Scenario, settings);

    /// <summary>What an expression comes to.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="insideRun">The run that plain names belong to; null for the exercise's own.</param>
    /// <exception cref="LessonException">It is no expression, or a value in it has no content.</exception>
    public Tensor Evaluate(string expression, string? insideRun = null) => Memo((expression, insideRun), () =>
    {
        var names = new WorldNames(this, insideRun is null ? Main : Run(insideRun), expression);
        try
        {
            return Expression.Parse(expression, names.Names).Evaluate(names);
        }
        catch (ExpressionException e)
        {
            throw new LessonException(l => ExerciseTexts.In(l).Within(expression, e.In(l)), e);
        }
    });

    /// <summary>What an expression comes to, which must be one number.</summary>
    /// <exception cref="LessonException">As for <see cref="Evaluate"/>, or it is not one number.</exception>
    public double Number(string expression, string? insideRun = null)
    {
        Tensor value = Evaluate(expression, insideRun);
        return value.Length == 1 ? value[0] : throw new LessonException(l => ExerciseTexts.In(l).NotOneNumber(expression, value.Shape));
    }

    /// <summary>Whether an expression counts: its value is exact, where what is measured may be rounded.</summary>
    public bool IsCount(string expression) => Memo(("count", expression), () =>
    {
        try
        {
            return Expression.Parse(expression, new WorldNames(this, Main, expression).Names).IsCount;
        }
        catch (ExpressionException)
        {
            return false;
        }
    });

    /// <summary>
    /// The exercise in two plays of nobody's, in which every weight and, in programs of single numbers, every input is another one: what
    /// agrees there too is no coincidence. None where the exercise is too large to be carried out again.
    /// </summary>
    internal ImmutableArray<LessonWorld> Probes => Memo("probes", () =>
    {
        if (!IsCheap) return [];
        bool isScalar = Scenario.Program.IsScalar;
        string[] vary = [.. from v in Scenario.Program.Values
                                where v.Kind == ValueKind.Parameter || (isScalar && v.Kind is ValueKind.Input or ValueKind.Hyperparameter)
                                select v.Name];
        try
        {
            LessonWorld[] probes = [.. Enumerable.Range(1, 2)
                .Select(i => new LessonWorld(Exercise with { Vary = [.. vary] }, Backend, FirstProbe + i, _bugs, _given))];
            foreach (LessonWorld probe in probes) _ = probe.Main.HistoryAt(probe.Main.End);
            return (ImmutableArray<LessonWorld>)[.. probes];
        }
        catch (LessonException)
        {
            return [];
        }
    });

    /// <summary>Whether the exercise can be carried out again and again while a learner waits.</summary>
    internal bool IsCheap =>
        Scenario.Program.Fault is null && Scenario.Program.Instructions.Sum(i => (long)i.Output.Shape.Length) * Main.Iterations <= MaxWork;

    /// <summary>Whether a condition holds.</summary>
    /// <exception cref="LessonException">As for <see cref="Number"/>.</exception>
    public bool IsTrue(string condition, string? insideRun = null) => Number(condition, insideRun) != 0;

    /// <summary>How an expression is called in formulas: a name's label, anything else as it stands.</summary>
    /// <exception cref="LessonException">A prefix stands for nothing.</exception>
    public string Label(string expression) => Plain(expression)?.Label ?? expression;

    /// <summary>The value that an expression names; null if it is more than a name.</summary>
    /// <exception cref="LessonException">A prefix stands for nothing.</exception>
    public PlainValue? Plain(string expression)
    {
        var names = new WorldNames(this, Main, expression);
        try
        {
            var reference = ValueReference.Parse(expression, names.Names);
            (WorldNames.Place place, string name) = names.Locate(reference.Name);
            if (HistoryResolver.Lookup(place.Run.Program, name) is not { } value) return null;
            bool whole = reference.Indices.IsEmpty && value.Shape.Length != 1;
            return new(place.Run, place.Moment, value, whole ? null : reference.Resolve(value.Shape));
        }
        catch (ExpressionException)
        {
            return null;
        }
    }

    /// <summary>How the one number that an expression names came to be; null if it is more than a name, or a tensor.</summary>
    public Explanation? Explain(string expression, int decimals = 9)
    {
        if (Plain(expression) is not { Offset: { } offset } plain) return null;
        try
        {
            return plain.Explainer(decimals).Explain(plain.Value, offset, plain.Moment);
        }
        catch (ExplainException)
        {
            return null;
        }
    }

    /// <summary>
    /// The digits that the tutorial prints for the value that an expression names; null
    /// if it prints none, or if this play has other numbers.
    /// </summary>
    public string? PrintedDigits(string expression)
    {
        if (Plain(expression) is not { Offset: { } offset } plain || plain.Run.Read(plain.Value, plain.Moment) is not { } content)
            return null;
        var digits = plain.Run.Program.PublishedDigits;
        if (!digits.TryGetValue(plain.Label, out string? printed) && !digits.TryGetValue(plain.Value.Label, out printed)) return null;
        double shown = double.Parse(printed, System.Globalization.CultureInfo.InvariantCulture), number = content[offset];
        return Math.Abs(shown - number) <= 1e-3 * Math.Abs(number) ? printed : null;
    }

    /// <summary>A text with its numbers filled in.</summary>
    /// <exception cref="LessonException">A placeholder cannot be filled.</exception>
    public string Render(string text)
    {
        try
        {
            return TextTemplate.Parse(text).Render(hole => TextNumbers.Fill(this, hole));
        }
        catch (TextTemplateException e)
        {
            throw new LessonException(e);
        }
    }

    /// <summary>A text with its numbers filled in, in every language that it is written in.</summary>
    /// <exception cref="LessonException">A placeholder cannot be filled.</exception>
    public LocalText Render(LocalText text) => new(Render(text.English), text.Chinese is null ? null : Render(text.Chinese));

    /// <summary>Computes something once for this world.</summary>
    internal T Memo<T>(object key, Func<T> compute)
    {
        if (_cache.TryGetValue(key, out object? known)) return (T)known!;
        T value = compute();
        _cache[key] = value;
        return value;
    }

    private ExerciseRun Cached(string name, Func<ExerciseRun> make)
    {
        if (!_runs.TryGetValue(name, out ExerciseRun? run)) _runs[name] = run = make();
        return run;
    }

    private ExerciseRun Make(Run spec) => MakeWith(spec, [.. spec.Bugs ?? [], .. _bugs]);

    private ExerciseRun MakeWith(Run spec, string[] bugs)
    {
        // What varies belongs to the exercise's program; a run of another one has it only if it bears the same name.
        IEnumerable<string> vary = spec.Program == Exercise.Program ? Exercise.Vary : [];
        return new(spec, _given is null ? ScenarioMaker.Make(spec, vary, Play, bugs)
            : ScenarioMaker.Make(_given, spec.Set, vary, Play, bugs), Backend);
    }
}
