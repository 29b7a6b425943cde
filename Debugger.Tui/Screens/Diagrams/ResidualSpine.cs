using System.Collections.Immutable;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Screens.Diagrams;

/// <summary>Instructions that belong together by name (<c>q</c>, <c>q_split</c>, <c>q_heads</c>; a norm and its parts).</summary>
/// <param name="Title">What it is called in its branch: <c>norm</c> of <c>layer0.attn_norm</c>.</param>
internal sealed record SpineChip(string Title, ImmutableArray<Instruction> Instructions)
{
    public Value Value => Instructions[^1].Output;
}

/// <summary>A branch that reads the residual stream and is added back to it.</summary>
/// <param name="Layer">Of which layer: <c>layer0</c>; empty where names tell none.</param>
/// <param name="Title">What it is: <c>attn</c>; empty where names tell nothing.</param>
/// <param name="From">What the stream was before.</param>
/// <param name="Add">The addition.</param>
internal sealed record SpineBlock(string Layer, string Title, Value From, ImmutableArray<SpineChip> Chips, Instruction Add);

/// <summary>
/// A network whose layers add to a stream that runs through it: what comes before the first branch, the branches, what comes after the
/// last. Found by what instructions do: an addition of a value and of something that was calculated from it.
/// </summary>
internal sealed class ResidualSpine
{
    private ResidualSpine(ImmutableArray<SpineChip> stem, ImmutableArray<SpineBlock> blocks, ImmutableArray<SpineChip> head) =>
        (Stem, Blocks, Head) = (stem, blocks, head);

    public ImmutableArray<SpineChip> Stem { get; }

    public ImmutableArray<SpineBlock> Blocks { get; }

    public ImmutableArray<SpineChip> Head { get; }

    /// <summary>The spine of a program; null where nothing is added back.</summary>
    public static ResidualSpine? Of(Program program)
    {
        Instruction[] forward = [.. program.Instructions.Where(i => i.Pass == 1 && i.Phase is Phase.Forward or Phase.Loss)];
        // What comes after a draw only writes down what was drawn.
        int draw = Array.FindIndex(forward, i => i.Opcode == Opcode.Choice);
        if (draw >= 0) forward = forward[..(draw + 1)];
        var made = new Dictionary<Value, Instruction>();
        var blocks = ImmutableArray.CreateBuilder<SpineBlock>();
        ImmutableArray<SpineChip> stem = [];
        int done = 0;
        for (int k = 0; k < forward.Length; k++)
        {
            Instruction i = forward[k];
            made[i.Output] = i;
            if (i.Opcode != Opcode.Add || Base(i, made) is not { } from) continue;
            int start = Array.FindIndex(forward, f => f.Output == from) + 1;
            if (start < done) continue;
            if (blocks.Count == 0) stem = Chips(forward.AsSpan(0, start), "");
            string layer = i.Output.Name.Split('.') is [var name, _, ..] ? name : "", prefix = Prefix(forward[start..k]);
            blocks.Add(new(layer, prefix.TrimEnd('_'), from, Chips(forward.AsSpan(start, k - start), prefix), i));
            done = k + 1;
        }
        return blocks.Count == 0 ? null : new(stem, blocks.ToImmutable(), Chips(forward.AsSpan(done), ""));
    }

    /// <summary>Which of the summands the other was calculated from; null if neither.</summary>
    private static Value? Base(Instruction add, Dictionary<Value, Instruction> made) =>
        add.Inputs is not [var a, var b] || !a.Shape.Equals(b.Shape) ? null
        : IsCalculatedFrom(b, a, made) ? a
        : IsCalculatedFrom(a, b, made) ? b
        : null;

    private static bool IsCalculatedFrom(Value value, Value from, Dictionary<Value, Instruction> made)
    {
        if (value == from || !made.TryGetValue(from, out Instruction? first)) return false;
        var seen = new HashSet<Value>();
        var open = new Stack<Value>([value]);
        while (open.TryPop(out Value? v))
        {
            if (v == from) return true;
            // What was made before it was not made from it.
            if (!seen.Add(v) || !made.TryGetValue(v, out Instruction? i) || i.Index < first.Index) continue;
            foreach (Value input in i.Inputs) open.Push(input);
        }
        return false;
    }

    /// <summary>What several names of a branch begin with: <c>attn_</c>.</summary>
    private static string Prefix(IEnumerable<Instruction> branch) => branch
        .Select(i => Last(i.Output.Name)).Where(n => n.Contains('_', StringComparison.Ordinal))
        .GroupBy(n => n[..(n.IndexOf('_', StringComparison.Ordinal) + 1)]).Where(g => g.Count() > 2)
        .OrderByDescending(g => g.Count()).FirstOrDefault()?.Key ?? "";

    private static string Last(string name) => name[(name.LastIndexOf('.') + 1)..];

    private static ImmutableArray<SpineChip> Chips(ReadOnlySpan<Instruction> part, string prefix)
    {
        var chips = new List<SpineChip>();
        string[] names = [.. part.ToArray().Select(i => i.Output.Name)];
        for (int k = 0; k < part.Length; k++)
        {
            // What is compared with does not flow through.
            if (part[k].Inputs.All(v => v.Kind == ValueKind.Input)) continue;
            string name = names[k], owner = names.Where((n, at) => name.StartsWith(n + '.', StringComparison.Ordinal)
                || at != k && name.StartsWith(n + '_', StringComparison.Ordinal)).FirstOrDefault(name);
            string title = Last(owner);
            if (prefix.Length > 0 && title.StartsWith(prefix, StringComparison.Ordinal)) title = title[prefix.Length..];
            int at = chips.FindIndex(c => c.Title == title);
            if (at < 0) chips.Add(new(title, [part[k]]));
            else chips[at] = chips[at] with { Instructions = chips[at].Instructions.Add(part[k]) };
        }
        return [.. chips];
    }
}
