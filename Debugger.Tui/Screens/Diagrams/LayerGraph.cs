using System.Collections.Immutable;
using Backstep.Debugger.Tui.Session;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Screens.Diagrams;

/// <summary>A layer, operation or input of a tensor program.</summary>
/// <param name="Title">Its name: <c>conv1</c>, <c>relu1</c>, <c>x</c>.</param>
/// <param name="Kind">What it does: <c>conv2d</c>; empty for an input.</param>
/// <param name="Value">What it gives.</param>
/// <param name="Instruction">What computes it; null for an input.</param>
/// <param name="Inputs">The nodes it reads, by index.</param>
internal sealed record LayerNode(string Title, string Kind, Value Value, Instruction? Instruction, ImmutableArray<int> Inputs)
{
    /// <summary>Its learnable values.</summary>
    public IEnumerable<Value> Parameters => Instruction?.Inputs.Where(v => v.Kind == ValueKind.Parameter) ?? [];
}

/// <summary>The layers of the pass of a tensor program that the session stands in, and what is known of them.</summary>
internal sealed class LayerGraph
{
    private readonly SessionView _view;
    private readonly Dictionary<Value, Value> _gradients = [];
    private readonly HashSet<Value> _known = [];

    private LayerGraph(SessionView view, int pass)
    {
        _view = view;
        Pass = pass;
        var nodes = new List<LayerNode>();
        var index = new Dictionary<Value, int>();
        foreach (Instruction i in view.Program.Instructions)
        {
            if (i.Pass != pass) continue;
            if (i.Phase is Phase.Forward or Phase.Loss) Add(i, nodes, index);
            else if (i.Phase == Phase.Backward && i.Index < view.Now.Executed) _known.Add(i.Output);
        }
        foreach (Value v in view.Program.Values)
        {
            if (v is { Kind: ValueKind.Gradient, GradientOf: { } of }) _gradients[of] = v;
        }
        Nodes = nodes;
        IsChain = nodes.Select((n, k) => k == 0 ? n.Inputs.IsEmpty : n.Inputs.SequenceEqual([k - 1])).All(b => b);
        Passes = view.Program.Instructions.Select(i => i.Pass).DefaultIfEmpty(1).Max();
        Lit = FindLit();
    }

    public IReadOnlyList<LayerNode> Nodes { get; }

    /// <summary>Whether each layer reads the one before it and nothing else.</summary>
    public bool IsChain { get; }

    /// <summary>Which pass of the script, from 1.</summary>
    public int Pass { get; }

    /// <summary>How many passes there are.</summary>
    public int Passes { get; }

    /// <summary>The node that the last instruction works on; -1 if there is none.</summary>
    public int Lit { get; }

    /// <summary>The phase of the last instruction.</summary>
    public Phase Phase => _view.LastInstruction?.Phase ?? Phase.Forward;

    /// <summary>Whether the last instruction sends a gradient out of the lit layer, to what it reads.</summary>
    public bool SendsBack =>
        Phase == Phase.Backward && _view.LastInstruction!.Output is var o && o.GradientOf?.Kind != ValueKind.Parameter
        && (Lit < 0 || o.GradientOf != Nodes[Lit].Value);

    public static LayerGraph Of(SessionView view)
    {
        int now = (view.LastInstruction ?? view.NextInstruction)?.Pass ?? 1;
        // The last pass of a script may only update; its network is that of the pass before.
        int pass = view.Program.Instructions.Where(i => i.Phase == Phase.Forward && i.Pass <= now).Select(i => i.Pass)
            .DefaultIfEmpty(now).Max();
        return new(view, pass);
    }

    /// <summary>Whether a node's value has been computed in this pass.</summary>
    public bool IsDone(LayerNode node) => Content(node) is not null;

    /// <summary>What a node holds; null before it is computed in this pass.</summary>
    public Tensor? Content(LayerNode node) =>
        node.Instruction is null || node.Instruction.Index < _view.Now.Executed ? _view[node.Value] : null;

    /// <summary>The gradient of a value, once this pass has computed it.</summary>
    public (Value Value, Tensor Content)? Gradient(Value of) =>
        _gradients.TryGetValue(of, out Value? g) && _known.Contains(g) && _view[g] is { } content ? (g, content) : null;

    private static void Add(Instruction i, List<LayerNode> nodes, Dictionary<Value, int> index)
    {
        var reads = ImmutableArray.CreateBuilder<int>();
        foreach (Value v in i.Inputs)
        {
            // Labels and targets are compared with, they do not flow through.
            bool data = v.Kind == ValueKind.Input && (i.Phase == Phase.Forward || v == i.Inputs[0]);
            if (data && !index.ContainsKey(v))
            {
                nodes.Add(new(v.Label, "", v, null, []));
                index[v] = nodes.Count - 1;
            }
            if (index.TryGetValue(v, out int at) && !reads.Contains(at)) reads.Add(at);
        }
        string title = i.Inputs.Any(v => v.Kind == ValueKind.Parameter) && i.Layer is { } layer ? layer : i.Output.Label;
        nodes.Add(new(title, i.OpName, i.Output, i, reads.ToImmutable()));
        index[i.Output] = nodes.Count - 1;
    }

    private int FindLit()
    {
        if (_view.LastInstruction is not { } last) return -1;
        int primal = last.PrimalOf ?? last.Index;
        for (int n = 0; n < Nodes.Count; n++)
        {
            if (Nodes[n].Instruction?.Index == primal) return n;
        }
        Value touched = last.Output.GradientOf ?? last.Output;
        for (int n = 0; n < Nodes.Count; n++)
        {
            if (Nodes[n].Value == touched
                || Nodes[n].Parameters.Any(p => p == touched || touched.Name.StartsWith(p.Name + '.', StringComparison.Ordinal))) return n;
        }
        return -1;
    }
}
