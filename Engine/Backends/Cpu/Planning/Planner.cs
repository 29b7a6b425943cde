using Backstep.Engine.Backends.Cpu.General;
using Backstep.Engine.Backends.Cpu.Kernels;
using Backstep.Engine.Backends.Cpu.Simd;
using Backstep.Engine.Backends.Cpu.Threading;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Cpu.Planning;

/// <summary>
/// Turns a program into stages. It looks at what the instructions do and who uses their results, never at names: whatever matches a pattern
/// becomes one fused stage, everything else runs as the instruction that it is.
/// </summary>
internal sealed unsafe class Planner
{
    private readonly ProgramGraph _graph;
    private readonly VectorKernels _kernels;
    private readonly bool _fuse;
    private readonly int _threads;
    private readonly Plan _plan;

    /// <summary>
    /// Stages that must wait for a later instruction's turn: an update in place may not change a weight that is still read.
    /// </summary>
    private readonly Dictionary<int, List<Stage>> _later = [];

    public Planner(Program program, VectorKernels kernels, bool fuse, int threads)
    {
        _threads = threads;
        _graph = new ProgramGraph(program);
        _kernels = kernels;
        _fuse = fuse;
        _plan = new Plan(program)
        {
            Required = program.FindRequired(),
            WrittenSlots = [.. program.Instructions.Select(i => i.Output.Slot).Distinct()],
        };
    }

    public Plan Plan()
    {
        if (_fuse)
        {
            // A reshape moves nothing: its result lies where its input does.
            foreach (Instruction i in _graph.ClaimReshapes()) _plan.Buffers.Alias(i.Output, i.Inputs[0]);
            _graph.ClaimOverwrittenZeros();
            new AttentionFusion(_graph, _kernels, _plan, _later).FindAll();
        }
        var fusions = new Fusions(_graph, _kernels, _plan, _later, _threads);
        foreach (Instruction instruction in _graph.Program.Instructions)
        {
            if (_later.Remove(instruction.Index, out List<Stage>? waiting)) _plan.Stages.AddRange(waiting);
            if (_graph.IsClaimed(instruction)) continue;
            if (_fuse && fusions.TryFuse(instruction)) continue;
            _graph.Claim(instruction);
            AddGeneral(instruction);
        }
        fusions.Finish();
        Barriers.Thin(_plan.Stages);
        // Whatever can be asked for has memory before the first run.
        foreach (Value value in _graph.Program.Values) if (!_plan.IsFusedAway(value)) _ = _plan.Buffers[value];
        return _plan;
    }

    private void AddGeneral(Instruction instruction)
    {
        bool add = instruction.Accumulate && !(_fuse && _graph.Overwrites(instruction, out _));
        // Where the result is added to what was there, or would overwrite an input that is still being read, it is made apart first.
        bool apart = add || (instruction.Inputs.Contains(instruction.Output) && instruction.Phase != Phase.Update);
        float* y = _plan.Buffers[instruction.Output];
        int length = instruction.Output.Shape.Length;
        float* to = apart ? _plan.Buffers.Extra(length) : y;
        _plan.Stages.Add(new OpStage($"{instruction.Opcode} {instruction.Output.Name}", OpBinder.Bind(Context(instruction, to)))
        {
            // Nobody reads a bias's gradient before the update.
            IsSideResult = instruction.Opcode == Opcode.LinearBackwardBias && instruction.Output.IsPersistent && !apart,
        });
        if (!apart) return;
        VectorKernels kernels = _kernels;
        _plan.Stages.Add(new OpStage($"add to {instruction.Output.Name}", worker =>
        {
            (int start, int end) = worker.ShareElements(length);
            if (add) kernels.Zip<Plus>(y + start, to + start, y + start, end - start);
            else kernels.Map<Identity>(to + start, y + start, end - start);
        }));
    }

    private OpContext Context(Instruction instruction, float* output)
    {
        var inputs = new float*[instruction.Inputs.Length];
        for (int k = 0; k < inputs.Length; k++) inputs[k] = _plan.Buffers[instruction.Inputs[k]];
        return new OpContext(instruction, _kernels, inputs, output);
    }
}
