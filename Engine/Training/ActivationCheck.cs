using Backstep.Engine.Backends;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Data;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Training;

/// <summary>Units that do not take part any more: ReLUs that are 0 and far from waking up, sigmoids that lie flat at an end.</summary>
internal sealed class ActivationCheck(TrainingPlan plan)
{
    private const int Images = 16;

    /// <summary>A unit is dead when its largest sum lies so many times below zero as the sums of its layer usually spread.</summary>
    private const double Far = 6;

    /// <summary>So many units of a layer without a single positive sum are a dead layer.</summary>
    private const double MostSilent = 0.95;

    /// <summary>A sigmoid whose slope is under this passes hardly anything back (its largest slope is 0.25).</summary>
    private const double Flat = 0.02;

    private const double MostFlat = 0.8;

    private readonly Program _program = plan.Evaluation(Math.Min(Images, plan.TrainLoader.Dataset.Count));

    /// <summary>The layers that show it, which share of their units, and whether they are ReLUs.</summary>
    public IEnumerable<(Value Value, double Share, bool Dead)> Find(Func<string, Tensor> read)
    {
        using var backend = new ReferenceBackend();
        Dictionary<Value, Tensor> contents = Start(plan, _program, read);
        foreach (Instruction i in _program.Instructions.Where(i => i.Phase == Phase.Forward))
        {
            if (!i.Inputs.All(contents.ContainsKey)) continue;
            contents[i.Output] = backend.Execute(i, [.. i.Inputs.Select(v => contents[v])], null);
            if (i.Opcode == Opcode.Relu && DeadShare(contents[i.Inputs[0]]) is > 0 and var dead) yield return (i.Output, dead, true);
            // At the end of a network a sigmoid may well be sure.
            if (i.Opcode == Opcode.Sigmoid && i.Output != _program.Output && FlatShare(contents[i.Output]) is > MostFlat and var flat)
                yield return (i.Output, flat, false);
        }
    }

    /// <summary>Which share of a ReLU's units is 0 for every image.</summary>
    public double SilentShare(string relu, Func<string, Tensor> read, IBackend backend)
    {
        Dictionary<Value, Tensor> contents = Start(plan, _program, read);
        foreach (Instruction i in _program.Instructions.Where(i => i.Phase == Phase.Forward))
        {
            Tensor output = contents[i.Output] = backend.Execute(i, [.. i.Inputs.Select(v => contents[v])], null);
            if (i.Output.Name != relu) continue;
            return Silent(output);
        }
        throw new ArgumentException($"{relu} is none of the network's values", nameof(relu));
    }

    /// <summary>Which share of a ReLU's units is 0 for every image; or, of its sums, is never positive.</summary>
    internal static double Silent(Tensor output) => (double)Largest(output).Count(most => most <= 0) / output.Shape[UnitAxis(output)];

    /// <summary>Channels of images stand second, features last, whether there are positions before them or not.</summary>
    private static int UnitAxis(Tensor x) => x.Shape.Rank == 4 ? 1 : x.Shape.Rank - 1;

    /// <summary>How many units there are, how many samples (positions counted by themselves), and how many numbers of a unit lie side by
    /// side.</summary>
    private static (int Units, int Samples, int Inner) Layout(Tensor x)
    {
        int axis = UnitAxis(x), units = x.Shape[axis], inner = x.Shape.Stride(axis);
        return (units, x.Length / units / inner, inner);
    }

    /// <summary>The largest number of each unit.</summary>
    private static double[] Largest(Tensor sums)
    {
        (int units, int samples, int inner) = Layout(sums);
        var largest = new double[units];
        Array.Fill(largest, double.NegativeInfinity);
        for (int n = 0; n < samples; n++)
            for (int u = 0; u < units; u++)
                for (int k = 0; k < inner; k++) largest[u] = Math.Max(largest[u], sums[(n * units + u) * inner + k]);
        return largest;
    }

    /// <summary>What a program begins with: the parameters, and some images, evenly spread over the training set.</summary>
    internal static Dictionary<Value, Tensor> Start(TrainingPlan plan, Program program, Func<string, Tensor> read)
    {
        int count = program.Target!.Shape[0], all = plan.TrainLoader.Dataset.Count;
        // Evenly spread, for a data set may be sorted.
        int[] some = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * all / count))];
        Batch batch = new LoaderEpoch(new DataLoader(plan.TrainLoader.Dataset, count, shuffle: false), some)[0];
        var contents = program.Values.Where(v => v.Kind == ValueKind.Parameter).ToDictionary(v => v, v => read(v.Name));
        foreach (Value v in program.Values.Where(v => v.Kind == ValueKind.Hyperparameter))
            if (plan.Initial.TryGetValue(v.Name, out Tensor? initial)) contents[v] = initial;
        foreach ((string name, Tensor constant) in plan.Constants(program)) contents[program[name]] = constant;
        (contents[program.Samples!], contents[program.Target!]) = (batch.Images, batch.Labels);
        return contents;
    }

    /// <summary>The share of dead units, a unit being a channel or a feature; 0 where all is well.</summary>
    private static double DeadShare(Tensor sums)
    {
        (int units, int samples, int inner) = Layout(sums);
        double[] largest = Largest(sums);
        var spread = new double[units];
        for (int u = 0; u < units; u++)
        {
            double squares = 0;
            for (int n = 0; n < samples; n++)
                for (int k = 0; k < inner; k++) squares += sums[(n * units + u) * inner + k] * sums[(n * units + u) * inner + k];
            spread[u] = Math.Sqrt(squares / (samples * inner));
        }
        double usual = spread.Order().ElementAt(units / 2);
        int dead = largest.Count(x => x < -Far * usual), silent = largest.Count(x => x <= 0);
        return silent >= MostSilent * units && units > 1 ? (double)silent / units : (double)dead / units;
    }

    private static double FlatShare(Tensor outputs)
    {
        int flat = 0;
        foreach (double y in outputs.Data)
            if (y * (1 - y) < Flat) flat++;
        return (double)flat / outputs.Length;
    }
}
