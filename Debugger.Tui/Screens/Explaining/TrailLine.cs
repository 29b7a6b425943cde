using System.Collections.Immutable;
using System.Drawing;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;
using Backstep.Engine.Debugging.Explaining;

namespace Backstep.Debugger.Tui.Screens.Explaining;

/// <summary>
/// What was opened, from the first to the present; where it is too long its beginning is left out. A click goes back there.
/// </summary>
internal sealed class TrailLine : PaintedView
{
    private const string Arrow = " › ";

    private ImmutableList<Explanation> _trail = [];
    private SessionView? _view;

    public TrailLine()
    {
        CanFocus = false;
        Height = 1;
    }

    /// <summary>A level was clicked.</summary>
    public event Action<int>? Chosen;

    public void Show(ImmutableList<Explanation> trail, SessionView? view)
    {
        if (ReferenceEquals(trail, _trail)) return;
        (_trail, _view) = (trail, view);
        SetNeedsDraw();
    }

    protected override void Paint(Canvas canvas, HitMap.Builder hits)
    {
        Theme theme = canvas.Theme;
        string[] names = [.. _trail.Select((e, i) => Name(e, i, canvas.Look))];
        int first = 0;
        while (first < names.Length - 1 && names.Skip(first).Sum(n => CellWidth.Of(n) + 3) - 3 + (first > 0 ? 4 : 0) > canvas.Width)
            first++;
        int x = first > 0 ? canvas.Put(0, 0, "…" + Arrow, theme.Caption) : 0;
        if (first > 0) hits.Add(canvas.OnScreen(new Rect(0, 0, 1, 1)), new LevelHit(first - 1));
        for (int i = first; i < names.Length; i++)
        {
            bool last = i == names.Length - 1;
            int start = x;
            x = canvas.PutCut(x, 0, canvas.Width - x, names[i], last ? theme.Focus : theme.Caption);
            if (last) break;
            hits.Add(canvas.OnScreen(new Rect(start, 0, x - start, 1)), new LevelHit(i));
            x = canvas.Put(x, 0, Arrow, theme.Border);
        }
    }

    protected override void OnHit(HitTarget target, Point place, bool twice) => Chosen?.Invoke(((LevelHit)target).Level);

    // A part of the sum before it is called by what it is a part by.
    private string Name(Explanation e, int level, Look look) =>
        e.Within is { } group && level > 0 && _trail[level - 1].Subject == e.Subject
            ? ExplanationRows.NameOf(group, _view, look.Texts.Explanation) : e.Subject;

    private sealed record LevelHit(int Level) : HitTarget;
}
