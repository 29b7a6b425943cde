using Backstep.Engine.Autograd;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Models;

/// <summary>
/// The programs of tutorial 004 that work on single numbers, so that every product of the chain rule is a step of its own.
/// </summary>
internal static class ScalarPrograms
{
    /// <summary>The 2-2-2 network that the tutorial calculates by hand, with its constants; one step of gradient descent.</summary>
    public static Scenario TwoLayer(ProgramEntry entry, ScenarioOptions options)
    {
        OptimizerSpec tutorial = OptimizerSpec.Sgd(1), optimizer = ProgramEntry.Optimizer(options, tutorial);
        var b = new ProgramBuilder(entry.Name, SourceListing.Parse(
            """
            l_h1 = w1*i1 + w2*i2 + b1             #@ l_h1
            l_h2 = w3*i1 + w4*i2 + b1             #@ l_h2
            out_h1 = torch.sigmoid(l_h1)          #@ out_h1
            out_h2 = torch.sigmoid(l_h2)          #@ out_h2
            l_o1 = w5*out_h1 + w6*out_h2 + b2     #@ l_o1
            l_o2 = w7*out_h1 + w8*out_h2 + b2     #@ l_o2
            out_o1 = torch.sigmoid(l_o1)          #@ out_o1
            out_o2 = torch.sigmoid(l_o2)          #@ out_o2
            E_o1 = 1/2 * (target_o1 - out_o1)**2  #@ E_o1
            E_o2 = 1/2 * (target_o2 - out_o2)**2  #@ E_o2
            E = E_o1 + E_o2                       #@ E
            optimizer.zero_grad()                 #@ zero_grad
            E.backward()                          #@ backward
            optimizer.step()                      #@ update
            """), isScalar: true);
        Value i1 = Input("i1"), i2 = Input("i2"), target1 = Input("target_o1"), target2 = Input("target_o2");
        Value[] w = [.. Enumerable.Range(1, 8).Select(n => b.Parameter($"w{n}", Shape.Scalar))];
        Value b1 = b.Parameter("b1", Shape.Scalar), b2 = b.Parameter("b2", Shape.Scalar);

        Value h1 = b.Op(Opcode.WeightedSum, "l_h1", [w[0], i1, w[1], i2, b1]);
        Value h2 = b.Op(Opcode.WeightedSum, "l_h2", [w[2], i1, w[3], i2, b1]);
        Value outH1 = b.Op(Opcode.Sigmoid, "out_h1", [h1]), outH2 = b.Op(Opcode.Sigmoid, "out_h2", [h2]);
        Value o1 = b.Op(Opcode.WeightedSum, "l_o1", [w[4], outH1, w[5], outH2, b2]);
        Value o2 = b.Op(Opcode.WeightedSum, "l_o2", [w[6], outH1, w[7], outH2, b2]);
        Value outO1 = b.Op(Opcode.Sigmoid, "out_o1", [o1]), outO2 = b.Op(Opcode.Sigmoid, "out_o2", [o2]);
        b.BeginLoss();
        Value e1 = b.Op(Opcode.HalfSquaredError, "E_o1", [outO1, target1]), e2 = b.Op(Opcode.HalfSquaredError, "E_o2", [outO2, target2]);
        Value e = b.Op(Opcode.Add, "E", [e1, e2]);
        b.ZeroGrad().Backward(e).Step(optimizer, [.. w, b1, b2])
            // Another learning rate than the tutorial's gives other new weights.
            .Published(TwoLayerDigits().Where(d => optimizer == tutorial || !d.Key.EndsWith('⁺'))).Roles(outO1, e, target1);

        double[] constants = [0.05, 0.15, 0.10, 0.20, 0.25, 0.35, 0.30, 0.40];
        var initial = new Dictionary<Value, Tensor> { [b1] = Tensor.Scalar(0.35), [b2] = Tensor.Scalar(0.50) };
        for (int n = 0; n < w.Length; n++) initial[w[n]] = Tensor.Scalar(constants[n]);
        return ProgramEntry.Ready(b.Build(), options.SeedOrZero, initial, optimizer, new FixedBatch(l => ModelTexts.In(l).TutorialNumbers,
            Given(i1, 0.1), Given(i2, 0.2), Given(target1, 0.85), Given(target2, 0.30)));

        Value Input(string name) => b.Input(name, Shape.Scalar);
    }

