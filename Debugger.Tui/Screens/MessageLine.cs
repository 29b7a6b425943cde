using System.Collections.Immutable;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Terminal.Gui.ViewBase;

namespace Backstep.Debugger.Tui.Screens;

/// <summary>
/// The row above the status bar. It says what there is to say, in this order: what the engine works on, the notice, what the screen wants
/// to say; and it holds the command line. It has the row for itself, so that nothing is ever covered; a long notice takes as many as it
/// needs, and gives them back with the next key.
/// </summary>
internal sealed class MessageLine : HoldingView
{
    private const int MostRows = 4;

    private readonly Words _words = new();
    private readonly CommandField _field = new() { X = 1, Width = Dim.Fill(), Visible = false };

    private Action<string> _entered = _ => { };

    public MessageLine()
    {
        CanFocus = true;
        TabStop = TabBehavior.NoStop;
        _field.Entered += line =>
        {
            Close();
            _entered(line);
        };
        _field.Left += Close;
        Add(_words, _field);
    }

    /// <summary>The field was closed, with a line or without.</summary>
    public event Action? Left;

    /// <summary>The rows that it needs on a screen of a size: more than one for a long notice alone.</summary>
    public int RowsAt(int width, int height) => Math.Clamp(_words.Rows(width).Length, 1, Math.Max(1, Math.Min(MostRows, height - 4)));

    public void Show(AppState state, Action<Canvas>? paint)
    {
        int rows = RowsAt(Frame.Width, MostRows + 4);
        _words.Show(state, paint);
        if (rows != RowsAt(Frame.Width, MostRows + 4)) SuperView?.SetNeedsLayout();
    }

    /// <summary>Asks for a line.</summary>
    /// <param name="prompt">Stands before it.</param>
    /// <param name="history">What the arrows bring back, oldest first.</param>
    /// <param name="candidates">What the word before the cursor may become; the flag says whether it is the first of a command.</param>
    /// <param name="entered">Takes the line once it has been entered.</param>
    /// <param name="text">What stands there at first.</param>
    /// <param name="takesNothing">Whether an empty line is an answer, too.</param>
    public void Ask(string prompt, ImmutableList<string> history, Func<bool, IEnumerable<string>> candidates, Action<string> entered,
        string text = "", bool takesNothing = false)
    {
        _entered = entered;
        _field.Open(history, candidates, text, takesNothing);
        _field.X = CellWidth.Of(prompt);
        _words.Prompt = prompt;
        _field.Visible = true;
        _field.SetFocus();
    }

    /// <summary>Takes back the question, wherever the focus has gone meanwhile; false if there is none.</summary>
    public bool Cancel()
    {
        if (!_field.Visible) return false;
        Close();
        return true;
    }

    private void Close()
    {
        _field.Visible = false;
        _words.Prompt = "";
        Left?.Invoke();
    }

    private sealed class Words : PaintedView
    {
        private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

        private AppState? _state;
        private Action<Canvas>? _paint;

        public Words()
        {
            CanFocus = false;
            (Width, Height) = (Dim.Fill(), Dim.Fill());
        }

        public string Prompt
        {
            get;
            set
            {
                field = value;
                SetNeedsDraw();
            }
        } = "";

        /// <summary>Whether the engine has worked for so long that it is worth a word.</summary>
        public bool IsLong { get; private set; }

        /// <summary>The notice, wrapped; nothing while there is none or something else is said.</summary>
        public ImmutableArray<string> Rows(int width) =>
            Prompt.Length > 0 || _state is not { IsBusy: false, Notice.Text: var text } ? []
                : [.. TextWrap.Wrap(text, Math.Max(width - 2, 1))];

        public void Show(AppState state, Action<Canvas>? paint)
        {
            if (!state.IsBusy) IsLong = false;
            else if (_state?.IsBusy != true) App?.AddTimeout(Patience, Remind);
            (_state, _paint) = (state, paint);
            SetNeedsDraw();
        }

        private bool Remind()
        {
            IsLong = _state?.IsBusy == true;
            SetNeedsDraw();
            return false;
        }

        protected override void Paint(Canvas canvas, HitMap.Builder hits)
        {
            Theme theme = canvas.Theme;
            if (Prompt.Length > 0) canvas.Put(0, 0, Prompt, theme.Focus);
            else if (_state is { IsBusy: true, Progress: { } p })
                canvas.PutCut(1, 0, canvas.Width - 2, _state.Texts.Actions.WorkingOn(p.What, p.Done, p.Of), theme.Warning);
            else if (_state is { IsBusy: true } && IsLong)
                canvas.PutCut(1, 0, canvas.Width - 2, _state.Texts.Actions.Working, theme.Warning);
            else if (_state?.Notice is { } notice) Say(canvas, notice.Text, notice.IsProblem ? theme.Error : theme.Success);
            else _paint?.Invoke(canvas);
        }

        private void Say(Canvas canvas, string text, Style style)
        {
            ImmutableArray<string> rows = Rows(canvas.Width);
            if (rows.Length <= canvas.Height && rows.Length > 0)
                for (int y = 0; y < rows.Length; y++) canvas.Put(1, y, rows[y], style);
            else canvas.PutCut(1, 0, canvas.Width - 2, text, style);
        }
    }
}
