using Backstep.Engine.Operations;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Autograd;

/// <summary>
/// Writes the backward part of a program: walks from the root to the leaves and, for each value, gathers what every
/// instruction that used it sends back (Griewank and Walther, "Evaluating Derivatives", reverse mode). A value is visited
/// as soon as all its uses have been, along one branch of the network before the next, parameters before inputs: the
/// order in which the tutorials calculate by hand.
/// </summary>
internal sealed class ReverseMode(ProgramBuilder builder, Value root)
{
    private readonly Dictionary<Value, Instruction> _producer = [];
    private readonly Dictionary<Value, List<(Instruction Consumer, int Input)>> _uses = [];

    /// <summary>
    /// Values whose gradient is exactly 1 because only additions lie between them and the root; scalar programs do not multiply by it.
    /// </summary>
    private readonly HashSet<Value> _unit = [];

    /// <summary>The summands of the root, E_o1 and E_o2 of E; they name the paths.</summary>
    private readonly List<Value> _terms = [];

    /// <summary>
    /// Appends the backward pass of <paramref name="root"/> for the forward and loss instructions of the builder's present pass.
    /// </summary>
    /// <exception cref="ArgumentException">No gradient is given and the root is not a scalar, or nothing in it requires a
    /// gradient.</exception>
    public static void Append(ProgramBuilder builder, Value root, Value? gradient)
    {
        if (gradient is null && root.Shape.Length != 1)
            throw new ArgumentException("grad can be implicitly created only for scalar outputs", nameof(root));
        new ReverseMode(builder, root).Run(gradient);
    }

    private void Run(Value? gradient)
    {
        FindUses();
        if (!_producer.ContainsKey(root)) throw new ArgumentException($"{root.Name} does not require grad", nameof(gradient));
        Seed(gradient);
        var pending = _uses.ToDictionary(u => u.Key, u => u.Value.Select(x => x.Consumer).Distinct().Count());
        var stack = new Stack<Value>();
        stack.Push(root);
        while (stack.TryPop(out Value? value))
        {
            if (value != root) Gather(value);
            if (!_producer.TryGetValue(value, out Instruction? producer)) continue;
            var ready = producer.Inputs.Distinct().Where(v => _uses.ContainsKey(v) && --pending[v] == 0);
            // A stack gives back the last first.
            foreach (Value next in ready.OrderBy(v => v.Kind != ValueKind.Parameter).Reverse()) stack.Push(next);
        }
    }

    /// <summary>Finds, for every value that requires a gradient and reaches the root, who uses it.</summary>
    private void FindUses()
    {
        var requires = new HashSet<Value>();
        var tape = builder.Instructions.Where(i => i.Pass == builder.Pass && (i.Phase is Phase.Forward or Phase.Loss)).ToArray();
        foreach (Instruction i in tape)
            for (int k = 0; k < i.Inputs.Length; k++)
                if (Operation.Of(i.Opcode).IsDifferentiable(k) && (i.Inputs[k].RequiresGrad || requires.Contains(i.Inputs[k])))
                    requires.Add(i.Output);
        var reaches = new HashSet<Value> { root };
        foreach (Instruction i in tape.Reverse())
        {
            if (!reaches.Contains(i.Output) || !requires.Contains(i.Output)) continue;
            _producer[i.Output] = i;
            for (int k = i.Inputs.Length - 1; k >= 0; k--)
            {
                Value input = i.Inputs[k];
                if (!Operation.Of(i.Opcode).IsDifferentiable(k) || !(input.RequiresGrad || requires.Contains(input))) continue;
                reaches.Add(input);
                if (!_uses.TryGetValue(input, out var uses)) _uses[input] = uses = [];
                uses.Insert(0, (i, k));
            }
        }
    }

    private void Seed(Value? gradient)
    {
        if (gradient is null && builder.IsScalar)
        {
            _unit.Add(root);
            _terms.Add(root);
            return;
        }
        Value seed = builder.GradientOf(root);
        int primal = _producer[root].Index;
        if (gradient is null) Emit(Opcode.Ones, [], seed, null, Label(root), primal);
        else Emit(Opcode.Copy, [gradient], seed, null, Label(root), primal);
    }

