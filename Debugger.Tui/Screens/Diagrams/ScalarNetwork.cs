using System.Collections.Immutable;
using System.Globalization;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Screens.Diagrams;

/// <summary>What a node of a scalar network stands for.</summary>
internal enum NodeKind
{
    /// <summary>A given number.</summary>
    Input,

    /// <summary>A weighted sum and what is applied to it.</summary>
    Neuron,

    /// <summary>What comes after the last neuron: errors, their sum, checks.</summary>
    Tail,
}

/// <summary>A node.</summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="Title">Its name: <c>h1</c> where the sum is l_h1 and the activation out_h1.</param>
/// <param name="Values">What is computed in it, in order.</param>
/// <param name="Column">Its layer; inputs are 0.</param>
/// <param name="Bias">What a neuron adds.</param>
/// <param name="Target">What an error is measured against.</param>
/// <param name="Note">What a check asks.</param>
internal sealed record ScalarNode(
    NodeKind Kind, string Title, ImmutableArray<Value> Values, int Column, Value? Bias = null, Value? Target = null, string? Note = null)
{
    /// <summary>How a value is called inside of this node: <c>out</c> for out_h1 in h1.</summary>
    public string Short(Value value) =>
        value.Name.EndsWith('_' + Title, StringComparison.Ordinal) ? value.Name[..^(Title.Length + 1)] : value.Label;
}

/// <summary>An edge between two nodes, by index; without a weight behind the last neuron.</summary>
internal sealed record ScalarEdge(int From, int To, Value? Weight);

/// <summary>
/// A scalar program as a graph. Read off the instructions: weighted sums make neurons, what is applied to one number joins its node,
/// anything else hangs behind.
/// </summary>
internal sealed class ScalarNetwork
{
    private const int MostEdges = 4, FewEdges = 9, MostTails = 3;

    private readonly List<ScalarNode> _nodes = [];
    private readonly List<ScalarEdge> _edges = [];
    private readonly Dictionary<Value, int> _owner = [];

    private ScalarNetwork()
    {
    }

    public IReadOnlyList<ScalarNode> Nodes => _nodes;

    public IReadOnlyList<ScalarEdge> Edges => _edges;

    /// <summary>Whether there are so few edges between any two layers that each can bear its label.</summary>
    public bool IsSmall => HasAtMost(MostEdges) && _nodes.Count(n => n.Kind == NodeKind.Tail) <= MostTails;

    /// <summary>Whether each edge can still bear a label where there is room.</summary>
    public bool HasFewEdges => HasAtMost(FewEdges);

    /// <summary>Whether it is no network of layers: something else than a neuron leads into one, or there is no neuron at all.</summary>
    public bool IsExpression => _edges.Any(e => _nodes[e.From].Kind == NodeKind.Tail && _nodes[e.To].Kind == NodeKind.Neuron)
        || _nodes.All(n => n.Kind != NodeKind.Neuron);

    public int Columns => _nodes.Count == 0 ? 0 : _nodes.Max(n => n.Column) + 1;

    /// <summary>The index of the node that computes or holds a value; -1 if none does.</summary>
    public int Owner(Value value) => _owner.GetValueOrDefault(value, -1);

    /// <summary>The index of the edge that carries a value into a node; -1 if there is none.</summary>
    public int Edge(Value from, int to) => _edges.FindIndex(e => e.To == to && e.From == Owner(from));

    public static ScalarNetwork Of(Program program)
    {
        var network = new ScalarNetwork();
        foreach (Instruction i in program.Instructions)
        {
            if (i.Phase is not (Phase.Forward or Phase.Loss)) continue;
            if (i.Opcode == Opcode.WeightedSum) network.AddNeuron(i);
            else if (i.Opcode == Opcode.Mul && i.Inputs.Count(v => v.Kind == ValueKind.Parameter) == 1) network.AddProduct(i);
            else if (i.Inputs.Length == 1 && i.Opcode != Opcode.InRange && network.IsEndOfNeuron(i.Inputs[0])) network.Extend(i);
            else if (!network.Continue(i, program)) network.AddTail(i);
        }
        return network;
    }

    private bool HasAtMost(int edges) =>
        _edges.Where(e => e.Weight is not null).GroupBy(e => _nodes[e.To].Column).All(g => g.Count() <= edges);

