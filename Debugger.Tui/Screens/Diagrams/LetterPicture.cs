using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Screens.Diagrams;

/// <summary>
/// What the present step of a model of letters works on: attention as triangles, logits as bars, embeddings and all else as tables with
/// letters and positions at their rows, the draw of a letter.
/// </summary>
internal sealed class LetterPicture
{
    private readonly SessionView _view;
    private readonly LetterNames _names;
    private readonly HitMap.Builder? _hits;
    private readonly int _page;
    private readonly DebugTexts _texts;

    private LetterPicture(SessionView view, LetterNames names, DebugTexts texts, int page, HitMap.Builder? hits) =>
        (_view, _names, _texts, _page, _hits) = (view, names, texts, page, hits);

    /// <summary>Draws the picture.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="view">The moment.</param>
    /// <param name="names">The program's letters.</param>
    /// <param name="page">Of several positions or heads that there is no room for at once, which one; any number, they go round.</param>
    /// <param name="hits">Takes the places of the mouse.</param>
    public static void Paint(Canvas canvas, SessionView view, LetterNames names, int page, HitMap.Builder? hits)
    {
        if (canvas.Height < 3 || canvas.Width < 12) return;
        var picture = new LetterPicture(view, names, canvas.Texts.Debug, page, hits);
        if (picture.Choose() is { } value) picture.Paint(canvas, value);
    }

    /// <summary>
    /// The value that is shown: what the last instruction wrote; before the first one and of single numbers what says more.
    /// </summary>
    private Value? Choose()
    {
        Value? written = _view.LastInstruction?.Output;
        if (written is null) return _view.Program.Instructions.FirstOrDefault(i => i.Opcode == Opcode.Embedding)?.Inputs[0];
        if (IsDrawing) return written;
        // The loss is judged by its logits, and so is where its gradient begins.
        if (_names.Subject(written) == _view.Program.Loss) return _view.Program.Output;
        return _view[written] is { Length: > 1 } ? written : null;
    }

    private Instruction? Draw => _view.Program.Instructions.FirstOrDefault(i => i.Opcode == Opcode.Choice);

    /// <summary>What the draw goes by: probabilities, logits by the temperature, and before.</summary>
    private (Value Probabilities, Value? Scaled, Value? Logits) Chain(Instruction draw)
    {
        Value? scaled = From(draw.Inputs[0]), logits = scaled is null ? null : From(scaled);
        return (draw.Inputs[0], scaled, logits);

        Value? From(Value value) => _view.Program.Instructions.FirstOrDefault(i => i.Output == value)?.Inputs
            .FirstOrDefault(v => v.Shape.Equals(value.Shape) && _names.Columns(v) == LetterAxis.Letters);
    }

    /// <summary>Whether the logits of the draw are there: from then on it is what is looked at.</summary>
    private bool IsDrawing => Draw is { } draw && Chain(draw) is var (probabilities, scaled, logits)
        && Done(logits ?? scaled ?? probabilities) is not null;

    private void Paint(Canvas canvas, Value value)
    {
        Tensor? content = _view[value];
        Title(canvas.Line(0), value);
        Canvas rest = canvas.Sub(0, 1, canvas.Width, canvas.Height - 1);
        if (IsDrawing) PaintDraw(rest);
        else if (content is null) return;
        else if (_names.AreScores(value)) Scores(rest, value, content);
        else if (_names.Columns(value) == LetterAxis.Letters) Bars(rest, value, content);
        else if (_view.LastInstruction is { Opcode: Opcode.Embedding } look && look.Output == value) Lookup(rest, look);
        else Tables(rest, value, content);
    }

    private void Title(Canvas line, Value value)
    {
        string shape = ValueText.Shape(value.Shape, _texts.Scalar), name = string.Concat(_names.Of(0)), other = $" = {value.Label}";
        int x = line.PutCut(0, 0, line.Width, value.Name, line.Theme.Title);
        if (value.Label != value.Name && x + CellWidth.Of(other) + shape.Length + CellWidth.Of(name) + 4 < line.Width)
            x = line.Put(x, 0, other, line.Theme.Caption);
        x = line.PutCut(x + 1, 0, line.Width - x - 1, shape, line.Theme.Caption);
        if (name.Length > 1 && x + name.Length + 3 < line.Width) line.PutCut(x + 2, 0, line.Width - x - 2, name, line.Theme.Code);
        _hits?.Add(line.OnScreen(line.Local), new ValueTarget(value.Slot));
    }

