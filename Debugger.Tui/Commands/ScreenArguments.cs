using System.CommandLine;
using Backstep.Debugger.Tui.App.Running;

namespace Backstep.Debugger.Tui.Commands;

/// <summary>The options of the full-screen interface.</summary>
internal sealed class ScreenArguments
{
    private readonly Option<string?> _keys = new("--keys") { Description = "Play these keys without a terminal: \"F11 F11 i e Enter\".", HelpName = "KEYS" };
    private readonly Option<string?> _size = new("--size") { Description = "Size of the screen for --keys and --dump-screen, columns x rows.", HelpName = "120x40" };
    private readonly Option<string?> _dump = new("--dump-screen") { Description = "Print the last screen as text, ansi or svg.", HelpName = "text|ansi|svg" };
    private readonly Option<string?> _theme = new("--theme") { Description = "dark or light.", HelpName = "NAME" };
    private readonly Option<string?> _colour = new("--color") { Description = $"Colours: {FullScreen.ColourOptions}.", HelpName = "LEVEL" };
    private readonly Option<bool> _ascii = new("--ascii") { Description = "Draw with ASCII only." };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_keys, _size, _dump, _theme, _colour, _ascii]) command.Options.Add(option);
    }

    public ScreenOptions Options(ParseResult parsed) => new(parsed.GetValue(_keys), parsed.GetValue(_size), parsed.GetValue(_dump), parsed.GetValue(_theme), parsed.GetValue(_colour), parsed.GetValue(_ascii));
}
