using Backstep.Engine.Backends.Cpu;

namespace Backstep.Bench.Compare;

/// <summary>The command line.</summary>
internal sealed record Options
{
    public const string Help =
        """
        Runs the tutorials' training jobs on Backstep and on PyTorch in turn, and compares.

        usage: dotnet run -c Release --project bench/Compare -- [compare|scaling|profile] --data-dir DIR [options]

          compare   (default) jobs on both sides, alternately; median, minimum and maximum of the epochs
          scaling   tables of seconds an epoch against threads, batch size and width of the network (Backstep alone)
          profile   where the time of each job goes (Backstep alone)

          --data-dir DIR   the folder that holds mnist/ and fashion-mnist/ (or torchvision's MNIST/raw)
          --jobs ABC       which jobs: A network2 on MNIST, B mlp and C network3 on Fashion-MNIST
          --rounds N       how often the sides take turns (default 3)
          --epochs N       epochs a turn (default 2; the first of each side's turns warms up and is not counted)
          --threads N      threads of Backstep (default: all cores)
          --width BITS     32, 128, 256 or 512 (default: the widest)
          --seed S         of both sides (default 7)
          --no-torch       Backstep alone
        """;

    public string Command { get; init; } = "compare";

    public string? DataDir { get; init; }

    public string Jobs { get; init; } = "ABC";

    public int Rounds { get; init; } = 3;

    public int Epochs { get; init; } = 2;

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
                "compare" or "scaling" or "profile" => options with { Command = args[i] },
                "--data-dir" => options with { DataDir = Next() },
                "--jobs" => options with { Jobs = Next().ToUpperInvariant() },
                "--rounds" => options with { Rounds = int.Parse(Next()) },
                "--epochs" => options with { Epochs = int.Parse(Next()) },
                "--threads" => options with { Threads = int.Parse(Next()) },
                "--width" => options with { Width = (VectorWidth)int.Parse(Next()) },
                "--seed" => options with { Seed = long.Parse(Next()) },
                "--no-torch" => options with { Torch = false },
                _ => throw new FormatException($"{args[i]} is not known"),
            };
        return options;

        string Next() => ++i < args.Length ? args[i] : throw new FormatException($"{args[^1]} wants a value");
    }
}
