using Backstep.Engine.Backends;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Grading;

/// <summary>
/// One run of an exercise's program. It is carried out when the first number is asked for. Not for several threads at once.
/// </summary>
public sealed class ExerciseRun
{
    private readonly IBackend _backend;
    private readonly Dictionary<long, Timeline> _stopped = [];

    internal ExerciseRun(Run spec, Scenario scenario, IBackend backend)
    {
        Spec = spec;
        Scenario = scenario;
        _backend = backend;
    }

    /// <summary>How it is run; complete.</summary>
    public Run Spec { get; }

    /// <summary>What runs: what a debugger opens.</summary>
    public Scenario Scenario { get; }

    /// <summary>The program.</summary>
    public Program Program => Scenario.Program;

    /// <summary>How many iterations it runs; a program that ends with a shape error runs one.</summary>
    public int Iterations => Program.Fault is null ? Spec.Iterations!.Value : 1;

    /// <summary>The end of the last iteration.</summary>
    public Moment End => EndOf(Iterations);

    /// <summary>The end of iteration <paramref name="iteration"/>, from 1.</summary>
    public Moment EndOf(int iteration) => new(iteration - 1, Program.Instructions.Length);

    /// <summary>A history that remembers the iteration of <paramref name="moment"/>.</summary>
    /// <exception cref="LessonException">The program cannot run so far.</exception>
    public IValueHistory HistoryAt(Moment moment)
    {
        Timeline last = Stopped(Math.Max(moment.Iteration, Iterations - 1));
        if (moment.Iteration == last.Now.Iteration || IsKept(last, moment.Iteration)) return last;
        return Stopped(moment.Iteration);
    }

    /// <summary>The values as expressions see them at <paramref name="moment"/>.</summary>
    public HistoryResolver ValuesAt(Moment moment) => new(HistoryAt(moment), moment);

    /// <summary>What <paramref name="value"/> is at <paramref name="moment"/>; null if it has no content then.</summary>
    public Tensor? Read(Value value, Moment moment) => HistoryAt(moment).VersionAt(value, moment)?.Content;

    private Timeline Stopped(long iteration)
    {
        if (_stopped.TryGetValue(iteration, out Timeline? timeline)) return timeline;
        timeline = new Timeline(Scenario, _backend);
        try
        {
            timeline.MoveTo(new(iteration, Program.Instructions.Length));
        }
        catch (InvalidOperationException e)
        {
            throw new LessonException(l => ExerciseTexts.In(l).CannotRun(Program.Name, e.Message), e);
        }
        return _stopped[iteration] = timeline;
    }

    /// <summary>Whether an iteration is still remembered in full: then what its first instruction made is there.</summary>
    private bool IsKept(Timeline timeline, long iteration) =>
        Program.Instructions.FirstOrDefault(i => !i.Output.IsPersistent) is { } first
            && timeline.VersionAt(first.Output, new(iteration, Program.Instructions.Length)) is not null;
}
