using System.Collections.Immutable;
using Backstep.Engine.Models;

namespace Backstep.Debugger.Tui.Session;

/// <summary>The sheet to draw on.</summary>
public sealed record DrawState
{
    public Sketch Sketch { get; init; } = Sketch.Blank;

    /// <summary>
    /// The sketch that the engine reads now; null while it reads none. There is one at a time, so that the last one is soon read.
    /// </summary>
    public Sketch? Asked { get; init; }

    /// <summary>What the last one that was read is taken for; null before there was any.</summary>
    public SketchReading? Reading { get; init; }

    /// <summary>Whose weights read; null while there are none.</summary>
    public string? Weights { get; init; }
}

/// <summary>What a network makes of a sketch.</summary>
/// <param name="Of">The sketch.</param>
/// <param name="Seen">What reaches the network, fitted and centred; empty for a blank sketch.</param>
/// <param name="Result">What it is taken for; null for a blank sketch and without weights.</param>
/// <param name="Why">How much each pixel raised the winning logit; empty without a result.</param>
/// <param name="Names">What the classes are called.</param>
public sealed record SketchReading(
    Sketch Of, ImmutableArray<byte> Seen, ImageReading? Result, ImmutableArray<double> Why, ImmutableArray<string> Names);

/// <summary>The sketch is another one.</summary>
public sealed record Drew(Sketch Sketch) : Msg;

/// <summary>A sketch has been read.</summary>
public sealed record SketchMsg(SketchReading Reading) : Msg;

/// <summary>Whose weights read from now on; null where there are none.</summary>
public sealed record WeightsMsg(string? Weights) : Msg;

/// <summary>Something about drawn digits for the engine to do.</summary>
public abstract record DrawCommand : SessionCommand;

/// <summary>
/// Looks for weights: those of a file that was opened, else the training run's; <paramref name="OfRun"/>: the run's in any case.
/// </summary>
public sealed record FindWeights(bool OfRun = false) : DrawCommand;

/// <summary>Reads with the weights of a file from now on.</summary>
public sealed record LoadWeights(string Path) : DrawCommand;

/// <summary>What is a sketch taken for?</summary>
public sealed record ReadSketch(Sketch Sketch) : DrawCommand;

/// <summary>A training step on a sketch alone, in the debugger.</summary>
public sealed record DebugSketch(Sketch Sketch, int Label) : DrawCommand;

internal static class DrawUpdate
{
    public static (AppState, ImmutableArray<Effect>) Update(AppState state, Msg message) => message switch
    {
        Drew drew => Reading(state, state.Draw with { Sketch = drew.Sketch }),
        SketchMsg { Reading: var reading } => Reading(state, state.Draw with { Reading = reading, Asked = null }),
        WeightsMsg weights => Reading(state, state.Draw with { Weights = weights.Weights, Reading = null }),
        _ => (state, []),
    };

    private static (AppState, ImmutableArray<Effect>) Reading(AppState state, DrawState draw) =>
        draw.Asked is not null || ReferenceEquals(draw.Reading?.Of, draw.Sketch) ? (state with { Draw = draw }, [])
            : (state with { Draw = draw with { Asked = draw.Sketch } }, [new SessionEffect(new ReadSketch(draw.Sketch), IsQuiet: true)]);
}
