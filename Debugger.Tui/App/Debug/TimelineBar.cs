using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Screens.Diagrams;
using System.Globalization;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.App.Debug;

/// <summary>The iteration as a line; can be clicked and dragged.</summary>
internal static class TimelineBar
{
    public static void Paint(Canvas canvas, SessionView view, HitMap.Builder hits)
    {
        var segments = new List<TimeSegment>();
        foreach (Instruction i in view.Program.Instructions)
        {
            bool same = segments.Count > 0 && i.Index > 0 && view.Program.Instructions[i.Index - 1] is { } before && (before.Phase, before.Pass) == (i.Phase, i.Pass);
            if (same) segments[^1] = segments[^1] with { Steps = segments[^1].Steps + 1 };
            else segments.Add(new(i.Phase.Name(), 1, PhaseLook.Style(canvas.Theme, i.Phase)));
        }
        // Always of the same width, or the line would shift under the mouse that drags it.
        string all = view.Program.Instructions.Length.ToString(CultureInfo.InvariantCulture), done = view.Now.Executed.ToString(CultureInfo.InvariantCulture).PadLeft(all.Length);
        TimeLineHits line = TimeLine.Paint(canvas, segments, view.Now.Executed, canvas.Texts.Debug.StepOf(done, all));
        hits.Add(line.Area, new TimelineTarget(line));
    }
}
