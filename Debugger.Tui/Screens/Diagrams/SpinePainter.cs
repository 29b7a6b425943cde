using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Views;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Screens.Diagrams;

/// <summary>
/// Draws the residual stream as a line from top to bottom, with its branches at the right, each as the steps that it takes. What has run is
/// bright, the present step is lit, and backward the line fills from below with the gradient that has arrived.
/// </summary>
internal sealed class SpinePainter
{
    private const int Column = 2, Chips = 5, StreamColumns = 20;

    private readonly Canvas _canvas;
    private readonly SessionView _view;
    private readonly ResidualSpine _spine;
    private readonly LayerGraph _graph;
    private readonly HitMap.Builder? _hits;
    private readonly Theme _theme;
    private int _y;

    private SpinePainter(Canvas canvas, SessionView view, ResidualSpine spine, LayerGraph graph, HitMap.Builder? hits) =>
        (_canvas, _view, _spine, _graph, _hits, _theme) = (canvas, view, spine, graph, hits, canvas.Theme);

    private Style PhaseStyle => PhaseLook.Style(_theme, _graph.Phase);

    /// <summary>Draws the spine in as few rows as tell it and returns them; where rows are few, branches other than the present one are
    /// short or left out.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="view">The moment.</param>
    /// <param name="spine">Of the program.</param>
    /// <param name="most">Rows at most.</param>
    /// <param name="hits">Takes the places of the mouse.</param>
    public static int Paint(Canvas canvas, SessionView view, ResidualSpine spine, int most, HitMap.Builder? hits)
    {
        LayerGraph graph = LayerGraph.Of(view);
        var painter = new SpinePainter(canvas, view, spine, graph, hits);
        Room[] rooms = [.. spine.Blocks.Select(_ => Room.Open)];
        int lit = Math.Max(0, painter.Lit());
        // The farthest from what is at work come first.
        int[] order = [.. Enumerable.Range(0, rooms.Length).OrderByDescending(k => Math.Abs(k - lit))];
        foreach (Room less in (ReadOnlySpan<Room>)[Room.Closed, Room.None])
        {
            foreach (int k in order)
                if (painter.Rows(rooms) > most && (less == Room.Closed || k != lit)) rooms[k] = less;
        }
        if (painter.Rows(rooms) > most) return 0;
        painter.Draw(rooms);
        return painter._y;
    }

    /// <summary>How much of a branch is drawn.</summary>
    private enum Room
    {
        Open,
        Closed,
        None,
    }

    private int Rows(Room[] rooms) => RowsOf(_spine.Stem, "") + RowsOf(_spine.Head, "")
        + _spine.Blocks.Select((b, k) => rooms[k] switch { Room.Open => RowsOf(b.Chips, Title(b)) + 1, Room.Closed => 1, _ => 0 }).Sum();

    /// <summary>What stands before a branch; with its layer's name where there are several.</summary>
    private string Title(SpineBlock block) => _spine.Blocks.All(b => b.Layer == block.Layer) || block.Layer.Length == 0 ? block.Title
        : $"{block.Layer}.{block.Title}";

    private int RowsOf(IReadOnlyList<SpineChip> chips, string title) =>
        Layout(chips, title).Select(p => p.Row).DefaultIfEmpty(-1).Max() + 1;

    /// <summary>Which block the last instruction works in; -1 if in none.</summary>
    private int Lit()
    {
        for (int k = 0; k < _spine.Blocks.Length; k++)
            if (IsLit(_spine.Blocks[k].Add) || _spine.Blocks[k].Chips.Any(c => c.Instructions.Any(IsLit))) return k;
        return _spine.Head.Any(c => c.Instructions.Any(IsLit)) ? _spine.Blocks.Length - 1 : -1;
    }

    private bool IsLit(Instruction i)
    {
        if (_view.LastInstruction is not { } last) return false;
        if (last.Phase is Phase.Forward or Phase.Loss || last.PrimalOf is not null) return (last.PrimalOf ?? last.Index) == i.Index;
        Value touched = last.Output.GradientOf ?? last.Output;
        return i.Output == touched || i.Inputs.Any(v => v.Kind == ValueKind.Parameter
            && (v == touched || touched.Name.StartsWith(v.Name + '.', StringComparison.Ordinal)));
    }