    /// <summary>The single neuron that judges a weight of 70 kg at 180 cm; it has no loss, so nothing is updated.</summary>
    public static Scenario Neuron(ProgramEntry entry, ScenarioOptions options)
    {
        entry.RefuseUpdateOptions(options);
        var b = new ProgramBuilder(entry.Name, SourceListing.Parse(
            """
            x1, x2, x3 = 1, 180, 70               #@ x1, x2, x3
            y = w1*x1 + w2*x2 + w3*x3 + b         #@ y
            inside = 6 < y < 13                   #@ inside
            for p in (w1, w2, w3, b):
                p.grad = torch.zeros(())          #@ zero_grad
            y.backward()                          #@ backward
            """), isScalar: true);
        Value[] x = [.. Enumerable.Range(1, 3).Select(n => b.Input($"x{n}", Shape.Scalar))];
        Value[] w = [.. Enumerable.Range(1, 3).Select(n => b.Parameter($"w{n}", Shape.Scalar))];
        Value bias = b.Parameter("b", Shape.Scalar);
        Value y = b.Op(Opcode.WeightedSum, "y", [w[0], x[0], w[1], x[1], w[2], x[2], bias]);
        b.Op(Opcode.InRange, "inside", [y], new RangeAttributes(6, 13));
        b.ZeroGrad().Backward(y).Published([new("y", "9.7")]).Roles(y);
        var initial = new Dictionary<Value, Tensor>
        {
            [w[0]] = Tensor.Scalar(0.1),
            [w[1]] = Tensor.Scalar(0.03),
            [w[2]] = Tensor.Scalar(0.06),
            [bias] = Tensor.Scalar(0),
        };
        return new(b.Build(), options.SeedOrZero, initial,
            new FixedBatch(l => ModelTexts.In(l).TutorialNumbers, Given(x[0], 1), Given(x[1], 180), Given(x[2], 70)));
    }

    private static KeyValuePair<Value, Tensor> Given(Value value, double number) => new(value, Tensor.Scalar(number));

    /// <summary>
    /// Every number that the tutorial calculates in its worked example, as printed. It writes ∂E_o1/∂l_o1 where we write ∂E/∂l_o1;
    /// they are the same number, because l_o1 reaches the error through E_o1 alone, and it says so. out_o1 and out_o2 are printed inside
    /// the errors' formulas.
    /// </summary>
    private static KeyValuePair<string, string>[] TwoLayerDigits() =>
    [
        new("l_h1", "0.385"), new("l_h2", "0.400"), new("out_h1", "0.595078474"), new("out_h2", "0.598687660"),
        new("l_o1", "0.8583102995"), new("l_o2", "0.9179986062"), new("out_o1", "0.702307507"), new("out_o2", "0.714634132"),
        new("E_o1", "0.010906536"), new("E_o2", "0.085960731"), new("E", "0.096867268"),
        new("∂E/∂out_o1", "-0.147692493"), new("∂out_o1/∂l_o1", "0.209071672"), new("∂l_o1/∂w5", "0.595078474"),
        new("∂E/∂w5", "-0.018375021"), new("w5⁺", "0.268375021"),
        new("∂E/∂l_o1", "-0.030878316"), new("∂l_o1/∂out_h1", "0.25"), new("∂E_o1/∂out_h1", "-0.007719579"),
        new("∂E_o2/∂out_h1", "0.025367174"),
        new("∂E/∂out_h1", "0.017647595"), new("∂out_h1/∂l_h1", "0.240960084"), new("∂l_h1/∂w1", "0.1"), new("∂E/∂w1", "0.000425237"),
        new("w1⁺", "0.049574763"),
    ];
}
