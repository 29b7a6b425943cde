using Backstep.Debugger.Tui.App.Session;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.App.Debug;

/// <summary>The iteration as a line: phases as segments, a knob where the session stands; can be clicked and dragged.</summary>
public static class TimelineBar
{
    /// <summary>The moment that a column of the line stands for.</summary>
    public static Moment MomentAt(SessionView view, int column, int width)
    {
        int length = view.Program.Instructions.Length;
        int executed = width <= 1 ? 0 : (int)Math.Round((double)Math.Clamp(column, 0, width - 1) * length / (width - 1));
        return view.Now with { Executed = Math.Clamp(executed, 0, length) };
    }

    /// <summary>Paints the line.</summary>
    public static void Paint(Canvas canvas, SessionView view, HitMap.Builder hits)
    {
        string place = $" step {view.Now.Executed}/{view.Program.Instructions.Length}";
        Canvas line = canvas.Sub(1, 0, Math.Max(canvas.Width - 2 - CellWidth.Of(place), 1), 1);
        int length = view.Program.Instructions.Length, width = line.Width;
        for (int x = 0; x < width; x++)
        {
            int index = length == 0 ? 0 : Math.Min((int)((long)x * length / Math.Max(width - 1, 1)), length - 1);
            Instruction instruction = view.Program.Instructions[index];
            Style style = PhaseLook.Style(canvas.Theme, instruction.Phase);
            bool done = index < view.Now.Executed;
            line.Set(x, 0, done ? '━' : '─', done ? style : canvas.Theme.Dim);
        }
        PaintNames(line, view);
        int knob = length == 0 ? 0 : (int)Math.Round((double)view.Now.Executed * (width - 1) / length);
        line.Set(knob, 0, '●', canvas.Theme.Focus);
        canvas.Put(line.Width + 1, 0, place, canvas.Theme.Text);
        hits.Add(line.OnScreen(line.Local), new TimelineTarget());
    }

    /// <summary>Each phase's name in the middle of its segment, where there is room.</summary>
    private static void PaintNames(Canvas line, SessionView view)
    {
        int length = view.Program.Instructions.Length, start = 0;
        for (int i = 1; i <= length; i++)
        {
            if (i < length && view.Program.Instructions[i].Phase == view.Program.Instructions[start].Phase && view.Program.Instructions[i].Pass == view.Program.Instructions[start].Pass) continue;
            int left = (int)((long)start * (line.Width - 1) / length), right = (int)((long)i * (line.Width - 1) / length);
            string name = $" {view.Program.Instructions[start].Phase.Name()} ";
            if (right - left > name.Length + 2)
                line.Put(left + (right - left - name.Length) / 2, 0, name, PhaseLook.Style(line.Theme, view.Program.Instructions[start].Phase));
            start = i;
        }
    }
}
