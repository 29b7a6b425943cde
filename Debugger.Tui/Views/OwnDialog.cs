using System.Text;
using Backstep.Debugger.Tui.Rendering;
using Terminal.Gui.Drawing;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace Backstep.Debugger.Tui.Views;

/// <summary>A dialog in the program's own looks: thin rounded border, no shadow, letters are no hot keys.</summary>
public class OwnDialog : Dialog, IPainted
{
    public OwnDialog(Look look, string title)
    {
        HotKeySpecifier = new Rune('\uffff');
        Title = title;
        BorderStyle = LineStyle.None;
        Border.Thickness = new Thickness(1);
        ShadowStyle = ShadowStyles.None;
        Look = look;
        SetScheme(Palette.Popup(look.Theme));
    }

    public Look Look { get; set; }

    /// <summary>Adds a button; the last one added is what Enter does.</summary>
    /// <param name="text">Its name; an underscore stands before its hot key.</param>
    /// <param name="act">What it does before the dialog closes.</param>
    public Button AddButton(string text, Action? act = null)
    {
        var button = new Button { Text = text, ShadowStyle = ShadowStyles.None };
        if (act is not null) button.Accepting += (_, _) => act();
        AddButton(button);
        return button;
    }

    /// <summary>
    /// What Enter does in a field. It ends there: handed on it would come to the last button, which would do the same once more.
    /// </summary>
    protected static void OnEnter(TextField field, Action act) => field.Accepting += (_, e) =>
    {
        act();
        e.Handled = true;
    };

    protected override bool OnClearingViewport() => Blit.Clear(this);

    protected override bool OnDrawingAdornments()
    {
        FrameEdge.Draw(this, Look, Look.Theme.Popup.Over(Look.Theme.Base), focused: true, Title);
        return true;
    }

    protected override void OnIsModalChanged(bool newIsModal)
    {
        base.OnIsModalChanged(newIsModal);
        // Terminal.Gui takes the view that holds the focused one for the focused one, and a paste would go there.
        if (!newIsModal || MostFocused is not { } focused) return;
        focused.HasFocus = false;
        focused.SetFocus();
    }

    public override void EndInit()
    {
        base.EndInit();
        Looks.HandOn(this, Look, Look.Theme.Popup);
    }
}

/// <summary>Hands a look on to the painted views within a view.</summary>
public static class Looks
{
    /// <summary>Sets the look of every painted view; where <paramref name="beneath"/> is given it is what they lie on.</summary>
    public static void HandOn(View view, Look look, Style? beneath = null)
    {
        foreach (View inner in view.SubViews)
        {
            if (inner is IPainted painted) painted.Look = look;
            if (beneath is { } style && inner is PaintedView canvas) canvas.Beneath = _ => style;
            if (inner.ViewportSettings.HasFlag(ViewportSettingsFlags.HasVerticalScrollBar))
                inner.VerticalScrollBar.SetScheme(Palette.ScrollBar(look.Theme, beneath ?? look.Theme.Base));
            HandOn(inner, look, beneath);
        }
    }
}
