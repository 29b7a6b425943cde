using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Screens.Diagrams;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;

namespace Backstep.Debugger.Tui.Screens.Home;

/// <summary>
/// A picture that fits the choice: the 2-2-2 network stepping by itself, the chapters of the course, how to train, the settings.
/// </summary>
internal sealed class HomePicture : PaintedView
{
    private readonly Func<AppState> _state;
    private HomeEntry _entry;
    private int _at;

    public HomePicture(Func<AppState> state)
    {
        _state = state;
        CanFocus = false;
    }

    /// <summary>What the demonstration shows now; null while another picture shows or it is not made yet.</summary>
    public SessionView? Picture =>
        _state().Demo is { IsEmpty: false } demo
            && _entry is not (HomeEntry.Continue or HomeEntry.Review or HomeEntry.Lessons or HomeEntry.Train or HomeEntry.Settings
                or HomeEntry.Debug)
                ? demo[_at % demo.Length] : null;

    public string Heading
    {
        get
        {
            HomeTexts texts = Look.Texts.Home;
            return _entry switch
            {
                HomeEntry.Train => texts.TrainTitle,
                HomeEntry.Settings => texts.Settings,
                HomeEntry.Continue or HomeEntry.Review or HomeEntry.Lessons => _state().Learner is not { } learner ? texts.Lessons
                    : learner.HasBegun ? texts.Chapters(learner.Solved, learner.All)
                        : texts.ChaptersNew(learner.Chapters.Length, learner.All),
                _ => Picture is null ? "" : texts.Demonstration,
            };
        }
    }

    public static string TrainingCommand(AppState state) =>
        $"backstep train network2 "
            + $"--data {(state.DataFolders.TryGetValue("mnist", out string? folder) ? $"mnist --data-dir {folder}" : "synthetic")}";

    public void Show(HomeEntry entry)
    {
        _entry = entry;
        SetNeedsDraw();
    }

    public void NextFrame()
    {
        _at++;
        if (Picture is not null) SetNeedsDraw();
    }

    protected override void Paint(Canvas canvas, HitMap.Builder hits)
    {
        switch (_entry)
        {
            case HomeEntry.Continue or HomeEntry.Review or HomeEntry.Lessons: PaintChapters(canvas.Inset(1, 1)); break;
            case HomeEntry.Train: PaintTraining(canvas.Inset(1, 1)); break;
            case HomeEntry.Settings: PaintSettings(canvas.Inset(1, 1)); break;
            default: PaintDemonstration(canvas); break;
        }
    }

    private void PaintDemonstration(Canvas canvas)
    {
        if (Picture is not { } frame) return;
        int below = canvas.Height >= 12 ? 2 : 0;
        NetworkPane.Paint(canvas.Sub(0, 0, canvas.Width, canvas.Height - below), frame, null);
        if (below == 0 || frame.Last is not { } last) return;
        string line = last.Symbolic == last.Result ? $"{last.Instruction.Label} = {last.Result}"
            : $"{last.Instruction.Label} = {last.Symbolic} = {last.Result}";
        canvas.PutCut(1, canvas.Height - 1, canvas.Width - 2, line, PhaseLook.Style(canvas.Theme, last.Instruction.Phase));
    }

    /// <summary>The chapters as a way, each lesson a sign on it.</summary>
    private void PaintChapters(Canvas canvas)
    {
        if (_state().Learner is not { } learner) return;
        Theme theme = canvas.Theme;
        int airy = canvas.Height >= 2 * learner.Chapters.Length - 1 ? 2 : 1;
        int first = Math.Clamp(learner.Chapters.Length * airy - canvas.Height, 0,
            Math.Max(0, learner.Chapters.ToList().FindIndex(c => c.Solved < c.All)));
        if (airy == 2) first = 0;
        for (int i = first; i < learner.Chapters.Length && (i - first) * airy < canvas.Height; i++)
        {
            ChapterView chapter = learner.Chapters[i];
            int y = (i - first) * airy;
            canvas.PutRight(3, y, $"{i + 1}", theme.Caption);
            bool here = learner.HasBegun && chapter.HasNext;
            string signs = new string('●', chapter.Solved) + new string('○', chapter.All - chapter.Solved);
            int room = Math.Max(8, canvas.Width - 5 - CellWidth.Of(signs) - 2);
            canvas.PutCut(5, y, room, chapter.Title.In(canvas.Look.Language), here ? theme.Bright : theme.Text);
            int x = Math.Max(5, canvas.Width - chapter.All - 1);
            canvas.Put(x, y, new string('●', chapter.Solved), theme.Success);
            canvas.Put(x + chapter.Solved, y, new string('○', chapter.All - chapter.Solved), here ? theme.Focus : theme.Dim);
            if (here) canvas.Put(0, y, "▸", theme.Focus);
        }
    }

    private void PaintTraining(Canvas canvas)
    {
        Theme theme = canvas.Theme;
        HomeTexts texts = canvas.Texts.Home;
        int y = Prose.Paint(canvas, Prose.Markup(texts.TrainWhy, theme)) + 1;
        foreach (string line in TextWrap.Wrap(TrainingCommand(_state()), canvas.Width - 2)) canvas.Put(2, y++, line, theme.Code);
        y++;
        int x = canvas.Put(0, y, "c", theme.Key);
        canvas.PutCut(x + 1, y, canvas.Width - x - 1, texts.TrainCopy, theme.Caption);
        y += 2;
        Prose.Paint(canvas.Sub(0, y, canvas.Width, canvas.Height - y), texts.TrainDebug, theme.Caption);
    }

    private void PaintSettings(Canvas canvas)
    {
        Look look = _state().Look;
        HomeTexts texts = canvas.Texts.Home;
        DialogTexts names = canvas.Texts.Dialogs;
        (string Name, string Value)[] rows =
        [
            (names.Theme, look.Theme.Name),
            (names.Colours, look.Colours switch { ColourLevel.None => names.NoColours, ColourLevel.Ansi16 => "16",
                ColourLevel.Palette256 => "256", _ => "24 bit" }),
            (names.Tongue, texts.LanguageName),
            ("Unicode", look.Unicode ? "✓" : "-"),
        ];
        int width = rows.Max(r => CellWidth.Of(r.Name)) + 3;
        for (int i = 0; i < rows.Length; i++)
        {
            canvas.Put(0, i, rows[i].Name, canvas.Theme.Caption);
            canvas.PutCut(width, i, canvas.Width - width, rows[i].Value, canvas.Theme.Bright);
        }
    }
}
