using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Screens.Diagrams;
using System.Collections.Immutable;
using Backstep.Debugger.Tui.App.Debug;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.App.Home;

/// <summary>The first screen: left what one can do, right a picture that fits the choice.</summary>
internal static class HomeView
{
    /// <summary>Ticks that each picture of the demonstration stays.</summary>
    private const int TicksPerFrame = 2;

    private static ImmutableArray<(string Title, string Text)> Entries(HomeTexts t) =>
    [
        .. Enum.GetValues<HomeEntry>().Select(entry => entry switch
        {
            HomeEntry.Walkthrough => (t.Walkthrough, t.AboutWalkthrough),
            HomeEntry.Debug => (t.Debug, t.AboutDebug),
            HomeEntry.Train => (t.Train, t.AboutTrain),
            HomeEntry.Lessons => (t.Lessons, t.AboutLessons),
            HomeEntry.Theme => (t.Theme, t.AboutTheme),
            _ => (t.Leave, t.AboutLeave),
        }),
    ];

    private static ImmutableArray<(Phase Phase, string Brief, string Full)> Phases(HomeTexts t) =>
    [
        (Phase.Forward, t.ForwardBrief, t.Forward),
        (Phase.Loss, t.LossBrief, t.Loss),
        (Phase.ZeroGrad, t.ZeroGradBrief, t.ZeroGrad),
        (Phase.Backward, t.BackwardBrief, t.Backward),
        (Phase.Update, t.UpdateBrief, t.Update),
    ];

    public static void Paint(Canvas canvas, AppModel app, HitMap.Builder hits)
    {
        Theme theme = canvas.Theme;
        int x = canvas.Put(1, 0, "backstep", theme.Focus);
        canvas.PutCut(x, 0, canvas.Width - x - 1, app.Texts.Home.Subtitle, theme.Text);
        HomeTexts texts = app.Texts.Home;
        Canvas body = canvas.Sub(0, 1, canvas.Width, canvas.Height - 2);
        Rect[] columns = Layout.Columns(body.Local, Track.Fixed(Math.Clamp(canvas.Width / 3, 26, 40)), Track.Fraction());
        PaintEntries(body.Sub(columns[0]), app, hits);
        PaintPicture(body.Sub(columns[1]), app, hits);
        List<(KeyHint Hint, Keystroke Key)> keys = [(new("↑↓", texts.Choose), new(KeyCode.Down)), (new("Enter", texts.Open), new(KeyCode.Enter)), (new("?", texts.Keys), new('?')), (new("q", texts.Quit), new('q'))];
        if (app.Home.Program is not null) keys.Insert(2, (new("Esc", texts.Back), new(KeyCode.Escape)));
        else if (app.Home.Left is { } left) keys.Insert(2, (new("Esc", texts.BackTo(left.View.Program.Name)), new(KeyCode.Escape)));
        foreach (Hit hit in KeyFooter.Paint(canvas.Line(canvas.Height - 1), [.. keys.Select(k => k.Hint)])) hits.Add(hit.Area, new KeyTarget(keys[hit.Index].Key));
    }

    private static void PaintEntries(Canvas canvas, AppModel app, HitMap.Builder hits)
    {
        Theme theme = canvas.Theme;
        HomeTexts texts = app.Texts.Home;
        ImmutableArray<(string Title, string Text)> entries = Entries(texts);
        Canvas inside = Panel.Paint(canvas, texts.Start, app.Home.Program is null).Inset(1, 1);
        var state = new ListState((int)app.Home.Selected, 0);
        foreach (Hit hit in ListView.Paint(inside.Sub(0, 0, inside.Width, Math.Min(entries.Length, inside.Height)), entries.Length, state, app.Home.Program is null,
            (line, i) => line.PutCut(1, 0, line.Width - 1, entries[i].Title, i == state.Selected ? theme.Bright : theme.Text)))
            hits.Add(hit.Area, new RowTarget(hit.Index));
        int y = entries.Length + 1;
        y += Prose.Paint(inside.Sub(0, y, inside.Width, inside.Height - y),
            app.Home.Program is int program ? [new(HomeModel.Programs[program].Title(app.Texts.Language), theme.Text)]
            : app.Home.Selected == HomeEntry.Walkthrough ? [new(entries[state.Selected].Text, theme.Caption), new("\n\n" + texts.NewHere, theme.Text), new("Enter", theme.Key), new(texts.NewHereEnd, theme.Text)]
            : [new(entries[state.Selected].Text, theme.Caption)]);
        PaintPhases(inside.Sub(0, y, inside.Width, inside.Height - y), Frame(app)?.LastInstruction?.Phase);
    }