    private bool IsDone(Instruction i) => i.Index < _view.Now.Executed && _view[i.Output] is not null;

    private bool HasGradient(Value value) => _graph.Gradient(value) is not null;

    private void Draw(Room[] rooms)
    {
        PutChips(_spine.Stem, "", 1);
        for (int k = 0; k < _spine.Blocks.Length; k++)
        {
            SpineBlock block = _spine.Blocks[k];
            if (rooms[k] == Room.None) continue;
            if (rooms[k] == Room.Open)
            {
                int top = _y;
                string name = Title(block), title = name.Length == 0 ? "" : name + ' ';
                Style into = block.Chips.Any(c => c.Instructions.Any(IsLit)) ? PhaseStyle.Bold : LineStyle(block.From);
                _canvas.Put(Column, _y, HasGradient(block.From) ? "├◀" : "├▶", into);
                _canvas.Put(Chips - 1, _y, title, _theme.Caption);
                int end = PutChips(block.Chips, name, Chips - 1 + CellWidth.Of(title));
                for (int y = top + 1; y < _y; y++) _canvas.Set(Column, y, '│', LineStyle(block.From));
                Join(block, end);
            }
            else
            {
                int x = Joint(block);
                x = _canvas.PutCut(x + 1, _y, 22, Title(block) + ' ', _theme.Caption);
                Stream(block, x + 1);
            }
            _y++;
        }
        Value last = _spine.Blocks[^1].Add.Output;
        if (_spine.Head.Length > 0) _canvas.Put(Column, _y, HasGradient(last) ? "╰◀" : "╰▶", LineStyle(last));
        PutChips(_spine.Head, "", Chips - 1);
    }

    private Style LineStyle(Value stream) => HasGradient(stream) ? _theme.Backward : _view[stream] is not null ? _theme.Dim : _theme.Border;

    private int Joint(SpineBlock block)
    {
        Value to = block.Add.Output;
        bool lit = IsLit(block.Add);
        Style style = lit ? PhaseStyle.Bold : LineStyle(to);
        _canvas.Set(Column, _y, '⊕', style);
        _canvas.Set(Column + 1, _y, HasGradient(to) ? '▶' : '◀', style);
        return Column + 2;
    }

    // The way back to the stream, and what the stream is then.
    private void Join(SpineBlock block, int end)
    {
        int x = Joint(block);
        Style style = IsLit(block.Add) ? PhaseStyle.Bold : LineStyle(block.Add.Output);
        // From the last step down and back; the name stands behind that, or where there is no room upon the line.
        bool isBehind = ++end <= _canvas.Width - StreamColumns;
        if (!isBehind) x = Stream(block, x + 1) + 1;
        _canvas.Fill(new Rect(x, _y, end - x, 1), IsLit(block.Add) ? EdgeLines.Heavy(_canvas, '━', '═') : '─', style);
        if (_canvas.At(end, _y - 1).Text == " ") _canvas.Set(end, _y - 1, '╮', style);
        _canvas.Set(end, _y, '╯', style);
        if (isBehind) Stream(block, end + 2);
    }

    /// <summary>What the stream is called there, and its size or its gradient's; returns the column behind that.</summary>
    private int Stream(SpineBlock block, int x)
    {
        Value to = block.Add.Output;
        bool lit = IsLit(block.Add);
        string name = block.Layer.Length > 0 && to.Name.StartsWith(block.Layer + '.', StringComparison.Ordinal)
            ? to.Name[(block.Layer.Length + 1)..] : to.Name;
        int start = x;
        x = _canvas.PutCut(x, _y, _canvas.Width - x, name, lit ? PhaseStyle.Bold.Reverse : IsDone(block.Add) ? _theme.Title : _theme.Dim);
        Hit(start, x, to);
        if (_graph.Gradient(to) is { } gradient && _canvas.Width - x > 10)
        {
            start = x + 1;
            x = _canvas.Put(x + 1, _y, _canvas.Look.Unicode ? "|∂| " : "d ", _theme.Backward);
            x = _canvas.Put(x, _y, LiveNumbers.Fit(Norm(gradient.Content), 6), _theme.Text);
            Hit(start, x, gradient.Value);
        }
        else if (IsDone(block.Add) && _view[to] is { } content && _canvas.Width - x > 10)
            x = _canvas.Put(x + 1, _y, (_canvas.Look.Unicode ? "|x| " : "x ") + LiveNumbers.Fit(Norm(content), 6), _theme.Caption);
        return x;
    }

