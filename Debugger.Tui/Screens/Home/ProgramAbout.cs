using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Data;
using Backstep.Engine.Models;

namespace Backstep.Debugger.Tui.Screens.Home;

/// <summary>
/// Below the list of programs: the whole title of the selected one, the tutorial that it comes from, and where its images come from.
/// </summary>
internal sealed class ProgramAbout : PaintedView
{
    public const int Rows = 7;

    private readonly Func<AppState> _state;
    private ProgramEntry? _program;

    public ProgramAbout(Func<AppState> state)
    {
        _state = state;
        CanFocus = false;
    }

    public void Show(ProgramEntry program)
    {
        _program = program;
        SetNeedsDraw();
    }

    protected override void Paint(Canvas canvas, HitMap.Builder hits)
    {
        if (_program is not { } program) return;
        Theme theme = canvas.Theme;
        HomeTexts texts = canvas.Texts.Home;
        canvas.Fill(new Rect(0, 0, canvas.Width, 1), '─', theme.Border);
        string names = texts.Tutorials(program.Tutorials);
        List<Fragment> text = [new(program.Title(canvas.Texts.Language), theme.Text), new("\n", theme.Text)];
        text.Add(new(program.Tutorials.Length == 0 ? texts.FromNone
            : program.Tutorials.Contains(',', StringComparison.Ordinal) ? texts.FromTutorials(names) : texts.FromTutorial(names),
                theme.Caption));
        if (program.Defaults?.Dataset is { } kind) text.Add(new("\n" + Images(texts, kind), theme.Caption));
        Prose.Paint(canvas.Sub(1, 1, canvas.Width - 2, canvas.Height - 1), text);
    }

    private string Images(HomeTexts texts, DatasetKind kind) =>
        _state().DataFolders.TryGetValue(kind.Name, out string? folder) ? texts.DataFound(kind.Name, folder) : texts.DataDrawn(kind.Name);
}