    private static SessionView? Frame(AppModel app) => app.Home.Demo.IsEmpty ? null : app.Home.Demo[app.Ticks / TicksPerFrame % app.Home.Demo.Length];

    /// <summary>What the phases of a training step are, at the bottom of the list; the one that the demonstration is in stands out.</summary>
    private static void PaintPhases(Canvas canvas, Phase? now)
    {
        Theme theme = canvas.Theme;
        ImmutableArray<(Phase Phase, string Brief, string Full)> phases = Phases(canvas.Texts.Home);
        if (canvas.Height < phases.Length + 2) return;
        Canvas legend = canvas.Sub(0, canvas.Height - phases.Length - 1, canvas.Width, phases.Length + 1);
        legend.PutCut(1, 0, legend.Width - 1, canvas.Texts.Home.OneTrainingStep, theme.Caption);
        for (int i = 0; i < phases.Length; i++)
        {
            (Phase phase, string brief, string full) = phases[i];
            Style style = PhaseLook.Style(theme, phase);
            if (phase == now) legend.Put(0, i + 1, "▸", style.Bold);
            legend.Put(1, i + 1, phase.Name(), phase == now ? style.Bold : style);
            int room = legend.Width - 12;
            legend.PutCut(12, i + 1, room, CellWidth.Of(full) <= room ? full : brief, phase == now ? theme.Text : theme.Caption);
        }
    }

    private static void PaintPicture(Canvas canvas, AppModel app, HitMap.Builder hits)
    {
        if (app.Home.Selected == HomeEntry.Debug)
        {
            PaintPrograms(canvas, app, hits);
            return;
        }
        SessionView? frame = Frame(app);
        Canvas inside = Panel.Paint(canvas, frame is null ? "" : canvas.Texts.Home.Demonstration);
        if (frame is null) return;
        int below = inside.Height >= 12 ? 2 : 0;
        NetworkPane.Paint(inside.Sub(0, 0, inside.Width, inside.Height - below), frame, null);
        if (below > 0 && frame.Last is { } last)
            inside.PutCut(1, inside.Height - 1, inside.Width - 2, last.Symbolic == last.Result ? $"{last.Instruction.Label} = {last.Result}" : $"{last.Instruction.Label} = {last.Symbolic} = {last.Result}", PhaseLook.Style(canvas.Theme, last.Instruction.Phase));
    }

    private static void PaintPrograms(Canvas canvas, AppModel app, HitMap.Builder hits)
    {
        Theme theme = canvas.Theme;
        bool focused = app.Home.Program is not null;
        Canvas inside = Panel.Paint(canvas, canvas.Texts.Home.Programs, focused).Inset(1, 0);
        int width = HomeModel.Programs.Max(p => p.Name.Length) + 2;
        ListState state = new ListState(app.Home.Program ?? -1, 0).Reveal(HomeModel.Programs.Length, inside.Height);
        foreach (Hit hit in ListView.Paint(inside, HomeModel.Programs.Length, focused ? state : state with { Selected = -1 }, focused, (line, i) =>
        {
            ProgramEntry entry = HomeModel.Programs[i];
            line.Put(1, 0, entry.Name, i == state.Selected ? theme.Bright : theme.Code);
            line.PutCut(width + 1, 0, line.Width - width - 2, entry.Title(app.Texts.Language), theme.Text);
        }))
            hits.Add(hit.Area, new RowTarget(Enum.GetValues<HomeEntry>().Length + hit.Index));
    }
}
