using Stateless;
using Stateless.Graph;
using static Backstep.Engine.Training.RunState;
using static Backstep.Engine.Training.RunTrigger;

namespace Backstep.Engine.Training;

/// <summary>What a training run is doing.</summary>
public enum RunState
{
    /// <summary>Nothing has begun.</summary>
    Idle,

    /// <summary>The program is made ready for the device.</summary>
    Compiling,

    /// <summary>Step after step.</summary>
    Running,

    /// <summary>Between two steps, waiting for the person.</summary>
    Paused,

    /// <summary>One step, then a pause.</summary>
    Stepping,

    /// <summary>On the way to an earlier step.</summary>
    Rewinding,

    /// <summary>Paused where something was changed: what comes is another branch of the run.</summary>
    Forked,

    /// <summary>Every epoch is over; earlier steps can still be gone back to.</summary>
    Finished,

    /// <summary>The device or the program could not go on.</summary>
    Failed,
}

/// <summary>What makes a run do something else.</summary>
public enum RunTrigger
{
    Start,
    Compiled,
    Pause,

    /// <summary>The run's condition holds.</summary>
    Break,
    Resume,
    Step,

    /// <summary>The step that was asked for is made.</summary>
    Stepped,
    Rewind,

    /// <summary>The earlier step is reached.</summary>
    Rewound,

    /// <summary>Something was changed.</summary>
    Fork,

    /// <summary>The last epoch is over.</summary>
    End,
    Fail,
}

/// <summary>Which trigger is accepted when, and what it leads to.</summary>
internal sealed class RunMachine
{
    private readonly StateMachine<RunState, RunTrigger> _machine = new(Idle);

    public RunMachine()
    {
        _machine.Configure(Idle).Permit(Start, Compiling);
        _machine.Configure(Compiling).Permit(Compiled, Running).Permit(Fail, Failed);
        // A pause that was asked for while the last step ran comes when that step is over.
        _machine.Configure(Running)
            .Permit(Pause, Paused).Permit(Break, Paused).Permit(End, Finished).Permit(Fail, Failed);
        _machine.Configure(Paused)
            .Permit(Resume, Running).Permit(Step, Stepping).Permit(Rewind, Rewinding).Permit(Fork, Forked).Permit(Fail, Failed);
        _machine.Configure(Stepping).Permit(Stepped, Paused).Permit(End, Finished).Permit(Fail, Failed);
        _machine.Configure(Rewinding).Permit(Rewound, Paused).Permit(Fail, Failed);
        _machine.Configure(Forked).PermitReentry(Fork)
            .Permit(Resume, Running).Permit(Step, Stepping).Permit(Rewind, Rewinding).Permit(Fail, Failed);
        _machine.Configure(Finished).Permit(Rewind, Rewinding);
    }

    public RunState State => _machine.State;

    public bool CanFire(RunTrigger trigger) => _machine.CanFire(trigger);

    public void Fire(RunTrigger trigger) => _machine.Fire(trigger);

    /// <summary>The graph in Mermaid's language.</summary>
    public static string Graph() =>
        MermaidGraph.Format(new RunMachine()._machine.GetInfo(), null).ReplaceLineEndings("\n").TrimEnd() + "\n";
}
