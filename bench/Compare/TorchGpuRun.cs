using System.Text.Json;

namespace Backstep.Bench.Compare;

/// <summary>A way to train on a GPU with PyTorch.</summary>
/// <param name="Name">For people.</param>
/// <param name="Mode">As <c>torch_gpu_job.py</c> knows it.</param>
internal sealed record TorchMode(string Name, string Mode)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<TorchMode> All { get; } =
    [
        new("PyTorch, eager", "eager"),
        new("PyTorch, CUDA graphs", "graphs"),
        new("PyTorch, torch.compile", "compile"),
    ];
}

/// <summary>Runs a job on PyTorch's CUDA device, in a process of its own.</summary>
internal static class TorchGpuRun
{
    /// <summary>PyTorch's version and card; a problem instead if it has no CUDA device.</summary>
    public static (string? Description, string? Problem) Describe(string python)
    {
        JsonElement said = Run(python, "describe");
        return Problem(said) is { } problem ? (null, problem) : (said.GetProperty("description").GetString(), null);
    }

    /// <summary>Trains; a problem instead where this PyTorch cannot.</summary>
    public static (GpuRun? Run, string? Problem) Train(string python, Job job, string folder, int epochs, TorchMode mode, long seed)
    {
        JsonElement said = Run(python, job.Letter, folder, $"{epochs}", $"{seed}", "cuda", mode.Mode);
        return Problem(said) is { } problem ? (null, problem) : (GpuJob.Read(said), null);
    }

    private static JsonElement Run(string python, params string[] arguments)
    {
        (string output, string error, int exitCode) = ChildProcess.Run(python,
            [Path.Combine(AppContext.BaseDirectory, "torch_gpu_job.py"), .. arguments]);
        // PyTorch itself may print before the line that counts.
        if (exitCode == 0) return JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]).RootElement;
        return JsonSerializer.SerializeToElement(new { problem = error.TrimEnd().Split('\n')[^1] });
    }

    private static string? Problem(JsonElement said) =>
        said.TryGetProperty("problem", out JsonElement problem) ? problem.GetString() : null;
}
