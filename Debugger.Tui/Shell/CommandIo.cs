using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Backends.Gpu;
using Backstep.Engine.Backends.Gpu.Running;

namespace Backstep.Debugger.Tui.Shell;

/// <summary>What a command reads from and writes to; tests give it string writers.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Complaints, and progress that is not a result.</param>
/// <param name="In">What a person types.</param>
/// <param name="IsTerminal">Whether a person looks at <paramref name="Out"/> as it comes.</param>
/// <param name="Cancel">Set when the person asks to stop.</param>
public sealed record CommandIo(TextWriter Out, TextWriter Error, TextReader In, bool IsTerminal, CancellationToken Cancel = default)
{
    /// <summary>What is said to people, in their language.</summary>
    public UiTexts Texts { get; init; } = UiTexts.English;

    /// <summary>Whether the language was taken from the system, not asked for: where it cannot be shown, English stands in.</summary>
    public bool IsLanguageOfSystem { get; init; }

    /// <summary>The GPUs; not looked for, and their library not loaded, before somebody asks.</summary>
    public Func<IGpuDevices> Gpus { get; init; } = () => new IlgpuDevices();

    /// <summary>Reads a variable of the environment; null when it is not set.</summary>
    public Func<string, string?> Variable { get; init; } = _ => null;
}
