using System.Globalization;
using System.Text;
using Backstep.Engine.Autograd;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Models.Files;

/// <summary>
/// A small dense network number by number, under the names of the worked example that everybody knows: inputs i1, weights w1, biases b1,
/// sums l_h1, what comes out of a unit out_h1, errors E_o1, and their sum E.
/// </summary>
internal sealed class DensePrograms
{
    /// <summary>What is added where a layer has no bias.</summary>
    private const string NoBias = "no_bias";

    private readonly NetworkFile _file;
    private readonly DenseNetwork _network;
    private readonly ProgramBuilder _builder;

    private DensePrograms(NetworkFile file, DenseNetwork network, ProgramBuilder builder) =>
        (_file, _network, _builder) = (file, network, builder);

    /// <summary>The program ready to run. Each iteration takes the next sample of the table.</summary>
    public static Scenario Create(NetworkFile file, DenseNetwork network, ProgramEntry entry, ScenarioOptions options)
    {
        OptimizerSpec optimizer = ProgramEntry.Optimizer(options, file.Optimizer);
        var builder = new ProgramBuilder(entry.Name, SourceListing.Parse(Network.WithOptimizer(Lines(file, network), optimizer)),
            isScalar: true);
        (Value[] inputs, Value[] targets) = new DensePrograms(file, network, builder).Write(optimizer);
        Program program = builder.Build();

        var random = new TorchRandom(options.SeedOrZero);
        IReadOnlyDictionary<string, Tensor> drawn = network.Unfold(entry.Network!.Initialize(random), file.SharesBias);
        var initial = drawn.ToDictionary(p => program[p.Key], p => p.Value);
        if (program.Find(NoBias) is { } zero) initial[zero] = Tensor.Scalar(0);
        if (program.Find("n") is { } count) initial[count] = Tensor.Scalar(network.Outputs);
        if (options.Dataset is { } dataset) file = file with { Table = SampleTable.Of(dataset) };
        return ProgramEntry.Ready(program, options.SeedOrZero, initial, optimizer,
            FilePrograms.Batches(file, [.. inputs], [.. targets], random, options.SeedOrZero));
    }

    private (Value[] Inputs, Value[] Targets) Write(OptimizerSpec optimizer)
    {
        Value[] inputs = [.. Enumerable.Range(1, _network.Inputs).Select(n => Input($"i{n}"))];
        Value[] targets = [.. Enumerable.Range(1, _network.Outputs).Select(n => Input($"target_o{n}"))];
        Value[] parameters = [.. _network.Parameters(_file.SharesBias).Select(p => _file.FrozenNumbers.Contains(p.Name)
            ? _builder.Hyperparameter(p.Name, p.Name) : _builder.Parameter(p.Name, Shape.Scalar))];
        int w = 0, b = 0;
        Value[] x = inputs;
        for (int layer = 0; layer < _network.Layers.Length; layer++)
        {
            DenseLayer dense = _network.Layers[layer];
            var sums = new Value[dense.Linear.OutFeatures];
            for (int unit = 0; unit < sums.Length; unit++)
            {
                Value[] read = [.. x.SelectMany(v => (Value[])[_builder.Find($"w{++w}")!, v]), Bias(dense, unit, ref b)];
                sums[unit] = _builder.Op(Opcode.WeightedSum, $"l_{_network.Unit(layer, unit)}", read);
            }
            x = sums;
            for (int f = 0; f < dense.Functions.Length; f++)
                x = [.. x.Select((v, unit) => _builder.Op(OpcodeOf(dense.Functions[f]), Out(f, _network.Unit(layer, unit)), [v]))];
        }
        Value loss = Loss(x, targets);
        _builder.ZeroGrad().Backward(loss).Step(optimizer, [.. parameters.Where(p => p.Kind == ValueKind.Parameter)]).Roles(x[0],
            loss, targets[0]);
        return (inputs, targets);
    }

    private Value Input(string name) => _builder.Input(name, Shape.Scalar);

    private Value Bias(DenseLayer dense, int unit, ref int b)
    {
        if (!dense.Linear.HasBias) return _builder.Hyperparameter(NoBias, NoBias);
        if (unit == 0 || !_file.SharesBias) b++;
        return _builder.Find($"b{b}")!;
    }

