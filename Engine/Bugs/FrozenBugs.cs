using Backstep.Engine.Programs;

namespace Backstep.Engine.Bugs;

/// <summary>Part of a network that does not learn: the gradient does not reach it, or the update leaves it out.</summary>
internal static class FrozenBugs
{
    public static Bug[] All =>
    [
        new("detached", t => t.DetachedTitle, t => t.Detached,
            BugStage.Backward, s => Middles(s).Length == 0 ? t => t.NoMiddle : NotZeroed(s),
                s => Detach(s, Middles(s)[Middles(s).Length / 2]))
        {
            PlacesIn = s => Middles(s).Select(v => v.Name),
            ApplyIn = (s, place) => Detach(s, s.Program[place]),
        },
        new("frozen-layer", t => t.FrozenLayerTitle, t => t.FrozenLayer,
            BugStage.Backward, s => ProgramFacts.NotOneStep(s.Program) ?? NotZeroed(s),
                s => Freeze(s, Layers(s.Program)[0].Key, gradients: false))
        {
            PlacesIn = s => Layers(s.Program).Select(l => l.Key),
            ApplyIn = (s, place) => Freeze(s, place, gradients: false),
        },
        new("forgotten-parameters", t => t.ForgottenParametersTitle, t => t.ForgottenParameters,
            BugStage.Backward, s => ProgramFacts.NotOneStep(s.Program), s => Freeze(s, Layers(s.Program)[0].Key, gradients: true))
        {
            PlacesIn = s => Layers(s.Program).Select(l => l.Key),
            ApplyIn = (s, place) => Freeze(s, place, gradients: true),
        },
    ];

    /// <summary>Without zero_grad a gradient that is never calculated has no content for the update to read.</summary>
    private static Func<BugTexts, string>? NotZeroed(Scenario s) =>
        s.Program.Instructions.Where(i => i.Phase == Phase.Update).SelectMany(i => i.Inputs).Where(v => v.Kind == ValueKind.Gradient)
            .All(g => s.Program.Instructions.Any(z => z.Opcode == Opcode.Zero && z.Output == g))
            ? null : t => t.ZeroGradMissing;

    /// <summary>Activations with parameters on both sides: what a layer reads and other layers have made.</summary>
    private static Value[] Middles(Scenario s)
    {
        if (!s.Program.Has(Phase.Backward)) return [];
        var learnt = new HashSet<Value>();
        var middles = new List<Value>();
        foreach (Instruction i in s.Program.ForwardPart().Where(i => i.Pass == 1))
        {
            bool isLayer = i.Inputs.Any(v => v.Kind == ValueKind.Parameter);
            if (isLayer) middles.AddRange(i.Inputs.Where(v => v.Kind == ValueKind.Activation && learnt.Contains(v)));
            if (isLayer || i.Inputs.Any(learnt.Contains)) learnt.Add(i.Output);
        }
        return [.. middles.Distinct()];
    }

    private static Scenario Detach(Scenario s, Value middle)
    {
        var r = new ProgramRewriter(s);
        var cut = new HashSet<Value>();
        r.Instructions.RemoveAll(i =>
        {
            if (i.Phase != Phase.Backward) return false;
            if (i.Output.GradientOf == middle)
            {
                cut.Add(i.Output);
                return true;
            }
            bool whole = i.Opcode == Opcode.AddN ? i.Inputs.All(cut.Contains) : i.Inputs.Any(cut.Contains);
            if (whole) cut.Add(i.Output);
            return whole;
        });
        r.Change(i => i.Phase == Phase.Backward && i.Inputs.Any(cut.Contains),
            i => i with { Inputs = [.. i.Inputs.Where(v => !cut.Contains(v))] });
        r.DropUnread();
        Instruction maker = s.Program.Instructions.First(i => i.Output == middle), reader = s.Program.Instructions.First(
            i => i.Phase == Phase.Forward && i.Inputs.Contains(middle));
        string[] names = [.. SourceListing.Targets(s.Program.Source[maker.SourceLine])];
        bool ownLine = names.Length == 1 && reader.SourceLine != maker.SourceLine;
        if (ownLine) r.Listing.InsertBefore(reader.SourceLine, $"{names[0]} = {names[0]}.detach()");
        else r.Listing.InsertBefore(r.Listing.SetupLine(), $"# {middle.Name} = {middle.Name}.detach()");
        return r.Build();
    }

    /// <summary>The parameters of each layer: those whose names differ behind the last dot only.</summary>
    private static IGrouping<string, Value>[] Layers(Program program) =>
        [.. program.Parameters.GroupBy(p => p.Name.LastIndexOf('.') is > 0 and var dot ? p.Name[..dot] : p.Name)];

    private static Scenario Freeze(Scenario s, string layer, bool gradients)
    {
        var r = new ProgramRewriter(s);
        Value[] frozen = [.. Layers(s.Program).First(l => l.Key == layer)];
        var states = s.Program.Instructions.Where(i => i.Phase == Phase.Update && frozen.Contains(i.Output)).SelectMany(i => i.Inputs)
            .Where(v => v.Kind == ValueKind.OptimizerState).ToHashSet();
        // What another parameter's step reads, too (Adam's count), stays.
        foreach (Instruction i in s.Program.Instructions.Where(i => i.Phase == Phase.Update && i.Output.Kind == ValueKind.Parameter
            && !frozen.Contains(i.Output))) states.ExceptWith(i.Inputs);
        r.Instructions.RemoveAll(i => i.Phase == Phase.Update
            && (frozen.Contains(i.Output) || states.Contains(i.Output)
                || i.Inputs.Any(v => v.GradientOf is { } of && frozen.Contains(of))));
        if (!gradients) r.Instructions.RemoveAll(i => i.Phase == Phase.Backward && i.Output.GradientOf is { } of && frozen.Contains(of));
        r.DropUnread();
        string name = ListingRewriter.Python(frozen[0]) is var python && python.LastIndexOf('.') is > 0 and var dot
            ? python[..dot] : python;
        int line = r.Listing.SetupLine();
        if (gradients) r.Listing.InsertBefore(line, $"parameters = [p for p in parameters if p not in {name}.parameters()]");
        else r.Listing.InsertBefore(line,
            frozen.Length == 1 && name == python ? $"{name}.requires_grad = False" : $"{name}.requires_grad_(False)");
        return r.Build();
    }
}
