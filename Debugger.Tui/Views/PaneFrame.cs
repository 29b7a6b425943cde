using System.Text;
using Backstep.Debugger.Tui.Rendering;
using Terminal.Gui.Drawing;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace Backstep.Debugger.Tui.Views;

/// <summary>The frame of a pane: quiet, and in the focus colour while what it holds has the focus.</summary>
public class PaneFrame : FrameView, IPainted
{
    public PaneFrame(View? content = null)
    {
        // Names of values have underscores, which Terminal.Gui takes for the mark of a hot key.
        HotKeySpecifier = new Rune('\uffff');
        TabStop = TabBehavior.TabGroup;
        (Width, Height) = (Dim.Fill(), Dim.Fill());
        BorderStyle = LineStyle.None;
        Border.Thickness = new Thickness(1);
        HasFocusChanged += (_, _) => SetNeedsDraw();
        if (content is null) return;
        (content.Width, content.Height) = (Dim.Fill(), Dim.Fill());
        Add(content);
    }

    public Look Look
    {
        get;
        set
        {
            if (field == value) return;
            field = value;
            SetNeedsDraw();
        }
    } = new(Theme.Dark);

    /// <summary>Title and what stands at the right of it; drawn anew only where they differ.</summary>
    public void Name(string title, string right = "")
    {
        if ((Title, Right) == (title, right)) return;
        (Title, Right) = (title, right);
        SetNeedsDraw();
    }

    /// <summary>
    /// What stands at the right end of the lower edge, and another colour for all of it; drawn anew only where they differ.
    /// </summary>
    public void Foot(string footer, Style? edge = null)
    {
        if ((Footer, Edge) == (footer, edge)) return;
        (Footer, Edge) = (footer, edge);
        SetNeedsDraw();
    }

    public string Footer { get; private set; } = "";

    public Style? Edge { get; private set; }

    /// <summary>Stands at the right end of the upper edge.</summary>
    public string Right { get; private set; } = "";

    protected override bool OnClearingViewport() => Blit.Clear(this);

    protected override bool OnDrawingAdornments()
    {
        FrameEdge.Draw(this, Look, Look.Theme.Base, HasFocus, Title, Right, Footer, Edge);
        return true;
    }
}
