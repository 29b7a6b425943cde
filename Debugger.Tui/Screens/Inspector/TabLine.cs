using System.Drawing;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;

namespace Backstep.Debugger.Tui.Screens.Inspector;

/// <summary>Content, gradient, kernel: which of them is looked at.</summary>
internal sealed class TabLine : PaintedView
{
    private readonly InspectorCursor _cursor;

    public TabLine(InspectorCursor cursor)
    {
        _cursor = cursor;
        CanFocus = false;
        cursor.Changed += SetNeedsDraw;
    }

    public bool IsWanted => _cursor.Tabs.Length > 1;

    protected override void Paint(Canvas canvas, HitMap.Builder hits)
    {
        InspectorTab[] tabs = _cursor.Tabs;
        var texts = canvas.Texts.Inspector;
        string[] names = [.. tabs.Select(t => t switch
        {
            InspectorTab.Content => texts.Content,
            InspectorTab.Gradient => texts.Gradient,
            _ => texts.KernelTab(_cursor.ValueOf(t)?.Name ?? ""),
        })];
        foreach (Hit hit in Tabs.Paint(canvas, names, Array.IndexOf(tabs, _cursor.Tab))) hits.Add(hit.Area, new TabHit(tabs[hit.Index]));
    }

    protected override void OnHit(HitTarget target, Point place, bool twice) => _cursor.Choose(((TabHit)target).Tab);

    private sealed record TabHit(InspectorTab Tab) : HitTarget;
}
