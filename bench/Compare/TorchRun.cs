using System.Text.Json;

namespace Backstep.Bench.Compare;

/// <summary>One way to start PyTorch: threads and how they wait are chosen by the environment.</summary>
/// <param name="Name">For people.</param>
/// <param name="Environment">What is set.</param>
internal sealed record TorchSetting(string Name, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>The settings that are tried: as installed, one thread, and three ways of tuning for this many cores.</summary>
    public static IReadOnlyList<TorchSetting> For(int cores)
    {
        string places = string.Join(",", Enumerable.Range(0, cores).Select(i => $"{{{i}}}"));
        return
        [
            new("as installed", new Dictionary<string, string>()),
            new("one thread", new Dictionary<string, string> { ["OMP_NUM_THREADS"] = "1", ["OPENBLAS_NUM_THREADS"] = "1" }),
            new("OpenMP bound and spinning", new Dictionary<string, string>
            {
                ["OMP_PROC_BIND"] = "true", ["OMP_PLACES"] = places, ["OMP_WAIT_POLICY"] = "active", ["OMP_NUM_THREADS"] = $"{cores}",
                    ["OPENBLAS_NUM_THREADS"] = "1",
            }),
            new("OpenMP bound and spinning, OpenBLAS for AVX-512", new Dictionary<string, string>
            {
                ["OMP_PROC_BIND"] = "true", ["OMP_PLACES"] = places, ["OMP_WAIT_POLICY"] = "active", ["OMP_NUM_THREADS"] = $"{cores}",
                    ["OPENBLAS_NUM_THREADS"] = "1",
                ["OPENBLAS_CORETYPE"] = "SkylakeX",
            }),
            new("OpenBLAS threads", new Dictionary<string, string>
            {
                ["OMP_NUM_THREADS"] = "1", ["OPENBLAS_NUM_THREADS"] = $"{cores}", ["OPENBLAS_CORETYPE"] = "SkylakeX",
            }),
        ];
    }
}

/// <summary>Runs a job on PyTorch, in a process of its own.</summary>
internal static class TorchRun
{
    /// <summary>The interpreters that are tried.</summary>
    private static readonly string[] Interpreters = ["python3", "/usr/bin/python3"];

    /// <summary>The interpreter that has PyTorch, and its version; null if there is none.</summary>
    public static (string Python, string Version)? Find()
    {
        foreach (string python in Interpreters)
            if (Start(python, ["-c", "import torch; print(torch.__version__)"], new Dictionary<string, string>()) is { } version)
                return (python, version.Trim());
        return null;
    }

    /// <summary>Trains; null if PyTorch failed.</summary>
    public static RunResult? Train(string python, Job job, string folder, int epochs, TorchSetting setting, long seed = 7)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "torch_job.py");
        if (Start(python, [script, job.Letter, folder, $"{epochs}", $"{seed}"], setting.Environment) is not { } output) return null;
        using var json = JsonDocument.Parse(output);
        return new RunResult(Numbers("seconds"), json.RootElement.GetProperty("accuracy").GetDouble(), Numbers("losses"));

        double[] Numbers(string name) => [.. json.RootElement.GetProperty(name).EnumerateArray().Select(x => x.GetDouble())];
    }

    private static string? Start(string program, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        (string output, _, int exitCode) = ChildProcess.Run(program, arguments, environment);
        return exitCode == 0 ? output : null;
    }
}
