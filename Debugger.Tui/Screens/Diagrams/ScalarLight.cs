using Backstep.Debugger.Tui.Session;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Screens.Diagrams;

/// <summary>How bright a part of the picture is.</summary>
internal enum Light
{
    /// <summary>Not on the path.</summary>
    None,

    /// <summary>On the way from the loss to the current contribution.</summary>
    Soft,

    /// <summary>What the current instruction works on.</summary>
    Strong,
}

/// <summary>What the instruction that ran last lights up in a scalar network.</summary>
internal sealed class ScalarLight
{
    private readonly ScalarNetwork _network;
    private readonly Program _program;
    private readonly Light[] _nodes;
    private readonly Light[] _edges;
    private readonly HashSet<int> _biases = [], _upstream = [];

    private ScalarLight(ScalarNetwork network, Program program)
    {
        _network = network;
        _program = program;
        _nodes = new Light[network.Nodes.Count];
        _edges = new Light[network.Edges.Count];
    }

    /// <summary>The phase that gives the colour.</summary>
    public Phase Phase { get; private init; }

    /// <summary>The parameter that is cleared or updated; its label is lit.</summary>
    public Value? Parameter { get; private set; }

    public Light Node(int index) => _nodes[index];

    public Light Edge(int index) => _edges[index];

    /// <summary>Whether the bias of this node is lit.</summary>
    public bool Bias(int node) => _biases.Contains(node);

    public static ScalarLight Of(ScalarNetwork network, SessionView view)
    {
        Instruction? last = view.LastInstruction;
        var light = new ScalarLight(network, view.Program) { Phase = last?.Phase ?? Phase.Forward };
        if (last is null) return light;
        switch (last.Phase)
        {
            case Phase.Forward or Phase.Loss:
                light.Computed(last);
                break;
            case Phase.Backward:
                foreach ((Instruction primal, int input) in light.Contributions(last, 0)) light.Contribution(primal, input);
                if (last.Output.GradientOf is { } of && network.Owner(of) is >= 0 and var n) light._nodes[n] = Light.Strong;
                break;
            default:
                light.Touched(last);
                break;
        }
        return light;
    }

    private void Computed(Instruction i)
    {
        int node = _network.Owner(i.Output);
        if (node < 0) return;
        _nodes[node] = Light.Strong;
        if (_network.Nodes[node].Kind != NodeKind.Tail && _network.Nodes[node].Values[0] != i.Output) return;
        for (int e = 0; e < _edges.Length; e++)
        {
            if (_network.Edges[e].To == node && i.Inputs.Any(v => _network.Owner(v) == _network.Edges[e].From)) _edges[e] = Light.Strong;
        }
        _biases.Add(node);
    }

    // Clearing and updating work on one parameter, or on what the optimizer keeps for it.
    private void Touched(Instruction i)
    {
        Value written = i.Output.GradientOf ?? i.Output;
        Parameter = written.Kind == ValueKind.Parameter ? written
            : _program.Parameters.FirstOrDefault(p => written.Name.StartsWith(p.Name + '.', StringComparison.Ordinal));
        for (int e = 0; e < _edges.Length; e++)
        {
            if (Parameter is not null && i.Phase == Phase.Update && _network.Edges[e].Weight == Parameter) _edges[e] = Light.Strong;
        }
    }

    // Which instruction's which input a backward instruction is about. A product takes it from its local derivative, a sum from its
    // summands.
    private IEnumerable<(Instruction Primal, int Input)> Contributions(Instruction i, int depth)
    {
        if (depth > 2) return [];
        if (i.PrimalOf is int p && i.Attributes is DerivativeAttributes d) return [(_program.Instructions[p], d.Input)];
        return i.Opcode switch
        {
            Opcode.Mul when Producer(i.Inputs[1], i.Index) is { } local => Contributions(local, depth + 1),
            Opcode.AddN => i.Inputs.Select(v => Producer(v, i.Index)).OfType<Instruction>().SelectMany(s => Contributions(s, depth + 1)),
            _ => [],
        };
    }

    private Instruction? Producer(Value value, int before)
    {
        for (int i = before - 1; i >= 0; i--)
        {
            if (_program.Instructions[i].Output == value) return _program.Instructions[i];
        }
        return null;
    }

    private void Contribution(Instruction primal, int input)
    {
        int node = _network.Owner(primal.Output);
        if (node < 0) return;
        Value read = primal.Inputs[input];
        Upstream(node);
        if (primal.Opcode == Opcode.WeightedSum)
        {
            if (input == primal.Inputs.Length - 1)
            {
                _biases.Add(node);
                return;
            }
            bool isWeight = input % 2 == 0;
            Value x = isWeight ? primal.Inputs[input + 1] : read;
            if (_network.Edge(x, node) is >= 0 and var e) _edges[e] = Light.Strong;
            if (!isWeight) _nodes[_network.Owner(x)] = Light.Strong;
            return;
        }
        if (primal.Opcode == Opcode.Mul && read.Kind == ValueKind.Parameter && primal.Inputs.FirstOrDefault(v => v != read) is { } other)
        {
            if (_network.Edge(other, node) is >= 0 and var weighted) _edges[weighted] = Light.Strong;
            return;
        }
        int from = _network.Owner(read);
        if (from >= 0) _nodes[from] = Light.Strong;
        if (from != node && _network.Edge(read, node) is >= 0 and var tail) _edges[tail] = Light.Strong;
    }

    // Everything between a node and the loss: the way that the gradient has come.
    private void Upstream(int node)
    {
        if (_nodes[node] == Light.None) _nodes[node] = Light.Soft;
        if (!_upstream.Add(node) || _program.Roots.Any(r => _network.Owner(r.Root) == node)) return;
        for (int e = 0; e < _edges.Length; e++)
        {
            if (_network.Edges[e].From != node) continue;
            if (_edges[e] == Light.None) _edges[e] = Light.Soft;
            Upstream(_network.Edges[e].To);
        }
    }
}
