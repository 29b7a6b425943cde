using System.Text.RegularExpressions;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Bugs;

/// <summary>Another loss than the one that was meant.</summary>
internal static partial class LossBugs
{
    public static Bug[] All =>
    [
        new("softmax-twice", t => t.SoftmaxTwiceTitle, t => t.SoftmaxTwice,
            BugStage.Forward, s =>
                First(s, Opcode.CrossEntropy) is not { } loss ? t => t.NoCrossEntropy
                : s.Program.Instructions.Any(i => i.Opcode == Opcode.Softmax && i.Output == loss.Inputs[0]) ? t => t.SoftmaxAlready
                : ProgramRebuilder.Refusal(s),
            SoftmaxTwice),
        new("sum-instead-of-mean", t => t.SumInsteadOfMeanTitle, t => t.SumInsteadOfMean,
            BugStage.Forward,
            s => Averaged(s) is not { } loss ? t => t.NoMeanLoss : Terms(loss) == 1 ? t => t.SumIsMean : ProgramRebuilder.Refusal(s),
            SumInsteadOfMean),
    ];

    private static Instruction? First(Scenario s, Opcode opcode) => s.Program.Instructions.FirstOrDefault(i => i.Opcode == opcode);

    private static Instruction? Averaged(Scenario s) =>
        (First(s, Opcode.CrossEntropy) ?? First(s, Opcode.MseLoss)) is { } i && i.Output == s.Program.Loss ? i : null;

    /// <summary>How many numbers the mean is taken of: rows of logits, elements of an output.</summary>
    private static int Terms(Instruction loss) =>
        loss.Opcode == Opcode.CrossEntropy ? loss.Inputs[0].Shape[0] : loss.Inputs[0].Shape.Length;

    private static Scenario SoftmaxTwice(Scenario s)
    {
        // Where the program has shown the probabilities already, they are what the loss is given.
        Instruction loss = First(s, Opcode.CrossEntropy)!;
        Value logits = loss.Inputs[0];
        Instruction? shown =
            s.Program.ForwardPart().FirstOrDefault(i => i.Opcode == Opcode.Softmax && i.Inputs[0] == logits && i.Index < loss.Index);
        ProgramRebuilder r = null!;
        r = new(s)
        {
            Forward = (i, inputs) =>
            {
                if (i.Opcode == Opcode.CrossEntropy)
                    inputs[0] =
                        shown is null ? r.Builder.Op(Opcode.Softmax, "softmax", [inputs[0]], new AxisAttributes(1))
                            : r.Builder.Find(shown.Output.Name)!;
                return r.Write(i, inputs);
            },
        };
        foreach (int line in Lines(s, Opcode.CrossEntropy))
        {
            Match call = LossCall().Match(r.Listing[line]);
            string given = call.Success ? call.Groups[2].Value : logits.Name;
            if (shown is not null)
            {
                string probabilities = r.Listing[shown.SourceLine].Split('=')[0].Trim();
                r.Listing.Replace(line, t => LossCall().Replace(t, $"$1({probabilities},"));
                continue;
            }
            int softmax = r.Listing.InsertBefore(line, $"{given} = F.softmax({given}, dim=1)")[0];
            r.Listing.Claim(softmax, "softmax");
        }
        return r.Build();
    }

    private static Scenario SumInsteadOfMean(Scenario s)
    {
        Opcode opcode = Averaged(s)!.Opcode;
        ProgramRebuilder r = null!;
        r = new(s)
        {
            Forward = (i, inputs) =>
            {
                if (i.Opcode != opcode) return r.Write(i, inputs);
                Value n = r.Builder.Hyperparameter("n", "n"), mean = r.Write(i, inputs, $"{i.Output.Name}.mean");
                r.Start("n", Tensor.Scalar(Terms(i)));
                return r.Builder.Op(Opcode.Mul, i.Output.Name, [mean, n]);
            },
        };
        foreach (int line in Lines(s, opcode))
        {
            string loss = s.Program.Instructions.First(i => i.Opcode == opcode && i.SourceLine == line).Output.Name;
            int where = r.Listing.Find("criterion = ") ?? line;
            r.Listing.Replace(
                where, t => LastParenthesis().Replace(t, m => t[..m.Index].EndsWith('(') ? "reduction=\"sum\")" : ", reduction=\"sum\")"));
            r.Listing.Claim(line, $"{loss}.mean");
        }
        return r.Build();
    }

    private static int[] Lines(Scenario s, Opcode opcode) =>
        [.. s.Program.Instructions.Where(i => i.Opcode == opcode).Select(i => i.SourceLine).Distinct()];

    [GeneratedRegex(@"(\w+)\((\w+),")]
    private static partial Regex LossCall();

    [GeneratedRegex(@"\)(?=[^)]*$)")]
    private static partial Regex LastParenthesis();
}
