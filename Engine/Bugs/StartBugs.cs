using System.Globalization;
using System.Text.RegularExpressions;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Bugs;

/// <summary>The right program, started with the wrong numbers.</summary>
internal static partial class StartBugs
{
    /// <summary>So much larger weights drive every sigmoid of the small networks to its end.</summary>
    private const double TooLarge = 100;

    /// <summary>So much faster than the tutorials that every program overshoots.</summary>
    private const double TooFast = 100;

    /// <summary>No image's weighted sum comes near it.</summary>
    private const double NeverPositive = -100;

    public static Bug[] All =>
    [
        new("zero-initialisation", t => t.ZeroInitialisationTitle, t => t.ZeroInitialisation,
            BugStage.Start, NoWeights, s => Start(s, "nn.init.zeros_(p)", w => Tensor.Zeros(w.Shape))),
        new("large-initialisation", t => t.LargeInitialisationTitle, t => t.LargeInitialisation,
            BugStage.Start, NoWeights, s => Start(s, "p.data.mul_(100)", w => Scaled(s.Initial[w], TooLarge))),
        new("dead-relu", t => t.DeadReluTitle, t => t.DeadRelu,
            BugStage.Start, s => BeforeRelu(s) is null ? t => t.NoReluBehindBias : null, DeadRelu),
        new("learning-rate-too-high", t => t.LearningRateTooHighTitle, t => t.LearningRateTooHigh,
            BugStage.Start, s => s.Program.Find("lr") is { } lr && s.Initial.ContainsKey(lr) ? null : t => t.NoLearningRate, LearningRate),
        new("transposed-weight", t => t.TransposedWeightTitle, t => t.TransposedWeight,
            BugStage.Start, s => Square(s).Length > 0 ? null : t => t.NoSquareWeight, s => Transpose(s, Square(s)[0]))
        {
            PlacesIn = s => Square(s).Select(w => w.Name),
            ApplyIn = (s, place) => Transpose(s, s.Program[place]),
        },
    ];

    private static Func<BugTexts, string>? NoWeights(Scenario s) => s.Program.Weights().Length > 0 ? null : t => t.NoWeights;

    private static Tensor Scaled(Tensor tensor, double factor) => new(tensor.Shape, [.. tensor.Data.ToArray().Select(x => x * factor)]);

    private static Scenario Start(Scenario s, string line, Func<Value, Tensor> content)
    {
        var r = new ProgramRewriter(s);
        foreach (Value w in s.Program.Weights()) r.Start(w, content(w));
        r.Listing.InsertBefore(r.Listing.SetupLine(), "for p in weights:", $"    {line}");
        return r.Build();
    }

    /// <summary>Weights that nothing but their numbers would tell from their transpose.</summary>
    private static Value[] Square(Scenario s) =>
        [.. s.Program.Weights().Where(w => w.Shape is { Rank: 2 } shape && shape[0] == shape[1] && shape[0] > 1
            && s.Initial.ContainsKey(w))];

    private static Scenario Transpose(Scenario s, Value weight)
    {
        var r = new ProgramRewriter(s);
        Tensor given = s.Initial[weight];
        int n = weight.Shape[0];
        var turned = new double[given.Length];
        for (int i = 0; i < turned.Length; i++) turned[i] = given[i % n * n + i / n];
        r.Start(weight, new(weight.Shape, turned));
        string name = ListingRewriter.Python(weight);
        r.Listing.InsertBefore(r.Listing.SetupLine(), $"{name}.data = {name}.data.t()");
        return r.Build();
    }

    private static Value? BeforeRelu(Scenario s) =>
        (from relu in s.Program.Instructions
         where relu.Opcode == Opcode.Relu
         from layer in s.Program.Instructions
         where layer.Opcode is Opcode.Linear or Opcode.Conv2d && layer.Inputs.Length > 2 && layer.Output == relu.Inputs[0]
         select layer.Inputs[2]).FirstOrDefault();

    private static Scenario DeadRelu(Scenario s)
    {
        var r = new ProgramRewriter(s);
        Value bias = BeforeRelu(s)!;
        r.Start(bias, s.Initial[bias].With(0, NeverPositive));
        r.Listing.InsertBefore(r.Listing.SetupLine(), $"{ListingRewriter.Python(bias)}.data[0] = -100");
        return r.Build();
    }

    private static Scenario LearningRate(Scenario s)
    {
        var r = new ProgramRewriter(s);
        Value lr = s.Program["lr"];
        double rate = s.Initial[lr].ScalarValue * TooFast;
        string text = rate.ToString(CultureInfo.InvariantCulture);
        r.Start(lr, Tensor.Scalar(rate));
        if (r.Listing.Find("lr=") is not null) r.Listing.ReplaceAll(t => Rate().Replace(t, m => $"{m.Groups[1].Value}{text}"));
        else r.Listing.InsertBefore(r.Listing.SetupLine(), $"optimizer = torch.optim.SGD(parameters, lr={text})");
        return r.Build();
    }

    [GeneratedRegex(@"\b(lr=|learning_rate = )[0-9.e+-]+")]
    private static partial Regex Rate();
}
