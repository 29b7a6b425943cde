using System.CommandLine;
using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>--lang</c>, which every command has: the language that the program speaks.</summary>
internal static class LanguageOption
{
    private const string Name = "--lang";

    /// <summary>The option.</summary>
    public static Option<string?> Create(CommandIo io)
    {
        var option = new Option<string?>(Name)
        { Description = io.Texts.Commands.LanguageOption, HelpName = "en|zh-Hans", Recursive = true };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [.., { Value: var word }] && !Languages.TryParse(word, out _))
                result.AddError(io.Texts.Usage.NoSuchLanguage(word));
        });
        return option;
    }

    /// <summary>
    /// The console in the language that is asked for, else in the system's. A terminal that shows ASCII only gets English, unless Chinese
    /// is asked for.
    /// </summary>
    public static CommandIo Choose(ParseResult parsed, CommandIo io, Func<string, string?> variable)
    {
        if (parsed.GetResult(Name) is System.CommandLine.Parsing.OptionResult { Tokens: [.., { Value: var word }] }
            && Languages.TryParse(word, out Language? asked))
            return io with { Texts = UiTexts.In(asked.Value), IsLanguageOfSystem = false };
        UiTexts system = UiTexts.In(Languages.OfEnvironment(variable));
        if (system.Language == Language.English || (!io.IsTerminal || FullScreen.ShowsUnicode(variable)))
            return io with { Texts = system };
        io.Error.WriteLine($"backstep: {UiTexts.English.Common.NoUnicode}");
        return io with { Texts = UiTexts.English, IsLanguageOfSystem = false };
    }
}
