using System.Collections.Immutable;
using Backstep.Engine.Backends;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Training;

/// <summary>A parameter, and the gradient that some images give it.</summary>
/// <param name="Norm">Its Euclidean norm.</param>
/// <param name="Gradient">The gradient's Euclidean norm.</param>
public sealed record ParameterFigures(string Name, double Norm, double Gradient);

/// <summary>What a layer gives out for some images.</summary>
/// <param name="Name">The value's name in the program.</param>
/// <param name="Deviation">The root mean square of its numbers.</param>
/// <param name="Silent">Which share of a ReLU's units (channels or features) is 0 for every image; null for another layer.</param>
public sealed record ActivationFigures(string Name, double Deviation, double? Silent);

/// <summary>
/// How large a network's parameters, gradients and activations are, for images that are spread evenly over the training set.
/// </summary>
public sealed record LayerFigures(ImmutableArray<ParameterFigures> Parameters, ImmutableArray<ActivationFigures> Activations)
{
    private const int Images = 64;

    /// <summary>Takes them.</summary>
    /// <param name="plan">What is trained.</param>
    /// <param name="read">The parameters, by name.</param>
    /// <param name="backend">Calculates; not the one that a run is using.</param>
    public static LayerFigures Of(TrainingPlan plan, Func<string, Tensor> read, IBackend backend)
    {
        Program program = plan.Training(Math.Min(Images, plan.TrainLoader.Dataset.Count));
        Dictionary<Value, Tensor> contents = ActivationCheck.Start(plan, program, read);
        var activations = ImmutableArray.CreateBuilder<ActivationFigures>();
        foreach (Instruction i in program.Instructions.TakeWhile(i => i.Phase != Phase.Update))
        {
            // What a mistake made on purpose leaves out is not there.
            if (!i.Inputs.All(contents.ContainsKey)) continue;
            Tensor? before = i.Accumulate ? contents.GetValueOrDefault(i.Output) ?? Tensor.Zeros(i.Output.Shape) : null;
            Tensor output = contents[i.Output] = backend.Execute(i, [.. i.Inputs.Select(v => contents[v])], before);
            if (i.Phase != Phase.Forward || output.Shape.Rank < 2) continue;
            double? silent = i.Opcode == Opcode.Relu ? ActivationCheck.Silent(output) : null;
            activations.Add(new(i.Output.Name, TensorStats.Of(output).Norm / Math.Sqrt(output.Length), silent));
        }
        return new(
            [.. program.Parameters.Select(p => new ParameterFigures(p.Name, TensorStats.Of(contents[p]).Norm, Gradient(p)))],
            activations.ToImmutable());

        double Gradient(Value parameter) =>
            program.Find(parameter.Name + ".grad") is { } gradient && contents.TryGetValue(gradient, out Tensor? content)
                ? TensorStats.Of(content).Norm : double.NaN;
    }
}
