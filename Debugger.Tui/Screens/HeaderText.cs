using System.Globalization;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;

namespace Backstep.Debugger.Tui.Screens;

/// <summary>The first row of what is opened from the debugger: the program and where it stands.</summary>
internal static class HeaderText
{
    public static void Paint(Canvas line, SessionView view)
    {
        var texts = line.Texts.Debug;
        int x = line.Put(1, 0, view.Program.Name, line.Theme.Bright);
        string step = texts.StepOf(view.Now.Executed.ToString(CultureInfo.InvariantCulture),
            view.Program.Instructions.Length.ToString(CultureInfo.InvariantCulture));
        string place = $"{texts.Iteration(view.Now.Iteration + 1)} · {step}";
        if (x + CellWidth.Of(place) + 2 < line.Width) line.PutRight(line.Width - 1, 0, place, line.Theme.Text);
    }
}
