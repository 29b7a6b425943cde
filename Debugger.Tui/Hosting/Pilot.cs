using System.Drawing;
using System.Runtime.ExceptionServices;
using System.Text;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Views;
using Terminal.Gui.App;
using Terminal.Gui.Drawing;
using Terminal.Gui.Drivers;
using Terminal.Gui.Input;
using Terminal.Gui.Testing;
using Terminal.Gui.Text;
using Terminal.Gui.Time;
using Attribute = Terminal.Gui.Drawing.Attribute;
using Cell = Terminal.Gui.Drawing.Cell;

namespace Backstep.Debugger.Tui.Hosting;

/// <summary>
/// Plays the real program without a terminal, for tests, scripts and documents: real main loop, virtual time, input put in, cells read out.
/// What is awaited goes on when the input has been taken and its frame drawn, also while a dialog runs a loop of its own.
/// </summary>
public sealed class Pilot : IDisposable
{
    private readonly VirtualTimeProvider _time = new();
    private readonly List<(int After, TaskCompletionSource Done)> _waiting = [];
    private int _frames;

    /// <summary>An application of this size; the look is only asked for how the screen is read.</summary>
    public Pilot(int width, int height)
    {
        GoHeadless();
        App = Application.Create(_time).Init(DriverRegistry.Names.ANSI);
        App.Driver!.SetScreenSize(width, height);
    }

    public IApplication App { get; }

    public int Width => App.Driver!.Cols;

    public int Height => App.Driver!.Rows;

    /// <summary>
    /// No terminal is touched, even where there is one. Done before the first application; doing it again changes nothing.
    /// </summary>
    public static void GoHeadless()
    {
        Environment.SetEnvironmentVariable("DisableRealDriverIO", "1");
        // Every application keeps a thread of the pool in its input loop; on a small machine new ones are made at two a second.
        ThreadPool.GetMinThreads(out int workers, out int ports);
        if (workers < 32) ThreadPool.SetMinThreads(32, ports);
        // No pause between iterations: time is virtual.
        Application.MaximumIterationsPerSecond = ushort.MaxValue;
        KeyWords.NameKeysOurWay();
    }

    /// <summary>Runs a program and, beside it, what is to be done with it; then ends it.</summary>
    /// <param name="program">Returns when its windows have been closed.</param>
    /// <param name="script">What is to be done.</param>
    /// <param name="stop">Ends the program's windows.</param>
    public void Run(Action program, Func<Pilot, Task> script, Action stop)
    {
        Exception? failure = null;
        bool done = false, started = false;
        App.Iteration += OnIteration;
        try
        {
            program();
        }
        finally
        {
            App.Iteration -= OnIteration;
        }
        if (failure is not null) ExceptionDispatchInfo.Capture(failure).Throw();
        // A script may end the program itself; what it awaits then never comes.
        HasEnded = !done;

        void OnIteration(object? sender, EventArgs<IApplication?> e)
        {
            _frames++;
            if (!started && _frames > 2)
            {
                started = true;
                _ = Play();
            }
            foreach ((int After, TaskCompletionSource Done) waiting in _waiting.ToArray())
            {
                if (_frames <= waiting.After) continue;
                _waiting.Remove(waiting);
                waiting.Done.SetResult();
            }
            // The script is over, or has failed: every loop ends, dialogs first.
            if (done || failure is not null) stop();
        }

        async Task Play()
        {
            try
            {
                await script(this);
                done = true;
            }
            catch (Exception e)
            {
                failure = e;
            }
        }
    }

    /// <summary>Whether the program ended before its script did.</summary>
    public bool HasEnded { get; private set; }

    public Task Press(params Key[] keys) => Inject(() => { foreach (Key key in keys) App.InjectKey(key); });

    /// <summary>Plays a script: see <see cref="KeyScript"/>.</summary>
    public async Task Press(string script)
    {
        foreach (Func<Pilot, Task> step in KeyScript.Parse(script)) await step(this);
    }

    public Task Type(string text) => Inject(() => { foreach (Rune rune in text.EnumerateRunes()) App.InjectKey(new Key(rune.Value)); });

