using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Lessons.Progress;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace Backstep.Debugger.Tui.Screens.Lessons;

/// <summary>Names a new profile; what cannot be a name is said while it is typed.</summary>
internal sealed class NameDialog : OwnDialog
{
    private readonly LineField _name = new() { Y = 1, Width = Dim.Fill(1) };
    private readonly Label _problem = new() { X = 1, Y = 3, Width = Dim.Fill(1), Height = 2 };
    private readonly Action<string> _take;

    public NameDialog(Look look, Action<string> take) : base(look, UiTexts.In(look.Language).Lessons.MakeProfile)
    {
        _take = take;
        LessonTexts texts = UiTexts.In(look.Language).Lessons;
        Width = Dim.Func(_ => Math.Min(56, App!.Screen.Width));
        Height = 9;
        var label = new Label { Text = texts.ProfileNamed, X = 1, Y = 1 };
        _name.X = Pos.Right(label);
        Add(label, _name, _problem);
        _name.ValueChanged += (_, _) => _problem.Text = Problem;
        OnEnter(_name, () => Take());
        AddButton(texts.Cancel);
        AddButton(texts.Make).Accepting += (_, e) => e.Handled = !Take();
        _name.SetFocus();
    }

    private string Typed => _name.Text.Trim();

    private string Problem => Typed.Length == 0 ? "" : ProfileName.Problem(Typed)?.In(Look.Language) ?? "";

    /// <summary>False where the name cannot be taken and the dialog stays.</summary>
    private bool Take()
    {
        if (Typed.Length == 0 || Problem.Length > 0) return false;
        _take(Typed);
        RequestStop();
        return true;
    }
}
