using System.Collections.Immutable;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Session;

/// <summary>Something that happened.</summary>
public abstract record Msg;

/// <summary>
/// The session is at a new place. <paramref name="Notice"/> says why it stopped, if that is worth a word; a fault of the program is a
/// problem.
/// </summary>
public sealed record SessionMsg(SessionView View, string? Notice = null, bool IsProblem = false) : Msg;

/// <summary>Why an element is what it is.</summary>
public sealed record ExplanationMsg(Explanation Explanation) : Msg;

/// <summary>What a value is and has been.</summary>
/// <param name="Value">Which.</param>
/// <param name="Content">Its content now; null if it has not been computed in this iteration.</param>
/// <param name="Gradient">The content of its gradient now, if it has one.</param>
/// <param name="History">For single numbers: every content that is still kept, oldest first.</param>
/// <param name="Patch">For the output of a convolution: what is needed to show it at one place; null otherwise.</param>
public sealed record InspectionMsg(
    Value Value, Tensor? Content, Tensor? Gradient, ImmutableArray<(Moment Moment, double Value)> History, ConvolutionView? Patch) : Msg
{
    private readonly Dictionary<Tensor, TensorFacts> _facts = new(ReferenceEqualityComparer.Instance);

    /// <summary>What one of its tensors is like; counted at the first call.</summary>
    internal TensorFacts FactsOf(Tensor tensor)
    {
        if (!_facts.TryGetValue(tensor, out TensorFacts? facts)) _facts[tensor] = facts = TensorFacts.Of(tensor);
        return facts;
    }
}

/// <summary>A convolution's operands.</summary>
public sealed record ConvolutionView(Instruction Instruction, Tensor Input, Tensor Weight, Tensor Bias);

/// <summary>Text that a typed command printed. <paramref name="IsMovement"/>: nothing but steps, forward or back.</summary>
public sealed record OutputMsg(string Command, string Text, SessionView View, bool IsMovement = false) : Msg;

/// <summary>
/// Something could not be done. A line of several commands may have done the first of them: <paramref name="View"/> is where the session
/// stands now.
/// </summary>
public sealed record ProblemMsg(string Problem, SessionView? View = null) : Msg;

/// <summary>A file was opened, or could not be.</summary>
/// <param name="Path">As it was asked for.</param>
/// <param name="Problem">One line; null where nothing is wrong with it.</param>
/// <param name="Then">What it holds, as the message that it would be otherwise; null where nothing has changed.</param>
public sealed record FileMsg(string Path, string? Problem, Msg? Then = null) : Msg;

/// <summary>Where data sets were found: their folders by their names.</summary>
public sealed record DataMsg(ImmutableDictionary<string, string> Folders) : Msg;

/// <summary>The pictures that the home screen plays: the 2-2-2 network, one instruction after another.</summary>
public sealed record DemoMsg(ImmutableArray<SessionView> Frames) : Msg;
