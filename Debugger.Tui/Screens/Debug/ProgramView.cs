using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;
using Backstep.Engine.Programs;
using Terminal.Gui.ViewBase;

namespace Backstep.Debugger.Tui.Screens.Debug;

/// <summary>The program: above the source listing, below the instructions; where there is little room, the one that is walked.</summary>
internal sealed class ProgramView : View
{
    /// <summary>With fewer rows only one of the two lists shows.</summary>
    private const int RowsForBoth = 12;

    private readonly SourceList _source = new();
    private readonly InstructionList _instructions = new();
    private readonly Rule _rule = new();

    public ProgramView()
    {
        CanFocus = true;
        _source.Toggled += line => BreakpointAsked?.Invoke(null, line);
        _instructions.Toggled += value => BreakpointAsked?.Invoke(value, null);
        foreach (FollowingList list in (FollowingList[])[_source, _instructions])
        {
            list.Accepting += (_, e) =>
            {
                e.Handled = true;
                Opened?.Invoke();
            };
        }
        _source.HasFocusChanged += (_, _) => { if (_source.HasFocus) ShowsSource = true; };
        _instructions.HasFocusChanged += (_, _) => { if (_instructions.HasFocus) ShowsSource = false; };
        // The first that can have the focus gets it.
        Add(_instructions, _rule, _source);
    }

    /// <summary>A breakpoint is to be set or taken away, at a value or a line.</summary>
    public event Action<Value?, int?>? BreakpointAsked;

    /// <summary>Enter or a double click on a row.</summary>
    public event Action? Opened;

    /// <summary>Whether keys go to the source lines rather than the instructions.</summary>
    public bool ShowsSource { get; private set; }

    /// <summary>The line that is chosen, or that has just run, from 1.</summary>
    public int Line => _source.Line;

    public Instruction? Instruction => _instructions.Instruction;

    /// <summary>Whether a person has chosen a row.</summary>
    public bool HasChoice => Walked.Chosen is not null;

    /// <summary>The value that the chosen row, or the present one, stands for.</summary>
    public Value? Value => ShowsSource ? _source.Made : _instructions.Instruction?.Output;

    private FollowingList Walked => ShowsSource ? _source : _instructions;

    public void Show(SessionView? view)
    {
        _source.Show(view);
        _instructions.Show(view);
    }

    /// <summary>Lets go of what was chosen; false if nothing was.</summary>
    public bool Follow() => _source.Follow() | _instructions.Follow();

    /// <summary>The other list gets the keys.</summary>
    public void Switch()
    {
        ShowsSource = !ShowsSource;
        SetNeedsLayout();
        Arrange();
        Walked.SetFocus();
    }

    protected override void OnSubViewLayout(LayoutEventArgs args)
    {
        Arrange();
        base.OnSubViewLayout(args);
    }

    protected override bool OnClearingViewport() => true;

    private void Arrange()
    {
        int height = Viewport.Height, lines = _source.RowsAt(Viewport.Width);
        bool both = height >= RowsForBoth;
        int rows = both ? Math.Min(lines, Math.Max(3, height * 2 / 5)) : ShowsSource ? height : 0;
        Place(_source, 0, rows);
        Place(_rule, rows, both ? 1 : 0);
        Place(_instructions, rows + (both ? 1 : 0), height - rows - (both ? 1 : 0));

        void Place(View view, int y, int rows)
        {
            if (view.Visible != rows > 0) view.Visible = rows > 0;
            if (view.Frame.Y == y && view.Frame.Height == rows && view.Frame.Width == Viewport.Width) return;
            (view.X, view.Y, view.Width, view.Height) = (0, y, Dim.Fill(), rows);
        }
    }

    private sealed class Rule : PaintedView
    {
        public Rule() => CanFocus = false;

        protected override void Paint(Canvas canvas, HitMap.Builder hits) => canvas.Fill(canvas.Local, '─', canvas.Theme.Border);
    }
}
