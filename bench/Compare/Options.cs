using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Backends.Cpu.Simd;

namespace Backstep.Bench.Compare;

/// <summary>The command line.</summary>
internal sealed record Options
{
    public const string Help =
        """
        Runs the tutorials' training jobs on Backstep and on PyTorch in turn, and compares.

        usage: dotnet run -c Release --project bench/Compare -- [compare|names|scaling|profile|job|launches] [options]

          compare   (default) jobs on both sides, alternately; median, minimum and maximum of the epochs
          names     the small GPT on a list of names, one name a step, on both sides on the processor, alternately
          scaling   tables of seconds an epoch against threads (on the processor), batch size and width of the network (Backstep alone)
          profile   where the time of each job goes on the processor (Backstep alone)
          job       the first of --jobs on --device gpu, as one JSON line; compare starts it as a process of its own
          launches  what an empty launch and each launch of a step costs on a GPU

          --data-dir DIR   the folder that holds mnist/ and fashion-mnist/ (or torchvision's MNIST/raw)
          --names FILE     of names: the list, one name a line
          --steps N        of names (default 1000)
          --jobs ABC       which jobs: A network2 on MNIST, B mlp and C network3 on Fashion-MNIST
          --rounds N       how often the sides take turns (default 3)
          --epochs N       epochs a turn behind the first, which warms up (default 2; on a GPU 10)
          --device NAME    gpu or gpu:N: compare on a GPU, with PyTorch's eager mode, CUDA graphs and torch.compile (default cpu)
          --threads N      threads of Backstep (default: all cores)
          --width BITS     32, 128, 256 or 512 (default: the widest)
          --seed S         of both sides (default 7)
          --no-torch       Backstep alone
        """;

    public string Command { get; init; } = "compare";

    public string? DataDir { get; init; }

    /// <summary>The list of names.</summary>
    public string? Names { get; init; }

    public int Steps { get; init; } = 1000;

    public string Jobs { get; init; } = "ABC";

    public int Rounds { get; init; } = 3;

    /// <summary>The name of a GPU; null for the processor.</summary>
    public string? Gpu { get; init; }

    public int Epochs => GivenEpochs ?? (Gpu is null ? 2 : 10);

    private int? GivenEpochs { get; init; }

    public int? Threads { get; init; }

    public VectorWidth Width { get; init; }

    public long Seed { get; init; } = 7;

    public bool Torch { get; init; } = true;

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="FormatException">They cannot be understood.</exception>
    public static Options Parse(string[] args)
    {
        var options = new Options();
        int i = 0;
        for (; i < args.Length; i++)
            options = args[i] switch
            {
                "compare" or "names" or "scaling" or "profile" or "job" or "launches" => options with { Command = args[i] },
                "--data-dir" => options with { DataDir = Next() },
                "--names" => options with { Names = Next() },
                "--steps" => options with { Steps = int.Parse(Next()) },
                "--jobs" => options with { Jobs = Next().ToUpperInvariant() },
                "--rounds" => options with { Rounds = int.Parse(Next()) },
                "--epochs" => options with { GivenEpochs = int.Parse(Next()) },
                "--device" => options with { Gpu = Device(Next()) },
                "--threads" => options with { Threads = int.Parse(Next()) },
                "--width" => options with { Width = (VectorWidth)int.Parse(Next()) },
                "--seed" => options with { Seed = long.Parse(Next()) },
                "--no-torch" => options with { Torch = false },
                _ => throw new FormatException($"{args[i]} is not known"),
            };
        if (options is { Command: "profile", Gpu: not null }) throw new FormatException("profile is for the processor; leave --device out");
        return options;

        static string? Device(string name) =>
            name == "cpu" ? null : GpuJob.IsName(name) ? name : throw new FormatException($"--device takes cpu, gpu or gpu:N, not {name}");

        string Next() => ++i < args.Length ? args[i] : throw new FormatException($"{args[^1]} wants a value");
    }
}
