using Backstep.Engine.Data;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Models;

/// <summary>Whether a network can learn from a data set.</summary>
public static class DatasetFit
{
    /// <summary>
    /// The data set as the network takes it: with as many classes as it has outputs, or with numbers where its loss wants numbers.
    /// </summary>
    /// <exception cref="ScenarioException">Its samples have another shape, there are more classes than outputs, or numbers are to be
    /// reached where the network tells classes apart.</exception>
    public static Dataset Fitted(Network network, Dataset dataset)
    {
        if (network is GptNetwork gpt) return gpt.Fitted(dataset);
        if (!network.InputShape.Equals(dataset.SampleShape))
            throw new ScenarioException(
                l => ModelTexts.In(l).OtherSamples(network.Name, network.InputShape, dataset.Name, dataset.SampleShape));
        Program program = network.BuildEvaluation(1);
        if (program.Fault is not null || program.Target is not { } target || program.Output is not { } output) return dataset;
        int outputs = output.Shape[^1], wanted = dataset.HasClasses ? dataset.ClassNames.Length : dataset.TargetShape.Length;
        bool takesClasses = target.Shape.Rank == 1;
        if (takesClasses && !dataset.HasClasses) throw new ScenarioException(l => ModelTexts.In(l).OtherTarget(network.Name, dataset.Name));
        if (!takesClasses && dataset.HasClasses && (outputs == 1 || wanted <= outputs)) return dataset.WithNumbers(outputs);
        if (dataset.HasClasses ? wanted > outputs : wanted != outputs)
            throw new ScenarioException(l => ModelTexts.In(l).OtherOutputs(network.Name, outputs, dataset.Name, wanted,
                dataset.HasClasses));
        return wanted < outputs ? dataset.WithClasses(outputs) : dataset;
    }
}
