using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;

namespace Backstep.Debugger.Tui.Commands;

internal static class CommandExtensions
{
    /// <summary>A command whose help ends with examples.</summary>
    public static Command New(string name, string description, params string[] examples) =>
        new CommandWithExamples(name, description, examples);

    /// <summary>An option that takes one of a few words.</summary>
    public static Option<string> OneOf(CommandIo io, string name, string description, params string[] words)
    {
        var option = new Option<string>(name)
        {
            Description = io.Texts.Commands.OneOf(description, string.Join(", ", words)),
            HelpName = string.Join('|', words),
            DefaultValueFactory = _ => words[0]
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: string word }] && !words.Contains(word))
                result.AddError(io.Texts.Usage.TakesOneOf(name, string.Join(io.Texts.Usage.Or, words), word));
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
        int exitCode = io.Texts.Language == Language.English ? help.Invoke(parseResult) : Translated(parseResult);
        if (parseResult.CommandResult.Command is not CommandWithExamples { Examples: var examples }) return exitCode;
        io.Out.WriteLine(examples.Length > 1 ? io.Texts.Reports.Examples : io.Texts.Reports.Example);
        foreach (string example in examples) io.Out.WriteLine($"  backstep {example}");
        return exitCode;
    }

    /// <summary>The library knows its headings in English only: they are lines of their own, and are exchanged behind it.</summary>
    private int Translated(ParseResult parseResult)
    {
        using var buffer = new StringWriter();
        TextWriter output = parseResult.InvocationConfiguration.Output;
        parseResult.InvocationConfiguration.Output = buffer;
        int exitCode;
        try
        {
            exitCode = help.Invoke(parseResult);
        }
        finally
        {
            parseResult.InvocationConfiguration.Output = output;
        }
        CommandTexts english = UiTexts.English.Commands, texts = io.Texts.Commands;
        (string English, string Translated)[] headings =
        [
            (english.DescriptionSection, texts.DescriptionSection), (english.UsageSection, texts.UsageSection),
                (english.ArgumentsSection, texts.ArgumentsSection),
            (english.OptionsSection, texts.OptionsSection), (english.CommandsSection, texts.CommandsSection),
        ];
        foreach (string line in buffer.ToString().TrimEnd().ReplaceLineEndings("\n").Split('\n'))
            output.WriteLine(headings.FirstOrDefault(h => h.English == line).Translated
                ?? line.Replace(english.Default, texts.Default, StringComparison.Ordinal));
        output.WriteLine();
        return exitCode;
    }
}
