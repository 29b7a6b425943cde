using Backstep.Engine.Programs;

namespace Backstep.Engine.Bugs;

/// <summary>An operation that writes into a tensor which others read as well.</summary>
internal static class InPlaceBugs
{
    public static Bug[] All =>
    [
        new("inplace-relu", t => t.InPlaceReluTitle, t => t.InPlaceRelu,
            BugStage.Forward,
            s => s.Program.Instructions.Any(i => i.Pass > 1) ? t => t.SeveralPasses
                : s.Program.IsScalar || Shared(s).Length == 0 ? t => t.NothingForInPlaceRelu
                : ProgramRebuilder.Refusal(s),
            s => Clip(s, Shared(s)[0]))
        {
            PlacesIn = s => Shared(s).Select(v => v.Name),
            ApplyIn = (s, place) => Clip(s, s.Program[place]),
        },
    ];

    /// <summary>What may be negative and is read by something else than a ReLU: what layers give first, then inputs.</summary>
    private static Value[] Shared(Scenario s) =>
    [
        .. from v in s.Program.Values
           where (v.Kind == ValueKind.Input && v != s.Program.Target && HasNegative(s, v))
               || s.Program.ForwardPart().Any(i => i.Output == v && i.Opcode is Opcode.Linear or Opcode.Conv2d)
           where s.Program.ForwardPart().Any(i => i.Opcode != Opcode.Relu && i.Inputs.Contains(v))
           orderby v.Kind == ValueKind.Input
           select v,
    ];

    private static bool HasNegative(Scenario s, Value input) =>
        s.Batches.At(0).Any(b => b.Key == input && b.Value.Data.ToArray().Any(x => x < 0));

    private static Scenario Clip(Scenario s, Value shared)
    {
        Instruction[] readers = [.. s.Program.ForwardPart().Where(i => i.Opcode != Opcode.Relu && i.Inputs.Contains(shared))];
        string name = $"{shared.Name}.clipped";
        ProgramRebuilder r = null!;
        r = new(s)
        {
            Forward = (i, inputs) =>
            {
                for (int n = 0; n < inputs.Length; n++)
                    if (i.Inputs[n] == shared && i.Opcode != Opcode.Relu)
                        inputs[n] = r.Builder.Find(name) ?? r.Builder.Op(Opcode.Relu, name, [inputs[n]]);
                return r.Write(i, inputs);
            },
        };
        Instruction? maker = s.Program.Instructions.FirstOrDefault(i => i.Output == shared);
        string[] targets = maker is null ? [] : [.. SourceListing.Targets(s.Program.Source[maker.SourceLine])];
        int line = r.Listing.InsertBefore(readers[0].SourceLine,
            $"F.relu({(targets.Length == 1 ? targets[0] : shared.Name)}, inplace=True)")[0];
        r.Listing.Claim(line, name);
        return r.Build();
    }
}
