using Backstep.Debugger.Tui.Session.Lessons;
using Backstep.Debugger.Tui.App;
using Backstep.Debugger.Tui.App.Debug;
using Backstep.Debugger.Tui.App.Lessons;
using Backstep.Debugger.Tui.App.Overlays;
using Backstep.Debugger.Tui.App.Running;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Models;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Tests.App;

/// <summary>Plays a person: presses, clicks and resizes, and reads the screen.</summary>
internal sealed class Pilot
{
    private readonly ScriptedApp _app;

    /// <summary>On the first screen, or in the debugger if <paramref name="program"/> is given.</summary>
    /// <param name="program">The program to debug.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="look">Colours and language; dark and English where none is given.</param>
    /// <param name="lessons">Where lessons come from; none are there without it.</param>
    public Pilot(string? program = null, int width = 120, int height = 40, Look? look = null, LessonSources? lessons = null)
    {
        look ??= new Look(Theme.Dark);
        UiTexts texts = UiTexts.In(look.Language);
        var host = new SessionHost(new ReferenceBackend(), texts);
        _app = new ScriptedApp(new AppModel { Size = (width, height), Look = look }, host, lessons is null ? null : new LessonHost(lessons, host, new ReferenceBackend(), texts));
        if (program is not null) _app.Send(host.Adopt(ProgramCatalog.Get(program).Create(new ScenarioOptions())));
    }

    public AppModel Model => _app.Model;

    public DebugModel Debug => Model.Debug ?? throw new InvalidOperationException("the debugger is not open:\n" + Text);

    public SessionView View => Debug.View;

    public Screen Screen => _app.Screen;

    public bool HasQuit => _app.HasQuit;

    /// <summary>Steps done in this iteration.</summary>
    public int At => View.Now.Executed;

    /// <summary>The whole screen.</summary>
    public string Text => ScreenDump.Text(Screen);

    /// <summary>The notice, or nothing.</summary>
    public string Notice => Model.Toast?.Text ?? "";

    /// <summary>What lies on top; null if nothing does.</summary>
    public Overlay? Top => Model.Overlays.IsEmpty ? null : Model.Overlays.Peek();

    public string Row(int y) => ScreenDump.Line(Screen, y < 0 ? Screen.Height + y : y);

    public Pilot Press(string keys)
    {
        _app.Play(keys);
        return this;
    }

    public Pilot Type(string text) => Press($"\"{text}\"");

    public Pilot Send(InputEvent input)
    {
        _app.Send(new InputMsg(input));
        return this;
    }

    public Pilot Send(Msg message)
    {
        _app.Send(message);
        return this;
    }

    public Pilot Paste(string text) => Send(new PasteEvent(text));

    public Pilot Resize(int width, int height) => Send(new ResizeEvent(width, height));

    public Pilot Click(int x, int y)
    {
        Send(new MouseEvent(MouseAction.Press, MouseButton.Left, x, y));
        return Send(new MouseEvent(MouseAction.Release, MouseButton.Left, x, y));
    }

    /// <summary>Clicks on the first place that shows a text.</summary>
    public Pilot Click(string text)
    {
        (int x, int y) = Find(text);
        return Click(x, y);
    }

    /// <summary>Clicks on a key in the last row.</summary>
    public Pilot ClickFooter(string text)
    {
        int x = Row(-1).IndexOf(text, StringComparison.Ordinal);
        return x >= 0 ? Click(x, Screen.Height - 1) : throw new AssertionException($"the footer does not show '{text}': {Row(-1)}");
    }

    /// <summary>Clicks the first region that means this.</summary>
    public Pilot Click(HitTarget target)
    {
        for (int y = 0; y < Screen.Height; y++)
            for (int x = 0; x < Screen.Width; x++)
                if (Model.Hits.At(x, y)?.Target == target) return Click(x, y);
        throw new AssertionException($"nothing on the screen means {target}:\n{Text}");
    }

    public Pilot Wheel(string over, bool down, int times = 1)
    {
        (int x, int y) = Find(over);
        for (int i = 0; i < times; i++) Send(new MouseEvent(down ? MouseAction.WheelDown : MouseAction.WheelUp, MouseButton.None, x, y));
        return this;
    }

    /// <summary>Column and row of a text on the screen.</summary>
    public (int X, int Y) Find(string text)
    {
        for (int y = 0; y < Screen.Height; y++)
        {
            // Cells, not characters: a wide cluster is one string in two cells.
            string[] cells = [.. Screen.Row(y).ToArray().Select(c => c.Text)];
            for (int x = 0; x < cells.Length; x++)
                if (cells[x].Length > 0 && string.Concat(cells[x..]).StartsWith(text, StringComparison.Ordinal)) return (x, y);
        }
        throw new AssertionException($"the screen does not show '{text}':\n{Text}");
    }

    /// <summary>The content of a scalar value now.</summary>
    public double Value(string name) => Read(name) is { } content ? content.Data[0] : double.NaN;

    public Tensor? Read(string name) => View[View.Program.Find(name) ?? throw new AssertionException($"there is no value {name}")];

    /// <summary>What the selected row of the values pane is.</summary>
    public string? Selected => DebugRows.Selected(Debug)?.Name;
}
