using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Backstep.Debugger.Tui.Shell;

namespace Backstep.Debugger.Tui.Commands;

internal static class CommandExtensions
{
    /// <summary>A command whose help ends with examples.</summary>
    public static Command New(string name, string description, params string[] examples) => new CommandWithExamples(name, description, examples);

    /// <summary>An option that takes one of a few words.</summary>
    public static Option<string> OneOf(string name, string description, params string[] words)
    {
        var option = new Option<string>(name) { Description = $"{description}: {string.Join(", ", words)}.", HelpName = string.Join('|', words), DefaultValueFactory = _ => words[0] };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: string word }] && !words.Contains(word)) result.AddError($"{name} takes {string.Join(" or ", words)}, not {word}");
        });
        return option;
    }
}

/// <summary>A command and how it is used.</summary>
internal sealed class CommandWithExamples(string name, string description, string[] examples) : Command(name, description)
{
    /// <summary>Arguments that make sense, without the program's name.</summary>
    public string[] Examples { get; } = examples;
}

/// <summary>System.CommandLine's help, with the command's examples at its end.</summary>
internal sealed class HelpWithExamples(HelpAction help, CommandIo io) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        int exitCode = help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is not CommandWithExamples { Examples: var examples }) return exitCode;
        io.Out.WriteLine(examples.Length > 1 ? "Examples:" : "Example:");
        foreach (string example in examples) io.Out.WriteLine($"  backstep {example}");
        return exitCode;
    }
}
