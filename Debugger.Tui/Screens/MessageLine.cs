using System.Collections.Immutable;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;
using Terminal.Gui.ViewBase;

namespace Backstep.Debugger.Tui.Screens;

/// <summary>
/// The row above the status bar. It says what there is to say, in this order: what the engine works on, the notice, what the screen wants to say; and it holds the
/// command line. It has the row for itself, so that nothing is ever covered.
/// </summary>
internal sealed class MessageLine : View
{
    private readonly Words _words = new();
    private readonly CommandField _field = new() { X = 1, Width = Dim.Fill(), Visible = false };

    public MessageLine()
    {
        CanFocus = true;
        TabStop = TabBehavior.NoStop;
        _field.Entered += line =>
        {
            Close();
            Entered?.Invoke(line);
        };
        _field.Left += Close;
        Add(_words, _field);
    }

    /// <summary>A line was typed.</summary>
    public event Action<string>? Entered;

    /// <summary>The command line was closed.</summary>
    public event Action? Left;

    public void Show(AppState state, Action<Canvas>? paint) => _words.Show(state, paint);

    public void Open(ImmutableList<string> history, Func<bool, IEnumerable<string>> candidates)
    {
        _field.Open(history, candidates);
        _words.Prompt = true;
        _field.Visible = true;
        _field.SetFocus();
    }

    private void Close()
    {
        _field.Visible = false;
        _words.Prompt = false;
        Left?.Invoke();
    }

    private sealed class Words : PaintedView
    {
        private AppState? _state;
        private Action<Canvas>? _paint;

        public Words()
        {
            CanFocus = false;
            (Width, Height) = (Dim.Fill(), 1);
        }

        public bool Prompt
        {
            get;
            set
            {
                field = value;
                SetNeedsDraw();
            }
        }

        public void Show(AppState state, Action<Canvas>? paint)
        {
            (_state, _paint) = (state, paint);
            SetNeedsDraw();
        }

        protected override void Paint(Canvas canvas, HitMap.Builder hits)
        {
            Theme theme = canvas.Theme;
            if (Prompt) canvas.Put(0, 0, ":", theme.Focus);
            else if (_state is { IsBusy: true, Progress: { } p }) canvas.PutCut(1, 0, canvas.Width - 2, _state.Texts.Actions.WorkingOn(p.What, p.Done, p.Of), theme.Warning);
            else if (_state?.Notice is { } notice) canvas.PutCut(1, 0, canvas.Width - 2, notice.Text, notice.IsProblem ? theme.Error : theme.Success);
            else _paint?.Invoke(canvas);
        }
    }
}
