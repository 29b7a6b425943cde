using Backstep.Engine.Programs;

namespace Backstep.Engine.Debugging;

/// <summary>One movement along a timeline: how far it goes, and what stops it before.</summary>
/// <param name="timeline">What is walked.</param>
/// <param name="breakpoints">What may stop it.</param>
/// <param name="iterationLimit">How many iterations a run without a stop may take.</param>
/// <param name="progress">Is told how far it is; null for nobody.</param>
/// <param name="cancel">Asks it to stop.</param>
internal sealed class Walk(
    Timeline timeline, IReadOnlyList<Breakpoint> breakpoints, int iterationLimit, IProgress<RunProgress>? progress,
    CancellationToken cancel)
{
    private static readonly Stop Done = new(StopKind.Done), Interrupted = new(StopKind.Interrupted);

    /// <summary>Where it ends if nothing stops it; null where that is not known.</summary>
    private Moment? _until;

    /// <summary>How often the movement has been begun.</summary>
    public int Count { get; private set; }

    /// <summary>Moves <paramref name="count"/> times, or until something stops it.</summary>
    /// <param name="movement">How; a movement that needs a place has a method of its own.</param>
    /// <param name="count">How often; what has no count is done once.</param>
    /// <param name="stepped">Called after each single step forward of <see cref="Movement.Into"/>.</param>
    public Stop Go(Movement movement, int count, Action? stepped = null)
    {
        // A program that ends with a shape error at once has no instructions.
        int length = Math.Max(timeline.Program.Instructions.Length, 1);
        long iteration = timeline.Now.Iteration + (timeline.Next is null ? 1 : 0), steps = timeline.Now.Executed % length + (long)count;
        _until = movement switch
        {
            Movement.Into => new(iteration + (steps - 1) / length, (int)((steps - 1) % length) + 1),
            Movement.Iterate => new(iteration + count - 1, length),
            _ => null,
        };
        return movement switch
        {
            Movement.Into => Repeat(count, () => Into(stepped)),
            Movement.Over => Repeat(count, Over),
            Movement.Out => Repeat(1, Out),
            Movement.Iterate => Repeat(count, Iterate),
            Movement.Back => Repeat(count, Back),
            Movement.Continue => Repeat(1, Continue),
            Movement.ReverseContinue => Repeat(1, ReverseContinue),
            Movement.Restart => GoTo(default),
            _ => throw new ArgumentOutOfRangeException(nameof(movement), movement, "this movement needs a place to go to"),
        };
    }

    /// <summary>Goes to a moment.</summary>
    public Stop GoTo(Moment moment)
    {
        try
        {
            timeline.MoveTo(moment, cancel);
            return Done;
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
    }

    /// <summary>Runs to where <paramref name="target"/> would stop a run, in this iteration or the following one.</summary>
    public Stop RunTo(Breakpoint target)
    {
        Moment start = timeline.Now;
        while (timeline.Now.Iteration <= start.Iteration + 1)
        {
            if (cancel.IsCancellationRequested) return Interrupted;
            if (Advance() is { } fault) return fault;
            if (target.StopsAt(timeline.Now, timeline)) return Done;
            if (HitHere() is { } hit) return new(StopKind.Breakpoint, hit);
        }
        return new(StopKind.Limit);
    }

    private Stop Repeat(int count, Func<Stop> once)
    {
        Stop stop = Done;
        for (int i = 0; i < count && stop.Kind is StopKind.Done or StopKind.EndOfIteration; i++)
        {
            if (cancel.IsCancellationRequested) return Interrupted;
            Count++;
            stop = once();
            // Where the last one ends the run ends anyway: a breakpoint there has stopped nothing.
            if (i < count - 1 && stop.Kind is StopKind.Done or StopKind.EndOfIteration && HitHere() is { } hit)
                return new(StopKind.Breakpoint, hit);
        }
        return stop;
    }

    private Stop Into(Action? stepped)
    {
        if (EnterNext(stops: Count > 1) is { } stop) return stop;
        if (Advance() is { } fault) return fault;
        stepped?.Invoke();
        return Done;
    }

    private Stop Over()
    {
        if (EnterNext(stops: Count > 1) is { } stop) return stop;
        return timeline.Next is { } start ? RunWhile(n => StepGroups.Line(n) == StepGroups.Line(start)) : Done;
    }

    private Stop Out()
    {
        if (EnterNext(stops: false) is { } stop) return stop;
        return timeline.Next is { } start ? RunWhile(n => StepGroups.Phase(n) == StepGroups.Phase(start)) : Done;
    }

    private Stop Iterate()
    {
        if (EnterNext(stops: true) is { } stop) return stop;
        stop = RunWhile(_ => true);
        return stop == Done ? EndOfIteration() : stop;
    }

    private Stop Back()
    {
        // The start of an iteration and the end of the one before are one place to a person who steps.
        if (timeline.Now is { Executed: 0, Iteration: > 0 } && Undo() is { } stop) return stop;
        return Undo() ?? Done;
    }

    private Stop Continue()
    {
        long limit = timeline.Now.Iteration + iterationLimit;
        bool moved = false;
        while (true)
        {
            if (cancel.IsCancellationRequested) return Interrupted;
            if (timeline.Next is null)
            {
                if (moved && !breakpoints.Any(b => b.Enabled)) return EndOfIteration();
                if (timeline.Now.Iteration >= limit) return new(StopKind.Limit);
            }
            if (Advance() is { } fault) return fault;
            moved = true;
            if (HitHere() is { } hit) return new(StopKind.Breakpoint, hit);
        }
    }

    private Stop ReverseContinue()
    {
        while (true)
        {
            if (cancel.IsCancellationRequested) return Interrupted;
            if (Undo() is { } stop) return stop;
            if (HitHere() is { } hit) return new(StopKind.Breakpoint, hit);
        }
    }

    /// <summary>Goes one moment back; tells why not, if it does not.</summary>
    private Stop? Undo()
    {
        try
        {
            return timeline.StepBack(cancel) ? null : new(StopKind.Beginning);
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
    }

    /// <summary>Runs instructions of this iteration while <paramref name="more"/> holds for the next,
    /// or until a breakpoint stops it.</summary>
    private Stop RunWhile(Func<Instruction, bool> more)
    {
        while (timeline.Next is { } next && more(next))
        {
            if (cancel.IsCancellationRequested) return Interrupted;
            if (Advance() is { } fault) return fault;
            // Where the run ends anyway a breakpoint has stopped nothing.
            if (timeline.Next is { } following && more(following) && HitHere() is { } hit) return new(StopKind.Breakpoint, hit);
        }
        return Done;
    }

    /// <summary>From the end of an iteration goes to the start of the next:
    /// to a person who steps that is one place, where only a run that comes past is stopped.</summary>
    private Stop? EnterNext(bool stops)
    {
        if (timeline.Next is not null) return null;
        return Advance() ?? (stops && HitHere() is { } hit ? new(StopKind.Breakpoint, hit) : null);
    }

    /// <summary>Goes one moment on: one instruction, or, at the end of an iteration, to the start of the next.</summary>
    private Stop? Advance()
    {
        try
        {
            if (timeline.Next is null && timeline.Program.Fault is null) timeline.BeginNextIteration();
            else timeline.StepForward();
            progress?.Report(new(timeline.Now, _until));
            return null;
        }
        catch (ShapeException fault)
        {
            return new(StopKind.Fault, Fault: fault);
        }
    }

    private Stop EndOfIteration() => timeline.Program.Fault is { } fault ? new(StopKind.Fault, Fault: fault) : new(StopKind.EndOfIteration);

    private Breakpoint? HitHere()
    {
        Breakpoint? hit = breakpoints.FirstOrDefault(b => b.StopsAt(timeline.Now, timeline));
        if (hit is not null) hit.Hits++;
        return hit;
    }
}
