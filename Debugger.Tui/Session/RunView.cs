using System.Collections.Immutable;
using System.Globalization;
using Backstep.Engine.Data;
using Backstep.Engine.Programs;
using Backstep.Engine.Runs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Training;

namespace Backstep.Debugger.Tui.Session;

/// <summary>A run as the form or the command line asks for it.</summary>
/// <param name="Settings">What is trained, and how.</param>
public sealed record RunRequest(RunSettings Settings)
{
    /// <summary>What calculates, by its name on the command line.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Of the processor; null for as many as it has.</summary>
    public int? Threads { get; init; }

    /// <summary>The name that the run is kept under; empty for one that is not.</summary>
    public string Keep { get; init; } = "";

    /// <summary>The kept run that is gone on with; null for a new one.</summary>
    public RunFolder? Resumed { get; init; }

    /// <summary>What the settings ask for, where it has been made already; good for one run.</summary>
    public TrainingPlan? Plan { get; init; }

    /// <summary>What it stops for; empty for nothing.</summary>
    public string Condition { get; init; } = "";

    /// <summary>The file that the weights are written to when it is over or left; null for none.</summary>
    public string? Save { get; init; }

    /// <summary>What the screens call the optimizer.</summary>
    public string Optimizer => Settings.Optimizer switch
    {
        { IsAdam: true } adam => adam.ClassName.ToLowerInvariant(),
        { Attributes.Momentum: > 0 and var momentum } => string.Create(CultureInfo.InvariantCulture, $"sgd, momentum {momentum}"),
        _ => "sgd",
    };
}

/// <summary>One line of a run in the curves.</summary>
/// <param name="Number">From 0.</param>
/// <param name="ForkedAt">The step behind which it begins.</param>
/// <param name="Change">What is different from where it forked.</param>
/// <param name="Losses">The loss of each of its steps.</param>
/// <param name="Smooth">The same smoothed over all steps before.</param>
/// <param name="Trained">Per cent of the images named right, by epoch.</param>
/// <param name="Tested">The same of the test set.</param>
public sealed record CurveView(
    int Number, long ForkedAt, string Change, ImmutableArray<double> Losses, ImmutableArray<double> Smooth,
    ImmutableArray<double> Trained, ImmutableArray<double> Tested)
{
    /// <summary>The loss of the test set, each with the step behind which it was.</summary>
    public ImmutableArray<(long Step, double Loss)> TestLosses { get; init; } = [];
}

/// <summary>A training run as the screen shows it.</summary>
/// <param name="Request">What is trained.</param>
/// <param name="State">What it is doing.</param>
/// <param name="Step">The step that it stands behind.</param>
/// <param name="Steps">How many there will be.</param>
/// <param name="StepsPerEpoch">How many an epoch has.</param>
/// <param name="LearningRate">The present one.</param>
/// <param name="ImagesPerSecond">Of the last second or so in which it trained; 0 before that is known.</param>
/// <param name="Present">The number of the curve that steps are added to.</param>
/// <param name="Curves">All of them.</param>
/// <param name="Condition">What it stops for; empty for nothing.</param>
/// <param name="Rest">What is looked at while the run rests; null while it runs.</param>
public sealed record RunView(
    RunRequest Request, RunState State, long Step, long Steps, int StepsPerEpoch, double LearningRate, double ImagesPerSecond, int Present,
    ImmutableArray<CurveView> Curves, string Condition, RunRest? Rest)
{
    /// <summary>What the run was seen to do wrong, oldest first.</summary>
    public ImmutableArray<WarningEvent> Warnings { get; init; } = [];

    /// <summary>Kept runs that stand beside it, each with its name as what is different.</summary>
    public ImmutableArray<CurveView> Others { get; init; } = [];

    /// <summary>Whether the weights of the present step have been written into a file.</summary>
    public bool IsSaved { get; init; }

    /// <summary>The name that it is being kept under; empty while it is not.</summary>
    public string Kept { get; init; } = "";

    /// <summary>Whether samples are of classes, so that there is something to be right about.</summary>
    public bool TellsClasses { get; init; } = true;

    /// <summary>Whether there are classes of a test set to be told apart.</summary>
    public bool CanTest { get; init; } = true;

    /// <summary>Whether it does something by itself.</summary>
    public bool IsRunning => State is RunState.Compiling or RunState.Running or RunState.Stepping or RunState.Rewinding;

    public CurveView Curve => Curves[Present];
}

/// <summary>What is shown of a run that rests.</summary>
/// <param name="Kernels">The weights of the first layer that has any; null for none.</param>
/// <param name="Layers">How large parameters, gradients and activations are.</param>
/// <param name="Test">How it does on the test set; null until that was asked for.</param>
public sealed record RunRest(Tensor? Kernels, LayerFigures Layers, Evaluation? Test = null)
{
    /// <summary>Names that a model of letters makes up now, the same ones as at a training's end; empty for every other network.</summary>
    public ImmutableArray<string> Written { get; init; } = [];

    /// <summary>The data set that it was tried on.</summary>
    public Dataset? Tested { get; init; }
}

/// <summary>Which runs are kept.</summary>
public sealed record KeptRunsMsg(ImmutableArray<string> Names) : Msg;

/// <summary>The run has something new to show.</summary>
public sealed record RunMsg(RunView View, string? Notice = null, bool IsProblem = false) : Msg;

/// <summary>A step of the run stands in the debugger.</summary>
public sealed record RunStepMsg(SessionView View, string Notice) : Msg;

/// <summary>The form was filled in: the run's screen opens, and it begins.</summary>
public sealed record Train(RunRequest Request) : Msg;

/// <summary>Something for the training run to do.</summary>
public abstract record RunCommand : SessionCommand;

/// <summary>Makes a run ready and begins it; one that is under way ends.</summary>
public sealed record StartRun(RunRequest Request) : RunCommand;

/// <summary>Trains on until something stops it.</summary>
public sealed record ResumeRun : RunCommand;

/// <summary>One step.</summary>
public sealed record StepRun : RunCommand;

/// <summary>Back to the place behind a step.</summary>
public sealed record RewindRun(long Step) : RunCommand;

/// <summary>Something else from here on, a learning rate or <c>optimizer=adam</c>: a branch.</summary>
public sealed record ForkRun(string Change) : RunCommand;

/// <summary>What the run stops for from now on; empty for nothing.</summary>
public sealed record BreakRun(string Condition) : RunCommand;

/// <summary>The last step in the debugger.</summary>
public sealed record OpenRunStep : RunCommand;

/// <summary>Open the instruction where what went wrong begins.</summary>
public sealed record FindRunCause : RunCommand;

/// <summary>Tries the present weights on the test set.</summary>
public sealed record TryRun : RunCommand;

/// <summary>A kept run's curve beside the present one's, or no longer.</summary>
public sealed record CompareRun(string Name) : RunCommand;

/// <summary>Writes the present weights.</summary>
public sealed record SaveRun(string Path) : RunCommand;
