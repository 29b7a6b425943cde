using System.CommandLine;
using Backstep.Debugger.Tui.Hosting;
using Backstep.Debugger.Tui.Shell;

namespace Backstep.Debugger.Tui.Commands;

/// <summary>The options of the full-screen interface.</summary>
internal sealed class ScreenArguments(CommandIo io)
{
    private readonly Option<string?> _keys = new("--keys") { Description = io.Texts.Commands.Keys, HelpName = "KEYS" };
    private readonly Option<string?> _size = new("--size") { Description = io.Texts.Commands.Size, HelpName = "120x40" };
    private readonly Option<string?> _dump = new("--dump-screen")
    { Description = io.Texts.Commands.DumpScreen, HelpName = "text|ansi|svg" };
    private readonly Option<string?> _theme = new("--theme") { Description = io.Texts.Commands.Theme, HelpName = "NAME" };
    private readonly Option<string?> _colour = new("--color")
    { Description = io.Texts.Commands.Colour(FullScreen.ColourOptions), HelpName = "LEVEL" };
    private readonly Option<bool> _ascii = new("--ascii") { Description = io.Texts.Commands.Ascii };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_keys, _size, _dump, _theme, _colour, _ascii]) command.Options.Add(option);
    }

    public ScreenOptions Options(ParseResult parsed) =>
        new(parsed.GetValue(_keys), parsed.GetValue(_size), parsed.GetValue(_dump), parsed.GetValue(_theme), parsed.GetValue(_colour),
        parsed.GetValue(_ascii));
}
