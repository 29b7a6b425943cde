using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Views;
using Terminal.Gui.Input;
using Terminal.Gui.Views;

namespace Backstep.Debugger.Tui.Screens.Lessons;

/// <summary>The line in which an answer is typed. A question mark is no part of any answer: it asks for a hint.</summary>
internal sealed class AnswerField : LineField
{
    public event Action? Answered;

    public event Action? AsksHint;

    /// <summary>Begins anew with what a key would type.</summary>
    public void Begin(Key key)
    {
        Text = key.AsRune.ToString();
        SetFocus();
        MoveEnd();
    }

    protected override bool OnKeyDown(Key key)
    {
        if (key == Key.Enter) Answered?.Invoke();
        else if (key == new Key('?')) AsksHint?.Invoke();
        else return base.OnKeyDown(key);
        return true;
    }
}
