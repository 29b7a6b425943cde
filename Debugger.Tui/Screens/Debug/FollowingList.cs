using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;
using Terminal.Gui.App;
using Terminal.Gui.Views;

namespace Backstep.Debugger.Tui.Screens.Debug;

/// <summary>A list that keeps the present step in sight until a person chooses a row; the next step follows again.</summary>
internal abstract class FollowingList : PaintedList
{
    private bool _isFollowing = true, _isMoving;

    /// <summary>The row that a person has chosen; null while the list follows the session.</summary>
    public int? Chosen => _isFollowing ? null : SelectedItem;

    protected SessionView? View { get; private set; }

    protected override bool MarksSelection => !_isFollowing;

    /// <summary>Shows a session; what was chosen stays chosen while nothing moves.</summary>
    public void Show(SessionView? view)
    {
        if (view is null || ReferenceEquals(view, View)) return;
        bool moved = View is null || (View.Program, View.Now, View.Timeline) != (view.Program, view.Now, view.Timeline);
        View = view;
        Fill(view);
        if (moved) Follow();
        SetNeedsDraw();
    }

    /// <summary>Lets go of what was chosen; false if nothing was.</summary>
    public bool Follow()
    {
        bool was = !_isFollowing;
        _isFollowing = true;
        if (View is { } view && RowCount > 0)
        {
            (int row, int ahead) = Present(view);
            _isMoving = true;
            SelectedItem = Math.Clamp(row, 0, RowCount - 1);
            _isMoving = false;
            Reveal(SelectedItem ?? 0, ahead);
        }
        SetNeedsDraw();
        return was;
    }

    /// <summary>Chooses a row.</summary>
    public void Choose(int row)
    {
        _isFollowing = false;
        SelectedItem = Math.Clamp(row, 0, Math.Max(RowCount - 1, 0));
        SetNeedsDraw();
    }

    protected bool IsMarked(int row) => MarksSelection && row == SelectedItem;

    /// <summary>Takes what the list shows from a session, and sets how many rows there are.</summary>
    protected abstract void Fill(SessionView view);

    /// <summary>The row of the present step, and how many rows after it shall be seen.</summary>
    protected abstract (int Row, int Ahead) Present(SessionView view);

    protected override void OnValueChanged(ValueChangedEventArgs<int?> args)
    {
        base.OnValueChanged(args);
        if (!_isMoving) _isFollowing = false;
    }

    protected override void OnFrameChanged(in System.Drawing.Rectangle frame)
    {
        base.OnFrameChanged(frame);
        if (_isFollowing) Follow();
    }
}
