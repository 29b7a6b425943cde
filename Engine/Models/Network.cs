using System.Collections.Immutable;
using System.Globalization;
using Backstep.Engine.Autograd;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Models;

/// <summary>A number of a parameter that is given rather than drawn.</summary>
/// <param name="Parameter">The parameter's name in the state_dict.</param>
/// <param name="Offset">Which of its numbers, row by row from 0.</param>
/// <param name="Number">What it begins with.</param>
public readonly record struct GivenNumber(string Parameter, int Offset, double Number);

/// <summary>A class derived from <c>nn.Module</c>: its modules in construction order, and its forward method.</summary>
/// <param name="Name">The name in the catalog: <c>network2</c>.</param>
/// <param name="ClassName">The name of the Python class, as printed: <c>Network2</c>.</param>
/// <param name="InputShape">The shape of one sample, without the batch: (channels, height, width).</param>
/// <param name="Modules">The modules, in the order in which the constructor makes them: the order in which they draw random
/// numbers.</param>
/// <param name="ForwardMethod">The forward method.</param>
public record Network(
    string Name, string ClassName, Shape InputShape, ImmutableArray<NamedModule> Modules, Func<ForwardBuilder, Value, Value> ForwardMethod)
{
    /// <summary>The class's forward method in Python, with markers (see <see cref="SourceListing"/>).</summary>
    public string ForwardLines { get; init; } = "";

    /// <summary>The tutorial's training step in Python, with markers; <c>{optimizer}</c> and <c>{arguments}</c> stand for the optimizer's
    /// class and arguments.</summary>
    public string StepLines { get; init; } = "";

    /// <summary>What is compared with the target.</summary>
    public NetworkLoss Loss { get; init; } = NetworkLoss.CrossEntropy;

    /// <summary>Numbers that parameters begin with instead of what PyTorch draws.</summary>
    public ImmutableArray<GivenNumber> Given { get; init; } = [];

    /// <summary>Names of parameters that are not learnt, as with PyTorch's <c>requires_grad = False</c>.</summary>
    public ImmutableHashSet<string> Frozen { get; init; } = [];

    /// <summary>Names and shapes of all parameters, in the order of the state_dict.</summary>
    public virtual IEnumerable<NamedShape> Parameters => Modules.SelectMany(m => m.Module.Parameters(m.Name));

    /// <summary>What the tokens of a model of letters stand for; null for other networks.</summary>
    public virtual Vocabulary? Vocabulary => null;

    /// <summary>What a file of its weights says besides names and shapes.</summary>
    public virtual IReadOnlyDictionary<string, string> Metadata => ImmutableDictionary<string, string>.Empty;

    public Shape BatchShape(int batchSize) => new([batchSize, .. InputShape.Dims]);

    /// <summary>The listing of one training step with <paramref name="optimizer"/>.</summary>
    public virtual SourceListing Source(OptimizerSpec optimizer) =>
        SourceListing.Parse(ForwardLines + "\n" + WithOptimizer(StepLines, optimizer));

    /// <summary>
    /// Lines of Python in which <c>{optimizer}</c> and <c>{arguments}</c> have become the optimizer's class and arguments.
    /// </summary>
    internal static string WithOptimizer(string lines, OptimizerSpec optimizer) => lines
        .Replace("{optimizer}", optimizer.ClassName, StringComparison.Ordinal)
        .Replace("{arguments}", Arguments(optimizer), StringComparison.Ordinal);

    /// <summary>First contents of all parameters by name, drawn as PyTorch does while it constructs the modules; with the zeros that stand
    /// for biases that are not there.</summary>
    public IReadOnlyDictionary<string, Tensor> Initialize(TorchRandom random)
    {
        var contents = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (NamedModule module in Modules) Draw(module.Name, module.Module);
        foreach (NamedShape zeros in Zeros) contents[zeros.Name] = Tensor.Full(zeros.Shape, 0);
        foreach (IGrouping<string, GivenNumber> given in Given.GroupBy(g => g.Parameter))
        {
            double[] numbers = contents[given.Key].Data.ToArray();
            foreach (GivenNumber g in given) numbers[g.Offset] = g.Number;
            contents[given.Key] = new(contents[given.Key].Shape, numbers);
        }
        return contents;

        void Draw(string name, Module module)
        {
            if (module.Draw(random) is { } drawn)
            {
                contents[$"{name}.weight"] = Tensor.FromFloats(module.OwnParameters[0].Shape, drawn.Weight);
                if (drawn.Bias.Length > 0)
                    contents[$"{name}.bias"] = Tensor.FromFloats(module.OwnParameters[1].Shape, drawn.Bias);
            }
            foreach (NamedModule child in module.Children) Draw($"{name}.{child.Name}", child.Module);
        }
    }

    /// <summary>
    /// One training step on a batch: forward, loss, zero_grad, backward, update. If the modules do not fit
    /// together, the program ends where PyTorch would raise and says so in <see cref="Program.Fault"/>.
    /// </summary>
    public Program BuildTraining(int batchSize, OptimizerSpec optimizer)
    {
        var builder = new ProgramBuilder(Name, Source(optimizer));
        if (Evaluate(builder, batchSize) is { } fault) return builder.Build(fault);
        return builder.ZeroGrad().Backward(builder.Find("loss")!).Step(optimizer, ParametersIn(builder)).Build();
    }

    /// <summary>
    /// Forward, then backward from the logits, by a gradient that is an input, to the images: <c>x.grad</c> is how each pixel moves what
    /// <c>gradient</c> asks about.
    /// </summary>
    internal Program BuildSensitivity(int batchSize)
    {
        var builder = new ProgramBuilder(Name, Source(OptimizerSpec.Sgd(0.1)));
        Value x = builder.Input("x", BatchShape(batchSize), requiresGrad: true), logits = Forward(builder, x);
        return builder.ZeroGrad().Backward(logits, builder.Input("gradient", logits.Shape)).Roles(logits).Build();
    }

    /// <summary>Forward and loss alone, for testing; values, their names and the listing are those of
    /// <see cref="BuildTraining"/>.</summary>
    public Program BuildEvaluation(int batchSize)
    {
        var builder = new ProgramBuilder(Name, Source(OptimizerSpec.Sgd(0.1)));
        return builder.Build(Evaluate(builder, batchSize));
    }

    /// <summary>Why its layers do not fit together; null where they do.</summary>
    internal virtual ShapeException? Fault => BuildEvaluation(1).Fault;

    /// <summary>Declares the parameters, if that has not been done yet, and writes the forward method.</summary>
    /// <exception cref="ShapeException">The modules do not fit together.</exception>
    internal Value Forward(ProgramBuilder builder, Value x)
    {
        DeclareParameters(builder);
        return ForwardMethod(new ForwardBuilder(builder, this), x);
    }

    /// <summary>The declared parameters that are learnt, in the order of the state_dict.</summary>
    internal Value[] ParametersIn(ProgramBuilder builder) =>
        [.. Parameters.Where(p => !Frozen.Contains(p.Name)).Select(p => builder.Find(p.Name)!)];

    private protected virtual IEnumerable<NamedShape> Zeros => Modules.SelectMany(m => m.Module.Zeros(m.Name));

    internal void DeclareParameters(ProgramBuilder builder)
    {
        foreach (NamedShape p in Parameters)
            if (Frozen.Contains(p.Name)) builder.Hyperparameter(p.Name, p.Name, p.Shape);
            else builder.Parameter(p.Name, p.Shape);
        foreach (NamedShape p in Zeros) builder.Hyperparameter(p.Name, p.Name, p.Shape);
    }

    /// <summary>Writes inputs, forward pass and loss; what does not fit is given back.</summary>
    private protected virtual ShapeException? Evaluate(ProgramBuilder builder, int batchSize)
    {
        Value x = builder.Input("x", BatchShape(batchSize));
        Value? target = Loss.TakesLabels ? builder.Input("labels", new Shape(batchSize)) : null;
        try
        {
            Value output = Forward(builder, x);
            target ??= builder.Input("target", output.Shape);
            builder.Roles(output, Loss.Write(builder.BeginLoss(), output, target), target);
            return null;
        }
        catch (ShapeException fault)
        {
            return fault;
        }
    }

    private static string Arguments(OptimizerSpec optimizer)
    {
        OptimizerAttributes a = optimizer.Attributes;
        string text = $"lr={Python(optimizer.LearningRate)}";
        if (optimizer.Kind == OptimizerKind.Sgd && a.Momentum != 0) text += $", momentum={Python(a.Momentum)}";
        if (optimizer.IsAdam && (a.Beta1, a.Beta2) != (0.9, 0.999))
            text += $", betas=({Python(a.Beta1)}, {Python(a.Beta2)})";
        if (optimizer.IsAdam && a.Epsilon != 1e-8) text += $", eps={Python(a.Epsilon)}";
        if (a.WeightDecay != (optimizer.Kind == OptimizerKind.AdamW ? 0.01 : 0)) text += $", weight_decay={Python(a.WeightDecay)}";
        return text;
    }

    /// <summary>A number as Python writes it: 1e-05, not 1E-05.</summary>
    internal static string Python(double number) => number.ToString(CultureInfo.InvariantCulture).ToLowerInvariant();
}
