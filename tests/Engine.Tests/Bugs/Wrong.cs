using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Bugs;
using Backstep.Engine.Debugging;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Bugs;

/// <summary>A right program and the same with a mistake, and what tells them apart.</summary>
internal sealed class Wrong
{
    /// <summary>
    /// The optimizers that a program is tried with, where it can be chosen; null is the program's own. With Adam's usual ε the sign of a
    /// gradient that is all rounding would decide where a weight goes, and no two arithmetics would agree.
    /// </summary>
    private static readonly OptimizerSpec?[] Optimizers =
        [null, OptimizerSpec.Sgd(0.05, momentum: 0.9), new(OptimizerKind.Adam, 0.01, new OptimizerAttributes(Epsilon: 1e-2))];

    private readonly Timeline _right, _wrong;

    public Wrong(string bug, Scenario right)
    {
        Right = right;
        Buggy = BugCatalog.Get(bug).Apply(right);
        _right = new(Right, new ReferenceBackend());
        _wrong = new(Buggy, new ReferenceBackend());
        Pairs = Alignment.Of(right.Program, Buggy.Program);
    }

    public Scenario Right { get; }

    public Scenario Buggy { get; }

    public IReadOnlyList<InstructionPair> Pairs { get; }

    /// <summary>Every program of the catalog in which the mistake can be made, with each optimizer that it can be trained with.</summary>
    public static IEnumerable<(string Name, Scenario Scenario)> Places(string bug) =>
        AllPlaces.Value.Where(p => BugCatalog.Get(bug).AppliesTo(p.Scenario));

    private static readonly Lazy<IReadOnlyList<(string Name, Scenario Scenario)>> AllPlaces = new(() => [.. FindPlaces()]);

    private static IEnumerable<(string Name, Scenario Scenario)> FindPlaces()
    {
        foreach (ProgramEntry entry in ProgramCatalog.All)
            // The large networks differ in nothing that an optimizer would care about; one of them is enough.
            foreach (OptimizerSpec? optimizer in entry.Name is "mlp" or "network3" ? Optimizers[..1] : Optimizers)
            {
                Scenario scenario;
                try
                {
                    scenario = entry.Create(new() { Seed = 5, BatchSize = entry.TakesImages ? 2 : null, Optimizer = optimizer });
                }
                catch (ScenarioException)
                {
                    continue;
                }
                string with = optimizer is null ? "its own optimizer" : optimizer.Kind == OptimizerKind.Adam ? "Adam" : "momentum";
                yield return ($"{entry.Name} with {with}", scenario);
            }
    }

    /// <summary>All of them.</summary>
    public static IEnumerable<(string Name, Wrong Wrong)> Everywhere(string bug) =>
        Places(bug).Select(p => (p.Name, new Wrong(bug, p.Scenario)));

    /// <summary>Instructions that differ, as <c>- name</c> (lacking),
    /// <c>+ name</c> (too much) and <c>~ name</c> (changed), with their opcode.</summary>
    public string[] Instructions => [.. Pairs.Where(p => !p.IsSame).Select(p =>
        p.Wrong is null ? $"- {p.Right!.OpName} {p.Right.Output.Name}"
            : p.Right is null ? $"+ {p.Wrong.OpName} {p.Wrong.Output.Name}"
            : $"~ {p.Wrong.OpName} {p.Wrong.Output.Name}")];

    /// <summary>The opcodes of the instructions that differ, each once, with their signs.</summary>
    public string[] Kinds => [.. Instructions.Select(i => i[..i.LastIndexOf(' ')]).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Names of the values that paired instructions of an iteration give differently.</summary>
    public string[] Results(long iteration = 0) =>
    [
        .. (from p in Pairs
            where p.Right is not null && p.Wrong is not null
                && !After(_right, p.Right, iteration).BitEquals(After(_wrong, p.Wrong, iteration))
            select p.Right!.Output.Name).Distinct(),
    ];

    /// <summary>Names of the parameters that differ after an iteration.</summary>
    public string[] Parameters(long iteration = 0)
    {
        _right.MoveTo(new(iteration, Right.Program.Instructions.Length));
        _wrong.MoveTo(new(iteration, Buggy.Program.Instructions.Length));
        return [.. Right.Program.Parameters.Where(p => !_right.Read(p)!.BitEquals(_wrong.Read(Buggy.Program[p.Name])!))
            .Select(p => p.Name)];
    }

    /// <summary>What a value is after its last instruction of an iteration, in the right and in the wrong program.</summary>
    public (Tensor Right, Tensor Wrong) Values(string name, long iteration = 0) =>
        (Of(_right, name, iteration), Of(_wrong, name, iteration));

    /// <summary>The quotient of the wrong and the right content of a single number.</summary>
    public double Ratio(string name, long iteration = 0) =>
        Values(name, iteration) is var v ? v.Wrong.ScalarValue / v.Right.ScalarValue : 0;

    /// <summary>Whether a parameter of the right program is added, not multiplied.</summary>
    public bool IsBias(Value parameter) =>
        parameter.Name.EndsWith(".bias", StringComparison.Ordinal)
        || Right.Program.Instructions.Any(i => i.Opcode == Opcode.WeightedSum && i.Inputs[^1] == parameter);

    /// <summary>The lines that the wrong listing has and the right one has not.</summary>
    public string[] NewLines => [.. Buggy.Program.Source.Lines.Except(Right.Program.Source.Lines)];

    /// <summary>The lines that the wrong listing lacks.</summary>
    public string[] LostLines => [.. Right.Program.Source.Lines.Except(Buggy.Program.Source.Lines)];

    private static Tensor After(Timeline timeline, Instruction instruction, long iteration)
    {
        timeline.MoveTo(new(iteration, instruction.Index + 1));
        return timeline.Read(instruction.Output)!;
    }

    private static Tensor Of(Timeline timeline, string name, long iteration)
    {
        Instruction writer = timeline.Program.Instructions.Last(i => i.Output.Name == name);
        return After(timeline, writer, iteration);
    }
}
