using System.CommandLine;

namespace Backstep.Debugger.Tui.Commands;

internal static class CommandExtensions
{
    /// <summary>A command whose help shows an example.</summary>
    public static Command New(string name, string description, params string[] examples)
    {
        string[] heading = examples.Length > 1 ? ["", "Examples:"] : ["", "Example:"];
        return new Command(name, string.Join(Environment.NewLine, [description, .. heading, .. examples.Select(e => $"  backstep {e}")]));
    }

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
