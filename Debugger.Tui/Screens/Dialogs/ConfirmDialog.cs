using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace Backstep.Debugger.Tui.Screens.Dialogs;

/// <summary>Asks before something is done that one may not have meant. Enter stays, the named button does it.</summary>
internal sealed class ConfirmDialog : OwnDialog
{
    private const int MostColumns = 60;

    private readonly Button _stay;

    /// <summary>A question with what can be done besides staying.</summary>
    public ConfirmDialog(Look look, string title, string question, params (string Name, Action Do)[] ways) : base(look, title)
    {
        UiTexts texts = UiTexts.In(look.Language);
        Width = Dim.Func(_ => Columns);
        // Edge and buttons take five rows, a blank row above and below the question two.
        Height = Dim.Func(_ => Math.Min(App!.Screen.Height, TextWrap.Wrap(question, Columns - 4).Count + 7));
        Add(new Question(question) { X = 1, Y = 1, Width = Dim.Fill(1), Height = Dim.Fill() });
        foreach ((string name, Action act) in ways) AddButton(name, act);
        _stay = AddButton(texts.Lessons.Stay);
    }

    private int Columns => Math.Min(MostColumns, App!.Screen.Width);

    protected override void OnIsModalChanged(bool newIsModal)
    {
        if (newIsModal) _stay.SetFocus();
        base.OnIsModalChanged(newIsModal);
    }

    private sealed class Question : PaintedView
    {
        private readonly string _text;

        public Question(string text)
        {
            _text = text;
            CanFocus = false;
        }

        protected override void Paint(Canvas canvas, HitMap.Builder hits) => Prose.Paint(canvas, Prose.Markup(_text, canvas.Theme));
    }
}
