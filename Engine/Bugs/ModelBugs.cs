using System.Text.RegularExpressions;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Random;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Bugs;

/// <summary>Another model than the one that was meant.</summary>
internal static partial class ModelBugs
{
    public static Bug[] All =>
    [
        new("missing-flatten", t => t.MissingFlattenTitle, t => t.MissingFlatten,
            BugStage.Forward, s => Flattened(s) is null ? t => t.NoFlatten : ProgramRebuilder.Refusal(s), MissingFlatten),
        new("wrong-in-features", t => t.WrongInFeaturesTitle, t => t.WrongInFeatures,
            BugStage.Forward, s => Flattened(s) is null ? t => t.NoFlatten : ProgramRebuilder.Refusal(s), WrongInFeatures),
        new("missing-relu", t => t.MissingReluTitle, t => t.MissingRelu,
            BugStage.Forward, s => Relus(s).Length == 0 ? t => t.NoRelu : ProgramRebuilder.Refusal(s), MissingRelu),
    ];

    /// <summary>The linear layer that reads what a reshape has made, or null.</summary>
    private static Instruction? Flattened(Scenario s) => s.Program.Instructions.FirstOrDefault(i =>
        i.Opcode == Opcode.Linear
            && s.Program.Instructions.Any(f => f.Opcode == Opcode.Reshape && f.Output.Shape.Rank == 2 && f.Output == i.Inputs[0]));

    private static Instruction[] Relus(Scenario s) =>
    [
        .. s.Program.Instructions.Where(i => i.Opcode == Opcode.Relu
            && s.Program.Instructions.Any(l => l.Opcode is Opcode.Linear or Opcode.Conv2d && l.Output == i.Inputs[0])),
    ];

    private static Scenario MissingFlatten(Scenario s)
    {
        ProgramRebuilder r = null!;
        r = new(s) { Forward = (i, inputs) => i.Opcode == Opcode.Reshape ? inputs[0] : r.Write(i, inputs) };
        foreach (int line in s.Program.Instructions.Where(i => i.Opcode == Opcode.Reshape).Select(i => i.SourceLine).Distinct())
            RemoveStep(r.Listing, line);
        return r.Build();
    }

    private static Scenario WrongInFeatures(Scenario s)
    {
        Instruction linear = Flattened(s)!;
        Instruction flatten = s.Program.Instructions.First(f => f.Opcode == Opcode.Reshape && f.Output == linear.Inputs[0]);
        Instruction? pool = s.Program.Instructions.FirstOrDefault(i => i.Opcode == Opcode.MaxPool2d && i.Output == flatten.Inputs[0]);
        Value weight = linear.Inputs[1];
        int wanted = weight.Shape[1], rows = weight.Shape[0];
        Shape counted = (pool ?? flatten).Inputs[0].Shape;
        int wrong = pool is null ? counted[-1] : counted.Length / counted[0];

        var r = new ProgramRebuilder(s);
        r.Shapes[weight.Name] = new Shape(rows, wrong);
        r.Start(weight.Name, Tensor.FromFloats(new Shape(rows, wrong), TorchInit.Linear(new TorchRandom(s.Seed), wrong, rows).Weight));
        const string Product = "28*28";
        if (r.Listing.Find($"{Product}, ") is { } written)
            r.Listing.Replace(written, t => t.Replace(Product, $"{wrong}", StringComparison.Ordinal));
        else if (r.Listing.Find("def forward") is { } forward)
            r.Listing.InsertBefore(
                forward, "def __init__(self):", "    ...", $"    self.{linear.Layer} = nn.Linear(in_features={wrong}, out_features={rows})",
                "    ...", "");
        else
            throw new BugException(l => BugTexts.In(l).NoPlace("wrong-in-features", s.Program.Name, wrong, wanted));
        return r.Build();
    }

    private static Scenario MissingRelu(Scenario s)
    {
        var relus = Relus(s).Select(i => i.Output).ToHashSet();
        ProgramRebuilder r = null!;
        r = new(s) { Forward = (i, inputs) => relus.Contains(i.Output) ? inputs[0] : r.Write(i, inputs) };
        foreach (int line in Relus(s).Select(i => i.SourceLine).Distinct())
        {
            bool shared = s.Program.Instructions.Any(i => i.SourceLine == line && i.Opcode != Opcode.Relu);
            if (shared) r.Listing.Replace(line, WithoutCall);
            else RemoveStep(r.Listing, line);
        }
        return r.Build();
    }

    /// <summary>Takes the line <c>a = f(b)</c> out; where a and b differ, what follows reads b instead.</summary>
    private static void RemoveStep(ListingRewriter listing, int line)
    {
        Match step = Step().Match(listing[line]);
        listing.Remove(line);
        if (!step.Success || step.Groups[1].Value == step.Groups[2].Value) return;
        listing.ReplaceAll(t => Regex.Replace(t, $@"\b{step.Groups[1].Value}\b", step.Groups[2].Value));
    }

    /// <summary><c>F.relu(...)</c> becomes what stands in its parentheses.</summary>
    private static string WithoutCall(string text)
    {
        const string Call = "F.relu(";
        while (text.IndexOf(Call, StringComparison.Ordinal) is >= 0 and var start)
        {
            int depth = 1, end = start + Call.Length;
            for (; depth > 0; end++) depth += text[end] switch { '(' => 1, ')' => -1, _ => 0 };
            text = text[..start] + text[(start + Call.Length)..(end - 1)] + text[end..];
        }
        return text;
    }

    [GeneratedRegex(@"^\s*(\w+) = .*\((\w+)\)\s*$")]
    private static partial Regex Step();
}
