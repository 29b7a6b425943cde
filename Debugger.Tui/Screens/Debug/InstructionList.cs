using System.Collections.Immutable;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Screens.Diagrams;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Engine.Programs;
using Terminal.Gui.Input;

namespace Backstep.Debugger.Tui.Screens.Debug;

/// <summary>
/// The instructions by phase: executed, present and coming ones told apart, breakpoints at the left, results at the right.
/// </summary>
internal sealed class InstructionList : FollowingList
{
    private const int Gutter = 3;

    private ImmutableArray<Row> _rows = [];
    private (Program? Program, int Executed) _made;
    private int[] _rowOf = [];
    private Dictionary<Value, int> _writers = [];
    private HashSet<Value> _breakpoints = [];
    private Dictionary<Value, string> _derivatives = [];

    /// <summary>A breakpoint is to be set or taken away at a value.</summary>
    public event Action<Value>? Toggled;

    /// <summary>The instruction that is chosen, or that has just run.</summary>
    public Instruction? Instruction
    {
        get
        {
            if (View is not { } view || view.Program.Instructions.IsEmpty) return null;
            if (Chosen is not { } row) return view.LastInstruction ?? view.NextInstruction;
            // A phase's title stands for its first instruction.
            return _rows[row].Instruction ?? _rows.ElementAtOrDefault(row + 1)?.Instruction;
        }
    }

    protected override void Fill(SessionView view)
    {
        if (_made.Program != view.Program)
        {
            bool passes = view.Program.Instructions.Length > 0 && view.Program.Instructions[^1].Pass > 1;
            var rows = ImmutableArray.CreateBuilder<Row>();
            _rowOf = new int[view.Program.Instructions.Length];
            foreach (var group in view.Program.Instructions.GroupBy(i => (i.Pass, i.Phase)))
            {
                rows.Add(new(null, group.Key.Phase, passes ? group.Key.Pass : null, group.First().Index, group.Count()));
                foreach (Instruction i in group)
                {
                    _rowOf[i.Index] = rows.Count;
                    rows.Add(new(i, i.Phase, null, 0, 0));
                }
            }
            _rows = rows.ToImmutable();
            _derivatives = [];
            foreach (Instruction i in view.Program.Instructions)
                if (i.Phase == Phase.Backward && i.Output is { Kind: ValueKind.Gradient, GradientOf.Kind: ValueKind.Parameter })
                    _derivatives[i.Output] = i.Label;
            RowCount = _rows.Length;
        }
        // A value that is written again later in the iteration (cleared, then filled) is shown where it was written last.
        _writers = [];
        for (int i = 0; i < Math.Min(view.Now.Executed, view.Program.Instructions.Length); i++)
            _writers[view.Program.Instructions[i].Output] = i;
        _breakpoints = [.. view.Breakpoints.Where(b => b.Value is not null).Select(b => b.Value!)];
        _made = (view.Program, view.Now.Executed);
    }

    protected override (int Row, int Ahead) Present(SessionView view) =>
        (_rowOf.Length == 0 ? 0 : view.Now.Executed == 0 ? 0 : _rowOf[Math.Min(view.Now.Executed, _rowOf.Length) - 1],
            Math.Min(Viewport.Height / 3, 6));

    protected override void PaintRow(Canvas line, int row)
    {
        if (View is not { } view) return;
        Theme theme = line.Theme;
        Row shown = _rows[row];
        Style phase = PhaseLook.Style(theme, shown.Phase);
        if (shown.Instruction is not { } i)
        {
            DebugTexts texts = line.Look.Texts.Debug;
            line.Put(0, 0, $"▾ {(shown.Pass is { } pass ? texts.PhaseOfPass(shown.Phase, pass) : texts.PhaseTitle(shown.Phase))}",
                phase.Bold);
            line.PutRight(line.Width, 0, $"{Math.Clamp(view.Now.Executed - shown.First, 0, shown.Count)}/{shown.Count}", theme.Dim);
            return;
        }
        bool done = i.Index < view.Now.Executed, present = i.Index == view.Now.Executed - 1;
        if (present && !IsMarked(row)) line.Fill(line.Local, ' ', theme.CurrentLine);
        if (_breakpoints.Contains(i.Output) && i.Phase != Phase.ZeroGrad) line.Set(0, 0, '●', theme.Breakpoint);
        line.Put(1, 0, present ? "▶" : done ? "✓" : " ", present ? theme.Focus : phase);
        Fragment value = done && _writers[i.Output] == i.Index && view[i.Output] is { } content
            ? ValueText.Of(content, line.Look) : default;
        int room = line.Width - Gutter - (value.Width > 0 ? value.Width + 1 : 0);
        int x = line.PutCut(Gutter, 0, room, i.Label, present ? theme.Bright : done ? theme.Text : theme.Dim);
        // What the backward pass calls ∂E/∂w1 is what zero_grad cleared as w1.grad.
        string other = !_derivatives.TryGetValue(i.Output, out string? derivative) ? "" : i.Phase == Phase.Backward ? i.Output.Name
            : i.Phase == Phase.ZeroGrad ? derivative : "";
        if (other.Length > 0 && other != i.Label && Gutter + room - x > CellWidth.Of(other) + 3) line.Put(x, 0, $" = {other}", theme.Dim);
        if (value.Width > 0) line.PutRight(line.Width, 0, value.Text, present && i.Output.Shape.IsScalar ? theme.Bright : value.Style);
    }

    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (mouse.Flags.HasFlag(MouseFlags.LeftButtonClicked) && mouse.Position is { X: < Gutter } place
            && _rows.ElementAtOrDefault(Viewport.Y + place.Y)?.Instruction is { } i)
        {
            Toggled?.Invoke(i.Output);
            return true;
        }
        return base.OnMouseEvent(mouse);
    }

    private sealed record Row(Instruction? Instruction, Phase Phase, int? Pass, int First, int Count);
}