    private void Scores(Canvas canvas, Value value, Tensor content)
    {
        int size = _names.Positions, heads = Math.Max(1, content.Length / (size * size) / (value.Shape.Rank >= 3 ? _names.Names : 1));
        bool weights = value.GradientOf is null && _view.Program.Instructions.Any(i => i.Output == value && i.Opcode == Opcode.Softmax);
        AttentionHeads.Paint(canvas, content.Data[..(heads * size * size)], heads, size, new AttentionOptions(_names.Of(0))
        {
            AreWeights = weights,
            Head = Page(heads),
            Title = h => heads > 1 ? _texts.Head(h) : "",
            Caption = _texts.AttentionAxes,
            Warning = _texts.LooksAhead,
        });
        Hit(canvas, value);
    }

    private int Page(int count) => count < 1 ? 0 : (_page % count + count) % count;

    private void Bars(Canvas canvas, Value value, Tensor content)
    {
        int rows = content.Length / _names.Letters.Length, position = 0, top = 0;
        string[] letters = _names.Of(0);
        if (rows > 1)
        {
            // The first position has what every name begins with; the last of a word's letters is where most is to be seen.
            position = Page(letters.Length);
            Positions(canvas.Line(0), value, letters, position);
            top = 1;
        }
        int? target = _names.Target(0, position);
        LetterBars.Paint(canvas.Sub(0, top, canvas.Width, canvas.Height - top),
            content.Data.Slice(position * _names.Letters.Length, _names.Letters.Length), new LetterBarsOptions(_names.Letters)
            {
                Marked = target,
                Mark = _texts.TargetLetter,
            });
        Hit(canvas.Sub(0, top, canvas.Width, canvas.Height - top), value);
    }

    /// <summary>The letters so far, the one that is chosen lit: what comes after it is what the bars are about.</summary>
    private void Positions(Canvas line, Value value, string[] letters, int chosen)
    {
        int x = line.PutCut(0, 0, line.Width, _texts.AfterPosition(chosen) + " ", line.Theme.Caption);
        for (int p = 0; p < letters.Length && x < line.Width - 3; p++)
        {
            int end = line.Put(x, 0, $" {letters[p]} ",
                p == chosen ? line.Theme.Focus.Reverse : p < chosen ? line.Theme.Bright : line.Theme.Dim);
            _hits?.Add(line.OnScreen(new Rect(x, 0, end - x, 1)), new PageTarget(value.Slot, p));
            x = end;
        }
        line.PutCut(x + 1, 0, line.Width - x - 1, "[ ]", line.Theme.Key);
    }

    /// <summary>A table, and what was looked up in it.</summary>
    private void Lookup(Canvas canvas, Instruction look)
    {
        (Value table, Value found) = (look.Inputs[0], look.Output);
        if (_view[table] is not { } rows || _view[found] is not { } picked || canvas.Width < 64)
        {
            Tables(canvas, found, _view[found]!);
            return;
        }
        int half = canvas.Width / 2 - 1;
        var marked = new HashSet<int>(_names.Rows(table) == LetterAxis.Letters ? _names.TokensOf(0)
            : Enumerable.Range(0, _names.Of(0).Length));
        Grid(canvas.Sub(0, 0, half, canvas.Height), table, rows.Data, table.Name, marked);
        Grid(canvas.Sub(half + 2, 0, canvas.Width - half - 2, canvas.Height), found, picked.Data, found.Name, []);
    }

