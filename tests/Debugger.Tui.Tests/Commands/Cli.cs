using System.Collections.Immutable;
using System.Text.Json;
using Backstep.Debugger.Tui.Commands;
using Backstep.Debugger.Tui.Shell;
using Backstep.Engine.Backends.Gpu;
using Backstep.Engine.Downloads;

namespace Backstep.Debugger.Tui.Tests.Commands;

/// <summary>What a command did.</summary>
internal sealed record CliResult(int ExitCode, string Out, string Error)
{
    public string[] Lines => Out.TrimEnd('\n').Split('\n');

    public JsonElement[] Json => [.. Lines.Select(l => JsonDocument.Parse(l).RootElement)];
}

/// <summary>Runs commands through their real entry point, with strings for the console.</summary>
internal static class Cli
{
    public static CliResult Run(params string[] args) => Typed("", args);

    /// <summary>With <paramref name="input"/> on standard input.</summary>
    public static CliResult Typed(string input, params string[] args) => Start(args, input, isTerminal: false, default);

    public static CliResult Start(
        string[] args, string input, bool isTerminal, CancellationToken cancel, Action<string>? onWrite = null,
        Func<string, string?>? variable = null, IGpuDevices? gpus = null, ImmutableArray<DatasetSource>? sources = null)
    {
        using var output = new ListeningWriter(onWrite) { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var io = new CommandIo(output, error, new StringReader(input), isTerminal, () => cancel) { Sources = sources ?? DatasetSource.All };
        int exitCode = CommandLine.Run(args, gpus is null ? io : io with { Gpus = () => gpus }, variable);
        return new(exitCode, output.ToString().ReplaceLineEndings("\n"), error.ToString());
    }

    /// <summary>A command that must succeed and complain about nothing.</summary>
    public static CliResult Good(params string[] args)
    {
        CliResult result = Run(args);
        Assert.That((result.ExitCode, result.Error), Is.EqualTo((0, "")), string.Join(' ', args));
        return result;
    }

    /// <summary>The debugger, by --exec.</summary>
    public static string[] Debug(string program, string commands) => Good("debug", program, "--exec", commands).Lines;

    /// <summary>A command that must fail with one line on stderr; gives that line.</summary>
    public static string Complaint(int exitCode, params string[] args) => Complaint(exitCode, Run(args), string.Join(' ', args));

    public static string Complaint(int exitCode, CliResult result, string what)
    {
        Assert.That(result.ExitCode, Is.EqualTo(exitCode), $"{what}: {result.Error}");
        Assert.That(result.Error, Does.StartWith("backstep: ").And.EndsWith("\n"), what);
        Assert.That(result.Error.Count(c => c == '\n'), Is.EqualTo(1), $"one line only: {result.Error}");
        Assert.That(result.Error,
            Does.Not.Contain("   at ").And.Not.Contain("Exception").And.Not.Contain("internal error").And.Not.Contain("System."));
        return result.Error.TrimEnd('\n');
    }

    /// <summary>Keeps what is written and tells a listener as it comes.</summary>
    private sealed class ListeningWriter(Action<string>? onWrite) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            onWrite?.Invoke(value ?? "");
        }
    }
}
