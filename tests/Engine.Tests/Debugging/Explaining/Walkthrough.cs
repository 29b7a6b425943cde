using Backstep.Engine.Autograd;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Debugging.Explaining;

/// <summary>The tutorial's network of two inputs, two hidden and two output neurons, all in scalars.</summary>
internal static class Walkthrough
{
    private static readonly (string Name, double Content)[] Parameters =
    [
        ("w1", .05), ("w2", .15), ("w3", .10), ("w4", .20), ("b1", .35),
        ("w5", .25), ("w6", .35), ("w7", .30), ("w8", .40), ("b2", .50),
    ];

    private static readonly (string Name, double Content)[] Inputs = [("i1", .1), ("i2", .2), ("target_o1", .85), ("target_o2", .30)];

    private static readonly string[] Made = ["l_h1", "l_h2", "out_h1", "out_h2", "l_o1", "l_o2", "out_o1", "out_o2", "E_o1", "E_o2", "E"];

    /// <summary>A training step, at its beginning.</summary>
    /// <param name="zeroGrad">Whether it calls zero_grad.</param>
    /// <param name="optimizer">What updates; plain gradient descent with rate 1 unless given.</param>
    public static Timeline Start(bool zeroGrad = true, OptimizerSpec? optimizer = null)
    {
        optimizer ??= OptimizerSpec.Sgd(1);
        var source = SourceListing.Parse($"net = Net()  #@ {string.Join(", ", Made)}, zero_grad, backward, update");
        var b = new ProgramBuilder("two-layer", source, isScalar: true);
        var v = Inputs.ToDictionary(i => i.Name, i => b.Input(i.Name, Shape.Scalar));
        foreach ((string name, _) in Parameters) v[name] = b.Parameter(name, Shape.Scalar);
        Neuron("l_h1", "w1", "i1", "w2", "i2", "b1");
        Neuron("l_h2", "w3", "i1", "w4", "i2", "b1");
        v["out_h1"] = b.Op(Opcode.Sigmoid, "out_h1", [v["l_h1"]]);
        v["out_h2"] = b.Op(Opcode.Sigmoid, "out_h2", [v["l_h2"]]);
        Neuron("l_o1", "w5", "out_h1", "w6", "out_h2", "b2");
        Neuron("l_o2", "w7", "out_h1", "w8", "out_h2", "b2");
        v["out_o1"] = b.Op(Opcode.Sigmoid, "out_o1", [v["l_o1"]]);
        v["out_o2"] = b.Op(Opcode.Sigmoid, "out_o2", [v["l_o2"]]);
        b.BeginLoss();
        v["E_o1"] = b.Op(Opcode.HalfSquaredError, "E_o1", [v["out_o1"], v["target_o1"]]);
        v["E_o2"] = b.Op(Opcode.HalfSquaredError, "E_o2", [v["out_o2"], v["target_o2"]]);
        Value e = b.Op(Opcode.Add, "E", [v["E_o1"], v["E_o2"]]);
        if (zeroGrad) b.ZeroGrad();
        b.Backward(e).Step(optimizer, [.. Parameters.Select(p => v[p.Name])]);
        Program program = b.Roles(e, e).Build();
        var initial = Parameters.ToDictionary(p => program[p.Name], p => Tensor.Scalar(p.Content));
        initial[program["lr"]] = Tensor.Scalar(optimizer.LearningRate);
        var batch =
            new FixedBatch("the tutorial's", [.. Inputs.Select(i => KeyValuePair.Create(program[i.Name], Tensor.Scalar(i.Content)))]);
        return new Timeline(new Scenario(program, 0, initial, batch), new ReferenceBackend());

        void Neuron(string name, params string[] inputs) => v[name] = b.Op(Opcode.WeightedSum, name, [.. inputs.Select(i => v[i])]);
    }

    /// <summary>A training step, run to its end.</summary>
    public static Timeline Run(int iterations = 1, bool zeroGrad = true, OptimizerSpec? optimizer = null)
    {
        Timeline timeline = Start(zeroGrad, optimizer);
        timeline.MoveTo(new(iterations - 1, timeline.Program.Instructions.Length));
        return timeline;
    }

    /// <summary>The instruction that writes the version called <paramref name="label"/>.</summary>
    public static Instruction Writing(this Program program, string label) => program.Instructions.Last(i => i.Label == label);
}