    public Task Click(int x, int y, bool right = false) => Inject(() =>
    {
        Inject(x, y, right ? MouseFlags.RightButtonPressed : MouseFlags.LeftButtonPressed);
        _time.Advance(TimeSpan.FromMilliseconds(20));
        Inject(x, y, right ? MouseFlags.RightButtonReleased : MouseFlags.LeftButtonReleased);
        // So that the next click is not the second of a double click.
        _time.Advance(TimeSpan.FromSeconds(1));
    });

    /// <summary>Clicks on the first place that shows a text.</summary>
    public Task Click(string text) =>
        Find(text) is { } place ? Click(place.X, place.Y)
        : throw new InvalidOperationException($"the screen does not show '{text}':\n{Text}");

    public Task DoubleClick(int x, int y) => Inject(() =>
    {
        for (int i = 0; i < 2; i++)
        {
            Inject(x, y, MouseFlags.LeftButtonPressed);
            _time.Advance(TimeSpan.FromMilliseconds(20));
            Inject(x, y, MouseFlags.LeftButtonReleased);
            _time.Advance(TimeSpan.FromMilliseconds(20));
        }
        _time.Advance(TimeSpan.FromSeconds(1));
    });

    /// <summary>Presses at one place, moves, and lets go at another.</summary>
    public Task Drag(int x1, int y1, int x2, int y2) => Inject(() =>
    {
        Inject(x1, y1, MouseFlags.LeftButtonPressed);
        _time.Advance(TimeSpan.FromMilliseconds(20));
        Inject(x2, y2, MouseFlags.LeftButtonPressed | MouseFlags.PositionReport);
        Inject(x2, y2, MouseFlags.LeftButtonReleased);
        _time.Advance(TimeSpan.FromSeconds(1));
    });

    public Task Mouse(int x, int y, MouseFlags flags) => Inject(() => Inject(x, y, flags));

    public Task Paste(string text) => Inject(() => App.Driver!.GetInputProcessor().RaisePasteEvent(text));

    public Task Resize(int width, int height) => Inject(() => App.Driver!.SetScreenSize(width, height));

    public Task Wait(TimeSpan time) => Inject(() => _time.Advance(time));

    /// <summary>Runs something on the main loop.</summary>
    public Task Do(Action action) => Inject(action);

    /// <summary>The screen's rows, without blanks at their ends.</summary>
    public string[] Lines
    {
        get
        {
            Cell[,] cells = App.Driver!.Contents!;
            var lines = new string[cells.GetLength(0)];
            var line = new StringBuilder();
            for (int y = 0; y < lines.Length; y++)
            {
                line.Clear();
                for (int x = 0; x < cells.GetLength(1); x++)
                {
                    string text = cells[y, x].Grapheme;
                    line.Append(text.Length == 0 || text[0] == '\0' ? " " : text);
                    if (text.GetColumns() > 1) x++;
                }
                lines[y] = line.ToString().TrimEnd();
            }
            return lines;
        }
    }

    public string Text => string.Join('\n', Lines);

    public Cell At(int x, int y) => App.Driver!.Contents![y, x];

    /// <summary>Our style of a cell.</summary>
    public Style StyleAt(int x, int y) => At(x, y).Attribute is { } attribute ? Palette.StyleOf(attribute) : default;

    /// <summary>Where a text stands first, in cells; null if it does not.</summary>
    public Point? Find(string text)
    {
        string[] lines = Lines;
        for (int y = 0; y < lines.Length; y++)
            if (lines[y].IndexOf(text, StringComparison.Ordinal) is int at and >= 0) return new Point(lines[y][..at].GetColumns(), y);
        return null;
    }

    public void Dispose() => App.Dispose();

    private void Inject(int x, int y, MouseFlags flags) => App.InjectMouse(new Mouse { ScreenPosition = new Point(x, y), Flags = flags });

    private Task Inject(Action action)
    {
        // Not at once: the key may open a dialog, whose loop returns when it is closed.
        App.AddTimeout(TimeSpan.Zero, () =>
        {
            action();
            return false;
        });
        var done = new TaskCompletionSource();
        _waiting.Add((_frames + 3, done));
        return done.Task;
    }
}