    private void Gather(Value value)
    {
        var uses = _uses[value];
        if (IsSummandOnly(value, uses))
        {
            // An addition hands its gradient on unchanged: still exactly 1.
            _unit.Add(value);
            _terms.Remove(uses[0].Consumer.Output);
            _terms.Add(value);
            return;
        }
        Value gradient = builder.GradientOf(value);
        if (uses.Count == 1)
        {
            Contribute(value, uses[0].Consumer, uses[0].Input, gradient, Label(value), value.IsLeaf);
            return;
        }
        var paths = new List<Value>();
        foreach (((Instruction consumer, int input), int n) in uses.Select((u, n) => (u, n)))
        {
            (string name, string label) = PathName(value, consumer, n);
            Value path = builder.DerivativeValue(name, label, value.Shape);
            Contribute(value, consumer, input, path, label, accumulate: false);
            paths.Add(path);
        }
        Emit(Opcode.AddN, [.. paths], gradient, null, Label(value), _producer.TryGetValue(value, out Instruction? p) ? p.Index : null,
            value.IsLeaf);
    }

    private bool IsSummandOnly(Value value, List<(Instruction Consumer, int Input)> uses) =>
        uses.Count == 1 && !value.IsLeaf && uses[0].Consumer.Opcode == Opcode.Add && _unit.Contains(uses[0].Consumer.Output);

    /// <summary>What <paramref name="consumer"/> sends back to <paramref name="value"/> through its input number
    /// <paramref name="input"/>.</summary>
    private void Contribute(Value value, Instruction consumer, int input, Value into, string label, bool accumulate)
    {
        Value y = consumer.Output;
        if (!builder.IsScalar)
        {
            if (Operation.Of(consumer.Opcode).Adjoint is not { } adjoint)
                throw new ArgumentException($"{consumer.OpName} has no gradient outside of scalar programs", nameof(consumer));
            Adjoint rule = adjoint(consumer, input, builder.GradientOf(y));
            Emit(rule.Opcode, rule.Inputs, into, rule.Attributes, label, consumer.Index, accumulate);
            return;
        }
        Value[] read = [.. consumer.Inputs, y];
        var attributes = new DerivativeAttributes(consumer.Opcode, input);
        if (_unit.Contains(y))
        {
            Emit(Opcode.Derivative, read, into, attributes, label, consumer.Index, accumulate);
            return;
        }
        string localLabel = $"∂{y.Label}/∂{value.Label}";
        Value local = builder.DerivativeValue($"d({y.Name})/d({value.Name})", localLabel, value.Shape);
        Emit(Opcode.Derivative, read, local, attributes, localLabel, consumer.Index);
        Emit(Opcode.Mul, [builder.GradientOf(y), local], into, null, label, consumer.Index, accumulate);
    }

    /// <summary>
    /// A path is named for the part of the loss that it leads to (∂E_o1/∂out_h1), or, where that does not tell the paths
    /// apart, for the value that sends it back (l_h1→∂E/∂b1).
    /// </summary>
    private (string Name, string Label) PathName(Value value, Instruction consumer, int n)
    {
        if (!builder.IsScalar) return ($"{value.Name}.grad.{n + 1}", $"{consumer.Output.Label}→{Label(value)}");
        var terms = _uses[value].Select(u => TermsReachedFrom(u.Consumer.Output)).ToArray();
        bool telling = terms.All(t => t.Count == 1) && terms.Select(t => t[0]).Distinct().Count() == terms.Length;
        if (telling) return ($"d({terms[n][0].Name})/d({value.Name})", $"∂{terms[n][0].Label}/∂{value.Label}");
        // x·x reads x twice: two paths through one value.
        string which = _uses[value].Count(u => u.Consumer == consumer) > 1 ? $".{_uses[value][n].Input + 1}" : "";
        return ($"d({root.Name})/d({value.Name})@{consumer.Output.Name}{which}", $"{consumer.Output.Label}{which}→{Label(value)}");
    }

    private List<Value> TermsReachedFrom(Value start)
    {
        var found = new List<Value>();
        var seen = new HashSet<Value>();
        var stack = new Stack<Value>([start]);
        while (stack.TryPop(out Value? v))
        {
            if (!seen.Add(v)) continue;
            if (_terms.Contains(v)) found.Add(v);
            else if (_uses.TryGetValue(v, out var uses)) foreach (var (consumer, _) in uses) stack.Push(consumer.Output);
        }
        return found;
    }

    private string Label(Value value) => $"∂{root.Label}/∂{value.Label}";

    private void Emit(
        Opcode opcode, ReadOnlySpan<Value> inputs, Value output, OpAttributes? attributes, string label, int? primal,
        bool accumulate = false) =>
        builder.Append(opcode, Phase.Backward, inputs, output, attributes, label, "backward",
            primal is int p ? builder.Instructions[p].Layer ?? builder.Instructions[p].Output.Name : null, accumulate, primal);
}
