using System.Collections.Immutable;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Backends.Gpu;
using Backstep.Engine.Backends.Gpu.Running;
using Backstep.Engine.Data;
using Backstep.Engine.Downloads;

namespace Backstep.Debugger.Tui.Shell;

/// <summary>What a command reads from and writes to; tests give it string writers.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Complaints, and progress that is not a result.</param>
/// <param name="In">What a person types.</param>
/// <param name="IsTerminal">Whether a person looks at <paramref name="Out"/> as it comes.</param>
/// <param name="TakeSignals">Gives a token that a signal sets, which then no longer ends the program; null where there are no
/// signals.</param>
public sealed record CommandIo(
    TextWriter Out, TextWriter Error, TextReader In, bool IsTerminal, Func<CancellationToken>? TakeSignals = null)
{
    /// <summary>
    /// Set when the person asks to stop. Who asks for it promises a clean end: before that a signal ends the program at once.
    /// </summary>
    public CancellationToken Cancel => TakeSignals?.Invoke() ?? default;

    /// <summary>The exit code of what a signal has ended while it waited for input.</summary>
    public Func<int> SignalExitCode { get; init; } = () => 130;

    /// <summary>What is said to people, in their language.</summary>
    public UiTexts Texts { get; init; } = UiTexts.English;

    /// <summary>Whether the language was taken from the system, not asked for: where it cannot be shown, English stands in.</summary>
    public bool IsLanguageOfSystem { get; init; } = true;

    /// <summary>The GPUs; not looked for, and their library not loaded, before somebody asks.</summary>
    public Func<IGpuDevices> Gpus { get; init; } = () => new IlgpuDevices();

    /// <summary>Where data sets come from.</summary>
    public ImmutableArray<DatasetSource> Sources { get; init; } = DatasetSource.All;

    /// <summary>Reads a variable of the environment; null when it is not set.</summary>
    public Func<string, string?> Variable { get; init; } = _ => null;

    /// <summary>Whether a fault of the program shows where it is, for who looks for it.</summary>
    public static bool ShowsTrace => Environment.GetEnvironmentVariable("BACKSTEP_STACK_TRACE") is not (null or "");

    /// <summary>Says in one line why the program ends, after what it has written so far.</summary>
    public void Complain(string message)
    {
        try
        {
            Out.Flush();
        }
        catch (IOException)
        {
            // What is complained about matters more.
        }
        Error.WriteLine($"backstep: {message.ReplaceLineEndings(" ")}");
    }

    /// <summary>The data set itself; how it was read is said, where that is not a matter of course.</summary>
    public Dataset Telling(Dataset dataset)
    {
        if (dataset.Note is { } note) Complain(note(Texts.Language));
        return dataset;
    }
}