    /// <summary>The matrices of the first name: one, or a head's beside another's.</summary>
    private void Tables(Canvas canvas, Value value, Tensor content)
    {
        Shape shape = value.Shape;
        if (shape.Rank < 2)
        {
            Grid(canvas, value, content.Data, "", [], rows: 1);
            return;
        }
        int size = shape[-1] * shape[-2], count = shape.Rank < 4 ? 1 : shape[-3];
        // As many beside one another as have room for two columns an element.
        int wide = 6 + 2 * shape[-1], across = Math.Clamp(canvas.Width / Math.Max(wide, 1), 1, count),
            first = across < count ? Page(count) : 0;
        first = Math.Min(first, count - across);
        int step = canvas.Width / across;
        for (int k = 0; k < across; k++)
        {
            string title = count == 1 ? "" : _names.Rows(value) == LetterAxis.Positions ? _texts.Head(first + k) : $"[{first + k}]";
            Grid(canvas.Sub(k * step, 0, step - (across > 1 ? 2 : 0), canvas.Height), value,
                content.Data.Slice((first + k) * size, size), title, []);
        }
    }

    private void Grid(Canvas canvas, Value value, ReadOnlySpan<double> values, string title, HashSet<int> marked, int? rows = null)
    {
        int count = rows ?? value.Shape[-2], stride = value.Shape[-1], top = title.Length > 0 && canvas.Height > 3 ? 1 : 0;
        string[] names = rows is null ? _names.RowNames(value) ?? [.. Enumerable.Range(0, count).Select(r => $"{r}")] : [""];
        // Places after the name's end say nothing.
        if (_names.Rows(value) == LetterAxis.Positions && value.Kind != ValueKind.Parameter) names = [.. names.Take(_names.Of(0).Length)];
        if (top > 0) canvas.PutCut(0, 0, canvas.Width, title, canvas.Theme.Title);
        if (marked.Count == 0 && _names.Rows(value) == LetterAxis.Letters) marked = [.. _names.TokensOf(0)];
        NamedGrid.Paint(canvas.Sub(0, top, canvas.Width, canvas.Height - top), values, stride, new NamedGridOptions(names)
        {
            Columns = _names.ColumnNames(value),
            Marked = marked,
        });
        Hit(canvas, value);
    }

    private void PaintDraw(Canvas canvas)
    {
        Instruction draw = Draw!;
        (Value probabilities, Value? scaled, Value? logits) = Chain(draw);
        Value? temperature = _view.Program.Find("temperature");
        string said = string.Concat(_names.Of(0));
        int x = canvas.PutCut(0, 0, canvas.Width, _texts.NameSoFar + " ", canvas.Theme.Caption);
        x = canvas.PutCut(x, 0, canvas.Width - x, said, canvas.Theme.Code);
        Tensor? token = Done(draw.Output);
        // Once it is written behind the others it is one of them.
        bool isWritten = _view.LastInstruction is { Phase: Phase.Update } last && last.Output != _names.Tokens;
        if (token is not null && !isWritten)
            x = canvas.PutCut(x, 0, canvas.Width - x, _names.Letter(token.Data[0]), canvas.Theme.Success.Bold.Reverse);
        if (temperature is not null && _view[temperature] is { Length: 1 } t)
            canvas.PutCut(x + 2, 0, canvas.Width - x - 2, _texts.Temperature(ShortNumber.Format(t.Data[0])), canvas.Theme.Caption);
        Canvas rest = canvas.Sub(0, 2, canvas.Width, canvas.Height - 2);
        LetterDraw.Paint(rest, new LetterDrawOptions(_names.Letters)
        {
            Logits = Last(logits),
            Scaled = Last(scaled),
            Probabilities = Last(probabilities),
            U = _view[draw.Inputs[1]] is { Length: 1 } u && Done(probabilities) is not null ? u.Data[0] : null,
            Drawn = token is null ? null : (int)token.Data[0],
            Heads = (_texts.DrawLogit, _texts.DrawScaled, _texts.DrawProbability, _texts.DrawSum),
        });
        Hit(rest, probabilities);
    }

    /// <summary>What a value is, once this iteration has computed it.</summary>
    private Tensor? Done(Value value) =>
        _view.Program.Instructions.Any(i => i.Output == value && i.Index >= _view.Now.Executed) ? null : _view[value];

    private double[]? Last(Value? value) =>
        value is null || Done(value) is not { } content || content.Length < _names.Letters.Length ? null
        : content.Data[^_names.Letters.Length..].ToArray();

    private void Hit(Canvas place, Value value) => _hits?.Add(place.OnScreen(place.Local), new ValueTarget(value.Slot));
}