    private bool IsEndOfNeuron(Value value) =>
        Owner(value) is >= 0 and var n && _nodes[n].Kind == NodeKind.Neuron && _nodes[n].Values[^1] == value;

    private void AddNeuron(Instruction sum)
    {
        var xs = new List<Value>();
        for (int k = 1; k < sum.Inputs.Length; k += 2)
        {
            Value x = sum.Inputs[k];
            xs.Add(x);
            if (!_owner.ContainsKey(x)) Add(new(NodeKind.Input, x.Label, [x], 0));
        }
        int column = xs.Max(x => _nodes[_owner[x]].Column) + 1;
        int to = Add(new(NodeKind.Neuron, sum.Output.Label, [sum.Output], column,
            sum.Inputs[^1].Kind == ValueKind.Parameter ? sum.Inputs[^1] : null));
        for (int k = 0; k < xs.Count; k++) _edges.Add(new(_owner[xs[k]], to, sum.Inputs[2 * k]));
    }

    // y = w·x: a neuron with one weight and no bias.
    private void AddProduct(Instruction product)
    {
        Value weight = product.Inputs.First(v => v.Kind == ValueKind.Parameter), x = product.Inputs.First(v => v != weight);
        if (!_owner.ContainsKey(x)) Add(new(NodeKind.Input, x.Label, [x], 0));
        int to = Add(new(NodeKind.Neuron, product.Output.Label, [product.Output], _nodes[_owner[x]].Column + 1));
        _edges.Add(new(_owner[x], to, weight));
    }

    private void Extend(Instruction i)
    {
        int at = _owner[i.Inputs[0]];
        ScalarNode node = _nodes[at];
        _nodes[at] = node with { Values = node.Values.Add(i.Output), Title = CommonName(node.Values[0], i.Output) };
        _owner[i.Output] = at;
    }

    // E_o1 + E_o2 + E_o3 is one sum, and a mean is its end, though each addition is an instruction of its own.
    private bool Continue(Instruction i, Program program)
    {
        if (i.Opcode is not (Opcode.Add or Opcode.Div) || Owner(i.Inputs[0]) is not (>= 0 and var at)) return false;
        ScalarNode node = _nodes[at];
        if (node.Kind != NodeKind.Tail || node.Values[^1] != i.Inputs[0] || !IsSum(i.Inputs[0], program)) return false;
        Value[] more = [.. i.Inputs.Skip(1).Where(_owner.ContainsKey)];
        _nodes[at] = node with
        {
            Values = node.Values.Add(i.Output),
            Title = i.Output.Label,
            Column = more.Select(v => _nodes[_owner[v]].Column + 1).Append(node.Column).Max(),
        };
        _owner[i.Output] = at;
        foreach (Value v in more) _edges.Add(new(_owner[v], at, null));
        return true;
    }

    private static bool IsSum(Value value, Program program) =>
        program.Instructions.First(i => i.Output == value).Opcode == Opcode.Add
        && program.Instructions.Count(i => i.Phase is Phase.Forward or Phase.Loss && i.Inputs.Contains(value)) == 1;

    private void AddTail(Instruction i)
    {
        Value[] known = [.. i.Inputs.Where(_owner.ContainsKey)];
        Value? target = i.Inputs.FirstOrDefault(v => !_owner.ContainsKey(v));
        int column = known.Length == 0 ? 0 : known.Max(v => _nodes[_owner[v]].Column) + 1;
        int to = Add(new(NodeKind.Tail, i.Output.Label, [i.Output], column, null, target,
            i.Attributes is RangeAttributes range
            ? string.Create(CultureInfo.InvariantCulture, $"{range.Low} < {i.Inputs[0].Label} < {range.High}") : null));
        foreach (Value v in known) _edges.Add(new(_owner[v], to, null));
    }

    private int Add(ScalarNode node)
    {
        _nodes.Add(node);
        _owner[node.Values[0]] = _nodes.Count - 1;
        return _nodes.Count - 1;
    }

    // l_h1 and out_h1 share h1.
    private static string CommonName(Value sum, Value result)
    {
        int a = sum.Name.IndexOf('_', StringComparison.Ordinal), b = result.Name.IndexOf('_', StringComparison.Ordinal);
        return a > 0 && b > 0 && sum.Name[a..] == result.Name[b..] && sum.Name.Length > a + 1 ? sum.Name[(a + 1)..] : result.Label;
    }
}
