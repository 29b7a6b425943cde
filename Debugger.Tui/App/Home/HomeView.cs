using System.Collections.Immutable;
using Backstep.Debugger.Tui.App.Debug;
using Backstep.Debugger.Tui.App.Session;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.App.Home;

/// <summary>The first screen: left what one can do, right a picture that fits the choice.</summary>
internal static class HomeView
{
    /// <summary>Ticks that each picture of the demonstration stays.</summary>
    private const int TicksPerFrame = 2;

    private static readonly ImmutableArray<(HomeEntry Entry, string Title, string Text)> Entries =
    [
        (HomeEntry.Walkthrough, "Walkthrough", "Step a 2-2-2 network by hand: forward, loss, backward, update. The best place to start."),
        (HomeEntry.Debug, "Debug a network", "Open any program: one neuron, activation functions, the tutorials' scripts, convolutional networks."),
        (HomeEntry.Train, "Train", "Train a network on MNIST or Fashion-MNIST. From the command line for now."),
        (HomeEntry.Lessons, "Lessons", "A course with questions and boss levels. Comes next."),
        (HomeEntry.Theme, "Dark or light", "Switch the colours."),
        (HomeEntry.Quit, "Quit", "Leave; the terminal is as it was."),
    ];

    private static readonly ImmutableArray<(Phase Phase, string Name, string Brief, string Full)> Phases =
    [
        (Phase.Forward, "forward", "outputs", "inputs become outputs"),
        (Phase.Loss, "loss", "how wrong", "how wrong they are"),
        (Phase.ZeroGrad, "zero_grad", "clean slate", "old gradients cleared"),
        (Phase.Backward, "backward", "gradients", "each weight's share"),
        (Phase.Update, "update", "new weights", "each weight takes a step"),
    ];

    public static void Paint(Canvas canvas, AppModel app, HitMap.Builder hits)
    {
        Theme theme = canvas.Theme;
        int x = canvas.Put(1, 0, "backstep", theme.Focus);
        canvas.PutCut(x, 0, canvas.Width - x - 1, " · a step debugger for neural networks", theme.Text);
        Canvas body = canvas.Sub(0, 1, canvas.Width, canvas.Height - 2);
        Rect[] columns = Layout.Columns(body.Local, Track.Fixed(Math.Clamp(canvas.Width / 3, 26, 40)), Track.Fraction());
        PaintEntries(body.Sub(columns[0]), app, hits);
        PaintPicture(body.Sub(columns[1]), app, hits);
        List<(KeyHint Hint, Keystroke Key)> keys = [(new("↑↓", "choose"), new(KeyCode.Down)), (new("Enter", "open"), new(KeyCode.Enter)), (new("?", "keys"), new('?')), (new("q", "quit"), new('q'))];
        if (app.Home.Program is not null) keys.Insert(2, (new("Esc", "back"), new(KeyCode.Escape)));
        else if (app.Home.Left is { } left) keys.Insert(2, (new("Esc", $"back to {left.View.Program.Name}"), new(KeyCode.Escape)));
        foreach (Hit hit in KeyFooter.Paint(canvas.Line(canvas.Height - 1), [.. keys.Select(k => k.Hint)])) hits.Add(hit.Area, new KeyTarget(keys[hit.Index].Key));
    }

    private static void PaintEntries(Canvas canvas, AppModel app, HitMap.Builder hits)
    {
        Theme theme = canvas.Theme;
        Canvas inside = Panel.Paint(canvas, "Start", app.Home.Program is null).Inset(1, 1);
        var state = new ListState((int)app.Home.Selected, 0);
        foreach (Hit hit in ListView.Paint(inside.Sub(0, 0, inside.Width, Math.Min(Entries.Length, inside.Height)), Entries.Length, state, app.Home.Program is null,
            (line, i) => line.PutCut(1, 0, line.Width - 1, Entries[i].Title, i == state.Selected ? theme.Bright : theme.Text)))
            hits.Add(hit.Area, new RowTarget(hit.Index));
        int y = Entries.Length + 1;
        y += Prose.Paint(inside.Sub(0, y, inside.Width, inside.Height - y),
            [new(Entries[state.Selected].Text, theme.Caption), new("\n\nNew here? Press ", theme.Text), new("Enter", theme.Key), new(".", theme.Text)]);
        PaintPhases(inside.Sub(0, y, inside.Width, inside.Height - y), Frame(app)?.LastInstruction?.Phase);
    }

    private static SessionView? Frame(AppModel app) => app.Home.Demo.IsEmpty ? null : app.Home.Demo[app.Ticks / TicksPerFrame % app.Home.Demo.Length];

    /// <summary>What the phases of a training step are, at the bottom of the list; the one that the demonstration is in stands out.</summary>
    private static void PaintPhases(Canvas canvas, Phase? now)
    {
        Theme theme = canvas.Theme;
        if (canvas.Height < Phases.Length + 2) return;
        Canvas legend = canvas.Sub(0, canvas.Height - Phases.Length - 1, canvas.Width, Phases.Length + 1);
        legend.PutCut(1, 0, legend.Width - 1, "One training step", theme.Caption);
        for (int i = 0; i < Phases.Length; i++)
        {
            (Phase phase, string name, string brief, string full) = Phases[i];
            Style style = PhaseLook.Style(theme, phase);
            if (phase == now) legend.Put(0, i + 1, "▸", style.Bold);
            legend.Put(1, i + 1, name, phase == now ? style.Bold : style);
            int room = legend.Width - 12;
            legend.PutCut(12, i + 1, room, full.Length <= room ? full : brief, phase == now ? theme.Text : theme.Caption);
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
        Canvas inside = Panel.Paint(canvas, frame is null ? "" : "two-layer, stepping by itself");
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
        Canvas inside = Panel.Paint(canvas, "Programs", focused).Inset(1, 0);
        int width = HomeModel.Programs.Max(p => p.Name.Length) + 2;
        ListState state = new ListState(app.Home.Program ?? -1, 0).Reveal(HomeModel.Programs.Length, inside.Height);
        foreach (Hit hit in ListView.Paint(inside, HomeModel.Programs.Length, focused ? state : state with { Selected = -1 }, focused, (line, i) =>
        {
            ProgramEntry entry = HomeModel.Programs[i];
            line.Put(1, 0, entry.Name, i == state.Selected ? theme.Bright : theme.Code);
            line.PutCut(width + 1, 0, line.Width - width - 2, entry.Title, theme.Text);
        }))
            hits.Add(hit.Area, new RowTarget(Entries.Length + hit.Index));
    }
}
