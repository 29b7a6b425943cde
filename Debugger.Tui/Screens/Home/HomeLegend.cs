using System.Collections.Immutable;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Screens.Diagrams;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Programs;
using Backstep.Lessons.Game;

namespace Backstep.Debugger.Tui.Screens.Home;

/// <summary>Below the entries: what the selected one is about and, at the bottom, what the phases of a training step are.</summary>
internal sealed class HomeLegend : PaintedView
{
    private readonly Func<AppState> _state;
    private HomeEntry _entry;
    private SessionView? _frame;

    public HomeLegend(Func<AppState> state)
    {
        _state = state;
        CanFocus = false;
    }

    public void Show(HomeEntry entry, SessionView? frame)
    {
        (_entry, _frame) = (entry, frame);
        SetNeedsDraw();
    }

    protected override void Paint(Canvas canvas, HitMap.Builder hits)
    {
        Theme theme = canvas.Theme;
        HomeTexts texts = canvas.Texts.Home;
        Canvas inside = canvas.Inset(1, 0);
        List<Fragment> text = [new(About(_state(), texts), theme.Caption)];
        if (_entry == HomeEntry.Walkthrough && _state().Learner is not { HasBegun: true })
            // First, so that it is there where the terminal is low.
            text.InsertRange(0, [new(texts.NewHere, theme.Text), new("Enter", theme.Key), new(texts.NewHereEnd + "\n", theme.Text)]);
        int y = Prose.Paint(inside, text);
        PaintPhases(inside.Sub(0, y, inside.Width, inside.Height - y), _frame?.LastInstruction?.Phase);
    }

    private string About(AppState state, HomeTexts texts) => _entry switch
    {
        HomeEntry.Continue => texts.AboutContinue(state.Learner!.Title.In(state.Look.Language), state.Learner.Solved, state.Learner.All)
            + (state.Learner is { Due.IsEmpty: true, NextReview: { } next } ? texts.NextReview(next) : ""),
        HomeEntry.Review => texts.AboutReview(
            state.Texts.Common.List(state.Learner!.Due.Take(ReviewPlan.PerSession).Select(t => t.In(state.Look.Language))),
            Math.Max(0, state.Learner.Due.Length - ReviewPlan.PerSession)),
        HomeEntry.Return => texts.AboutReturn(state.View!.Now.Executed, state.View.Program.Instructions.Length,
            state.View.Now.Iteration + 1),
        HomeEntry.Walkthrough => texts.AboutTwoLayer(texts.Tutorials("004")),
        HomeEntry.Lessons => texts.AboutLessons,
        HomeEntry.Debug => texts.AboutDebug,
        HomeEntry.Train => texts.AboutTrain,
        HomeEntry.Draw => texts.AboutDraw,
        HomeEntry.File => texts.AboutOpenFile,
        HomeEntry.Settings => texts.AboutSettings,
        _ => texts.AboutLeave,
    };

    /// <summary>The phases; the one that the demonstration is in stands out.</summary>
    private static void PaintPhases(Canvas canvas, Phase? now)
    {
        Theme theme = canvas.Theme;
        HomeTexts texts = canvas.Texts.Home;
        ImmutableArray<(Phase Phase, string Brief, string Full)> phases =
        [
            (Phase.Forward, texts.ForwardBrief, texts.Forward),
            (Phase.Loss, texts.LossBrief, texts.Loss),
            (Phase.ZeroGrad, texts.ZeroGradBrief, texts.ZeroGrad),
            (Phase.Backward, texts.BackwardBrief, texts.Backward),
            (Phase.Update, texts.UpdateBrief, texts.Update),
        ];
        if (canvas.Height < phases.Length + 2) return;
        Canvas legend = canvas.Sub(0, canvas.Height - phases.Length - 1, canvas.Width, phases.Length + 1);
        legend.PutCut(1, 0, legend.Width - 1, texts.OneTrainingStep, theme.Caption);
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
}
