using Backstep.Engine.Backends.Cpu.General;
using Backstep.Engine.Backends.Cpu.Kernels;
using Backstep.Engine.Backends.Cpu.Memory;
using Backstep.Engine.Backends.Cpu.Simd;
using Backstep.Engine.Backends.Cpu.Threading;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Backends.Cpu;

/// <summary>How long a part of a compiled program took in all.</summary>
/// <param name="Seconds">Time, waiting for the other threads included.</param>
public sealed record StageTime(string Program, string Stage, double Seconds);

/// <summary>
/// Float32 on vector instructions and all cores: what trains. Same inputs, same number of threads and same width give the same bits,
/// however the threads are scheduled. Programs that it compiled share its threads, so they run one after the other.
/// </summary>
public sealed class CpuBackend : IBackend
{
    private readonly ThreadTeam _team;
    private readonly VectorKernels _kernels;
    private readonly CpuOptions _options;
    private readonly List<CpuProgram> _profiled = [];

    /// <summary>Starts the threads.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number of threads is less than 1 or more than 1024.</exception>
    /// <exception cref="NotSupportedException">The machine does not have the vector width.</exception>
    public CpuBackend(CpuOptions? options = null)
    {
        _options = options ?? new CpuOptions();
        int threads = _options.Threads ?? Environment.ProcessorCount;
        if (threads is < 1 or > 1024)
            throw new ArgumentOutOfRangeException(nameof(options), $"{threads} threads: give a number from 1 to 1024");
        _kernels = VectorKernels.For(_options.VectorWidth);
        _team = new ThreadTeam(threads, _options.Profile);
    }

    public string Name => "cpu";
    public int Threads => _team.Count;

    /// <summary>The vector width in use; never <see cref="VectorWidth.Auto"/>.</summary>
    public VectorWidth VectorWidth => _kernels.Width;

    /// <exception cref="ArgumentException">The inputs are not the instruction's in number or shape, an accumulating instruction has no
    /// previous value, or a label is no class.</exception>
    public unsafe Tensor Execute(Instruction instruction, ReadOnlySpan<Tensor> inputs, Tensor? previous)
    {
        InputChecks.Check(instruction, inputs, previous);
        var buffers = new NativeBuffer[inputs.Length + 1];
        var pointers = new float*[inputs.Length];
        try
        {
            for (int k = 0; k < pointers.Length; k++)
            {
                buffers[k] = new NativeBuffer(inputs[k].Length);
                pointers[k] = buffers[k].Pointer;
                Transfer.Write(inputs[k], pointers[k]);
            }
            NativeBuffer output = buffers[^1] = new NativeBuffer(instruction.Output.Shape.Length);
            _team.Run([new OpStage("", OpBinder.Bind(new OpContext(instruction, _kernels, pointers, output.Pointer)))]);
            if (instruction.Accumulate)
                for (int i = 0; i < output.Length; i++) output.Pointer[i] = (float)previous![i] + output.Pointer[i];
            return Transfer.Read(instruction.Output.Shape, output.Pointer);
        }
        finally
        {
            foreach (NativeBuffer? buffer in buffers) buffer?.Dispose();
        }
    }

    public ICompiledProgram Compile(Program program)
    {
        var compiled = new CpuProgram(program, _team, _kernels, _options.Fuse);
        if (_options.Profile) _profiled.Add(compiled);
        return compiled;
    }

    /// <summary>Where the time of everything that was compiled went so far, stage by stage; empty unless <see cref="CpuOptions.Profile"/>
    /// is on.</summary>
    public IReadOnlyList<StageTime> Profile() =>
        [.. _profiled.SelectMany(
            p => p.Stages.Select(s => new StageTime(p.Program.Name, s.Name, s.Ticks / (double)System.Diagnostics.Stopwatch.Frequency)))];

    /// <summary>Runs the loop that measures the peak once on all threads; gives its operations.</summary>
    internal double RunPeakLoop()
    {
        var stage = new PeakStage(_kernels);
        _team.Run([stage]);
        return stage.FlopsPerThread * _team.Count;
    }

    /// <summary>Ends the threads. Programs that were compiled cannot run afterwards.</summary>
    public void Dispose() => _team.Dispose();
}

/// <summary>How the CPU backend runs. Null and Auto mean: as the machine allows.</summary>
public sealed record CpuOptions
{
    /// <summary>Threads at most; more than the machine's cores only wait for each other.</summary>
    public const int MaxThreads = 64;

    /// <summary>Threads that work, the caller's included; null for one a core.</summary>
    public int? Threads { get; init; }

    /// <summary>The vector width; narrower ones than the machine has are for tests and comparisons.</summary>
    public VectorWidth VectorWidth { get; init; }

    /// <summary>Whether to measure each stage of compiled programs; see <see cref="CpuBackend.Profile"/>.</summary>
    public bool Profile { get; init; }

    /// <summary>Whether compiled programs may fuse instructions; off, every instruction runs by itself (for tests and
    /// comparisons).</summary>
    public bool Fuse { get; init; } = true;
}
