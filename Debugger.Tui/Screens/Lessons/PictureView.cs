using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Screens.Diagrams;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;

namespace Backstep.Debugger.Tui.Screens.Lessons;

/// <summary>The exercise's program as a picture, beside a text.</summary>
internal sealed class PictureView : PaintedView
{
    private SessionView? _picture;

    public PictureView() => CanFocus = false;

    public void Show(SessionView? picture)
    {
        if (ReferenceEquals(picture, _picture)) return;
        _picture = picture;
        SetNeedsDraw();
    }

    protected override void Paint(Canvas canvas, HitMap.Builder hits)
    {
        if (_picture is not null) NetworkPane.Paint(canvas, _picture, null);
    }
}
