using System.Collections.Immutable;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Debugging;

/// <summary>A value, or one element of it, and what it is to become.</summary>
/// <param name="Value">What is changed.</param>
/// <param name="Content">What it becomes: a tensor of the value's shape, or, for one element, a single number.</param>
/// <param name="Offset">Which element in row-major order; null for the whole value.</param>
public sealed record Assignment(Value Value, Tensor Content, int? Offset = null)
{
    /// <summary>The content, which goes with the value.</summary>
    /// <exception cref="DebugException">It does not.</exception>
    internal Tensor Fitting(Program program)
    {
        // No backend calculates with a label that is no class.
        if (program.Instructions.FirstOrDefault(i => i.Opcode == Opcode.CrossEntropy && i.Inputs[1] == Value) is { } loss
            && Content.Data.ToArray().Any(label => !ClassLabels.IsValid(label, loss.Inputs[0].Shape[1])))
            throw new DebugException(t => t.NoClass(Value.Name, loss.Inputs[0].Shape[1] - 1));
        if (Offset is not int offset)
            return Content.Shape.Equals(Value.Shape) ? Content
                : throw new DebugException(t => t.OtherShape(Value.Name, Value.Shape, Content.Shape));
        if (Content.Length != 1) throw new DebugException(t => t.OneNumber(Value.Name, Content.Shape));
        return offset >= 0 && offset < Value.Shape.Length ? Content
            : throw new DebugException(t => t.NoElementNumber(Value.Name, Value.Shape.Length, offset));
    }
}

/// <summary>
/// A what-if: from <paramref name="At"/> on, <paramref name="Value"/> is <paramref name="Content"/>. It lasts:
/// what comes with each iteration or is computed in it is changed again in every iteration that follows.
/// State (weights, what the optimizer remembers, the learning rate) is changed once, since training goes on from it.
/// </summary>
/// <param name="At">When it takes effect: right after the instruction that wrote the value, or at the start of an iteration.</param>
/// <param name="Value">What is changed.</param>
/// <param name="Content">What it becomes: a tensor of the value's shape, or, for one element, a single number.</param>
/// <param name="Offset">Which element in row-major order; null for the whole value.</param>
public sealed record Edit(Moment At, Value Value, Tensor Content, int? Offset = null)
{
    /// <summary>Whether it is made at <paramref name="now"/>, at which <paramref name="written"/> has just run;
    /// null at the start of an iteration.</summary>
    internal bool Applies(Moment now, Instruction? written, Program program)
    {
        if (now == At) return true;
        if (now < At || Value.IsState) return false;
        return written is not null ? written.Output == Value && written.Phase != Phase.ZeroGrad
            : Value.Kind == ValueKind.Input || !program.Instructions.Any(i => i.Output == Value);
    }

    /// <summary>Whether nothing is left of <paramref name="earlier"/>, an edit made before this one.</summary>
    internal bool Replaces(Edit earlier) => earlier.Value == Value && earlier.At >= At && (Offset is null || earlier.Offset == Offset);
}

/// <summary>A timeline and, for a what-if, where it came from.</summary>
/// <param name="Timeline">The run.</param>
/// <param name="Parent">The index of the timeline that it was forked from; null for the first.</param>
/// <param name="Edits">What was changed in it, together; none in the first, and in one in which edits were only taken back.</param>
/// <param name="Undone">What was taken back in it.</param>
public sealed record WhatIf(Timeline Timeline, int? Parent, ImmutableArray<Edit> Edits, ImmutableArray<Edit> Undone);