    private Value Loss(Value[] outputs, Value[] targets)
    {
        _builder.BeginLoss();
        if (_file.Loss.TakesLogits) outputs = [.. outputs.Select((o, n) => _builder.Op(Opcode.Sigmoid, $"p_o{n + 1}", [o]))];
        if (outputs.Length == 1) return _builder.Op(_file.Loss.Opcode, "E", [outputs[0], targets[0]]);
        Value[] errors = [.. outputs.Select((o, n) => _builder.Op(_file.Loss.Opcode, $"E_o{n + 1}", [o, targets[n]]))];
        Value sum = errors[0];
        bool isMean = IsMean(_file.Loss);
        for (int n = 1; n < errors.Length; n++)
            sum = _builder.Op(Opcode.Add, n == errors.Length - 1 && !isMean ? "E" : Partial(n), [sum, errors[n]]);
        return isMean ? _builder.Op(Opcode.Div, "E", [sum, _builder.Hyperparameter("n", "n")]) : sum;
    }

    private static bool IsMean(NetworkLoss loss) => loss.Opcode is Opcode.MseLoss or Opcode.BinaryCrossEntropy;

    private static Opcode OpcodeOf(Module function) => function switch
    {
        Sigmoid => Opcode.Sigmoid,
        Tanh => Opcode.Tanh,
        _ => Opcode.Relu,
    };

    private static string Partial(int n) => $"E_1_{n + 1}";

    private static string Out(int function, string unit) => function == 0 ? $"out_{unit}" : $"out{function + 1}_{unit}";

    /// <summary>The listing with markers.</summary>
    private static string Lines(NetworkFile file, DenseNetwork network)
    {
        var lines = new StringBuilder();
        string[] x = [.. Enumerable.Range(1, network.Inputs).Select(n => $"i{n}")];
        int w = 0, b = 0;
        for (int layer = 0; layer < network.Layers.Length; layer++)
        {
            DenseLayer dense = network.Layers[layer];
            var names = new string[dense.Linear.OutFeatures];
            for (int unit = 0; unit < names.Length; unit++)
            {
                names[unit] = $"l_{network.Unit(layer, unit)}";
                if (dense.Linear.HasBias && (unit == 0 || !file.SharesBias)) b++;
                string products = string.Join(" + ", x.Select(v => $"w{++w}*{v}"));
                Line($"{names[unit]} = {products}{(dense.Linear.HasBias ? $" + b{b}" : "")}", names[unit]);
            }
            x = names;
            for (int f = 0; f < dense.Functions.Length; f++)
            {
                string function = OpcodeOf(dense.Functions[f]).Name();
                x = [.. x.Select((v, unit) =>
                {
                    string name = Out(f, network.Unit(layer, unit));
                    Line($"{name} = torch.{function}({v})", name);
                    return name;
                })];
            }
        }
        WriteLoss(x);
        return lines.Append(
            """
            optimizer = torch.optim.{optimizer}(parameters, {arguments})  #@ lr
            optimizer.zero_grad()  #@ zero_grad
            E.backward()           #@ backward
            optimizer.step()       #@ update
            """).ToString();

        void Line(string line, string made) => lines.Append(CultureInfo.InvariantCulture, $"{line}  #@ {made}\n");

        void WriteLoss(string[] outputs)
        {
            if (file.Loss.TakesLogits)
                outputs = [.. outputs.Select((o, n) =>
                {
                    Line($"p_o{n + 1} = torch.sigmoid({o})", $"p_o{n + 1}");
                    return $"p_o{n + 1}";
                })];
            for (int n = 0; n < outputs.Length; n++)
            {
                string name = outputs.Length == 1 ? "E" : $"E_o{n + 1}", target = $"target_o{n + 1}", o = outputs[n];
                Line($"{name} = " + file.Loss.Opcode switch
                {
                    Opcode.MseLoss => $"({o} - {target})**2",
                    Opcode.HalfSquaredError => $"1/2 * ({target} - {o})**2",
                    Opcode.AbsoluteError => $"({o} - {target}).abs()",
                    _ => $"F.binary_cross_entropy({o}, {target})",
                }, name);
            }
            if (outputs.Length == 1) return;
            string sum = string.Join(" + ", Enumerable.Range(1, outputs.Length).Select(n => $"E_o{n}"));
            bool isMean = IsMean(file.Loss);
            IEnumerable<string> made = Enumerable.Range(1, outputs.Length - (isMean ? 1 : 2)).Select(Partial).Append("E");
            Line(isMean ? $"E = ({sum}) / {outputs.Length}" : $"E = {sum}", string.Join(", ", made));
        }
    }
}
