namespace Backstep.Engine.Programs;

/// <summary>Who writes and who reads each value, and which instructions have found their place already: what a backend that fuses
/// instructions goes by.</summary>
public sealed class ProgramGraph
{
    private readonly List<Instruction>[] _writers, _readers;
    private readonly bool[] _claimed;

    /// <summary>The graph of a program, nothing claimed yet.</summary>
    public ProgramGraph(Program program)
    {
        Program = program;
        _writers = [.. program.Values.Select(_ => new List<Instruction>())];
        _readers = [.. program.Values.Select(_ => new List<Instruction>())];
        _claimed = new bool[program.Instructions.Length];
        foreach (Instruction i in program.Instructions)
        {
            _writers[i.Output.Slot].Add(i);
            foreach (Value input in i.Inputs.Distinct()) _readers[input.Slot].Add(i);
        }
    }

    public Program Program { get; }
    public IReadOnlyList<Instruction> Writers(Value value) => _writers[value.Slot];
    public IReadOnlyList<Instruction> Readers(Value value) => _readers[value.Slot];

    /// <summary>Whether an instruction is part of a stage already.</summary>
    public bool IsClaimed(Instruction instruction) => _claimed[instruction.Index];

    /// <summary>Makes an instruction part of a stage.</summary>
    public void Claim(Instruction instruction) => _claimed[instruction.Index] = true;

    /// <summary>Whether a value is only a link between instructions: written once, not kept, not the model's result.</summary>
    public bool IsIntermediate(Value value) =>
        !value.IsPersistent && value != Program.Output && value != Program.Loss && value.Kind != ValueKind.Input
            && Writers(value).Count == 1;

    /// <summary>The one reader of an intermediate value, if it has just one, of the opcode, not yet claimed; else null.</summary>
    public Instruction? OnlyReader(Value value, Opcode opcode) =>
        IsIntermediate(value) && Readers(value).Count == 1 && Readers(value)[0].Opcode == opcode && !IsClaimed(Readers(value)[0])
            ? Readers(value)[0]
            : null;

    /// <summary>
    /// Whether an accumulating instruction can simply overwrite: the value was set to zero before and nobody else touches it in between. If
    /// so, gives that zero.
    /// </summary>
    public bool Overwrites(Instruction instruction, out Instruction? zero)
    {
        zero = null;
        if (!instruction.Accumulate) return true;
        var writers = Writers(instruction.Output);
        if (writers.Count != 2 || writers[0].Opcode != Opcode.Zero || writers[1] != instruction) return false;
        zero = writers[0];
        foreach (Instruction reader in Readers(instruction.Output)) if (reader.Index < instruction.Index) return false;
        return true;
    }

    /// <summary>
    /// Claims the reshapes that move nothing, whose results can lie where their inputs do, and gives them in order.
    /// </summary>
    public IReadOnlyList<Instruction> ClaimReshapes() => ClaimAll(i =>
        i.Opcode is Opcode.Reshape or Opcode.ReshapeBackward && !i.Accumulate && !i.Output.IsPersistent
        && Writers(i.Output).Count == 1 && Writers(i.Inputs[0]).Count <= 1 && i.Inputs[0].Kind != ValueKind.Parameter ? i : null);

    /// <summary>Claims the zeros that are added to once, and so simply overwritten (<see cref="Overwrites"/>).</summary>
    public void ClaimOverwrittenZeros() => ClaimAll(i => i.Accumulate && Overwrites(i, out Instruction? zero) ? zero : null);

    private List<Instruction> ClaimAll(Func<Instruction, Instruction?> choose)
    {
        List<Instruction> chosen = [.. Program.Instructions.Select(choose).OfType<Instruction>()];
        chosen.ForEach(Claim);
        return chosen;
    }
}