    private static double Norm(Tensor tensor)
    {
        double squares = 0;
        foreach (double v in tensor.Data) squares += v * v;
        return Math.Sqrt(squares);
    }

    /// <summary>Where the chips stand, from the first row on.</summary>
    private List<(int X, int Row, bool Arrow)> Layout(IReadOnlyList<SpineChip> chips, string title)
    {
        var places = new List<(int, int, bool)>();
        int left = title.Length == 0 ? 0 : CellWidth.Of(title) + 1, x = left, row = 0, room = _canvas.Width - Chips - 1;
        for (int k = 0; k < chips.Count; k++)
        {
            // Steps that read the same stand side by side, without an arrow between them.
            bool arrow = k > 0 && !Reads(chips, k).SetEquals(Reads(chips, k - 1));
            int wide = CellWidth.Of(chips[k].Title) + (chips[k].Value == _view.Program.Loss ? 8 : 0), gap = k == 0 ? 0 : arrow ? 3 : 1;
            if (k > 0 && x + gap + wide > room) (x, row, gap) = (left, row + 1, arrow ? 2 : 0);
            places.Add((x + gap, row, arrow));
            x += gap + wide;
        }
        return places;
    }

    private static HashSet<int> Reads(IReadOnlyList<SpineChip> chips, int reader) =>
        [.. Enumerable.Range(0, reader)
            .Where(k => chips[reader].Instructions.Any(i => chips[k].Instructions.Any(p => i.Inputs.Contains(p.Output))))];

    /// <summary>Draws chips and goes to the row below them; returns the column behind the last.</summary>
    private int PutChips(IReadOnlyList<SpineChip> chips, string title, int x0)
    {
        int left = title.Length == 0 ? 0 : CellWidth.Of(title) + 1, end = x0, rows = 0;
        List<(int X, int Row, bool Arrow)> places = Layout(chips, title);
        for (int k = 0; k < chips.Count; k++)
        {
            SpineChip chip = chips[k];
            (int x, int row, bool arrow) = (x0 + places[k].X - left, _y + places[k].Row, places[k].Arrow);
            bool lit = chip.Instructions.Any(IsLit), done = chip.Instructions.Any(IsDone), back = HasGradient(chip.Value);
            Style style = lit ? PhaseStyle.Bold.Reverse : back ? _theme.Backward : done ? _theme.Title : _theme.Dim;
            if (arrow) _canvas.Set(x - 2, row, back ? '◂' : '▸', back ? _theme.Backward : done ? _theme.Dim : _theme.Border);
            end = _canvas.Put(x, row, chip.Title, style);
            Hit(x, end, Shown(chip), row);
            if (chip.Value == _view.Program.Loss && _view[chip.Value] is { Length: 1 } loss && done)
                end = _canvas.Put(end + 1, row, LiveNumbers.Fit(loss.Data[0], 7), _theme.Loss);
            rows = Math.Max(rows, places[k].Row + 1);
        }
        _y += rows;
        return end;
    }

    /// <summary>Of a chip's values the one that is at work, else the last that is there.</summary>
    private Value Shown(SpineChip chip)
    {
        Instruction at = chip.Instructions.FirstOrDefault(IsLit) ?? chip.Instructions.LastOrDefault(IsDone) ?? chip.Instructions[^1];
        return _graph.Phase == Phase.Backward && _graph.Gradient(at.Output) is { } gradient ? gradient.Value : at.Output;
    }

    private void Hit(int x, int end, Value value, int? row = null) =>
        _hits?.Add(_canvas.OnScreen(new Rect(x, row ?? _y, end - x, 1)), new ValueTarget(value.Slot));
}
