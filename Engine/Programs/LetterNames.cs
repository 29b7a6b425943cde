using System.Collections.Immutable;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Programs;

/// <summary>What the entries along one dimension of a value are.</summary>
public enum LetterAxis
{
    /// <summary>Numbers without a name.</summary>
    None,

    /// <summary>A token each.</summary>
    Letters,

    /// <summary>A place in a name each.</summary>
    Positions,
}

/// <summary>Letters for the rows and columns of the values of a program that reads names, and for single entries of them.</summary>
public sealed class LetterNames
{
    private const string LastLayer = "lm_head";

    private readonly Program _program;
    private readonly Func<Value, Tensor?> _contents;
    private readonly ImmutableArray<string> _letters;
    private readonly Value _tokens;
    private readonly HashSet<Value> _letterRows = [], _positionRows = [], _letterColumns = [], _scores = [];

    private LetterNames(LetterNames other, Func<Value, Tensor?> contents)
    {
        (_program, _contents, _letters, _tokens) = (other._program, contents, other._letters, other._tokens);
        (_letterRows, _positionRows, _letterColumns, _scores) =
            (other._letterRows, other._positionRows, other._letterColumns, other._scores);
    }

    private LetterNames(Program program, ImmutableArray<string> letters, Value tokens, Func<Value, Tensor?> contents)
    {
        (_program, _contents, _letters, _tokens) = (program, contents, letters, tokens);
        var asTokens = new HashSet<Value> { tokens };
        foreach (Instruction i in program.Instructions)
        {
            if (i.Phase is not (Phase.Forward or Phase.Loss)) continue;
            if (i.Opcode == Opcode.Reshape && asTokens.Contains(i.Inputs[0])) asTokens.Add(i.Output);
            if (i.Opcode == Opcode.Embedding) (asTokens.Contains(i.Inputs[1]) ? _letterRows : _positionRows).Add(i.Inputs[0]);
            if (i.Opcode == Opcode.Linear && i.Inputs.FirstOrDefault(v => v.Name == LastLayer) is { } head)
            {
                _letterColumns.Add(i.Output);
                _letterRows.Add(head);
            }
            // What is calculated from the logits letter by letter, such as probabilities.
            else if (i.Output.Shape.Rank > 0 && i.Inputs.Any(v => _letterColumns.Contains(v) && v.Shape.Rank > 0
                && v.Shape[-1] == letters.Length && i.Output.Shape[-1] == letters.Length)) _letterColumns.Add(i.Output);
            Shape shape = i.Output.Shape;
            if (shape.Rank >= 2 && shape[-1] == Positions && shape[-2] == Positions
                && (i.Inputs.Any(_scores.Contains) ? i.Opcode != Opcode.MatMul : i.Opcode == Opcode.MatMul)) _scores.Add(i.Output);
        }
    }

    /// <summary>The names of a program that has a vocabulary; null for others.</summary>
    /// <param name="program">What runs.</param>
    /// <param name="letters">How each token is written, by number; empty where there are none.</param>
    /// <param name="contents">What a value holds; null where that is not known.</param>
    public static LetterNames? Of(Program program, ImmutableArray<string> letters, Func<Value, Tensor?> contents) =>
        letters.IsEmpty || program.Values.FirstOrDefault(v => v is { Name: "tokens", Shape.Rank: > 0 }) is not { } tokens
            ? null : new(program, letters, tokens, contents);

    /// <summary>The same at another moment.</summary>
    public LetterNames With(Func<Value, Tensor?> contents) => new(this, contents);

    /// <summary>All letters, by token.</summary>
    public ImmutableArray<string> Letters => _letters;

    /// <summary>Places of a name, those after its end among them.</summary>
    public int Positions => _tokens.Shape.Rank == 0 ? 1 : _tokens.Shape[-1];

    /// <summary>Names at once.</summary>
    public int Names => _tokens.Shape.Length / Math.Max(Positions, 1);

    /// <summary>The letters of a name, as far as it goes.</summary>
    public string[] Of(int name)
    {
        if (_contents(_tokens) is not { } tokens || name >= Names) return [];
        double[] targets = Targets(name);
        // A name that is being drawn goes as far as the position at hand; after the end of one that is learnt nothing is aimed at.
        int length = _program.Find("position") is { Shape.Rank: 0 } at && _contents(at) is { } position
            ? Math.Clamp((int)position.Data[0] + 1, 1, Positions) : Positions;
        while (length > 1 && targets.Length == Positions && targets[length - 1] == ClassLabels.Ignored) length--;
        return [.. Enumerable.Range(0, length).Select(p => Letter(tokens.Data[name * Positions + p]))];
    }

    /// <summary>The letter of a token.</summary>
    public string Letter(double token) => token >= 0 && token < _letters.Length ? _letters[(int)token] : "?";

    /// <summary>What should come after a position of a name; null where nothing is aimed at.</summary>
    public int? Target(int name, int position) =>
        Targets(name) is { } targets && position < targets.Length && targets[position] is >= 0 and var t ? (int)t : null;

    /// <summary>The value that holds the tokens.</summary>
    public Value Tokens => _tokens;

    /// <summary>The tokens of a name.</summary>
    public IEnumerable<int> TokensOf(int name) =>
        _contents(_tokens) is not { } tokens ? []
            : Enumerable.Range(0, Of(name).Length).Select(p => (int)tokens.Data[name * Positions + p]);

    /// <summary>What a value is about: of a gradient, and of what the optimizer keeps, the value itself.</summary>
    public Value Subject(Value value) => value.GradientOf
        ?? (value.Kind is ValueKind.OptimizerState or ValueKind.Derivative
            ? _program.Values.FirstOrDefault(v => v.Shape.Equals(value.Shape) && v != value && value.Name.StartsWith(v.Name + '.',
                StringComparison.Ordinal)) : null)
        ?? value;

    /// <summary>Whether a value is what positions find in one another, before or after the softmax, or its gradient.</summary>
    public bool AreScores(Value value) => _scores.Contains(Subject(value));

    /// <summary>What the rows of a value's matrices are.</summary>
    public LetterAxis Rows(Value value)
    {
        Value of = Subject(value);
        return of.Shape.Rank < 2 ? LetterAxis.None
            : _letterRows.Contains(of) ? LetterAxis.Letters
            : _positionRows.Contains(of) ? LetterAxis.Positions
            : of.Kind is ValueKind.Activation or ValueKind.Input or ValueKind.Derivative && Positions > 1 && of.Shape[-2] == Positions
                ? LetterAxis.Positions : LetterAxis.None;
    }

    /// <summary>What the columns of a value's matrices are.</summary>
    public LetterAxis Columns(Value value)
    {
        Value of = Subject(value);
        return of.Shape.Rank == 0 ? LetterAxis.None
            : _letterColumns.Contains(of) && of.Shape[-1] == _letters.Length ? LetterAxis.Letters
            : _scores.Contains(of) || of == _tokens || of.Name == "targets" ? LetterAxis.Positions
            : LetterAxis.None;
    }

    /// <summary>The names of a value's rows, where they have any: letters, or places with the letters that stand there.</summary>
    public string[]? RowNames(Value value, int name = 0) =>
        Named(Rows(value), value.Shape.Rank < 2 ? 0 : value.Shape[-2], name, places: true);

    /// <summary>The names of a value's columns.</summary>
    public string[]? ColumnNames(Value value, int name = 0) =>
        Named(Columns(value), value.Shape.Rank == 0 ? 0 : value.Shape[-1], name, places: false);

    /// <summary>The name of the batch that an element belongs to: the first dimension of what is calculated goes over names.</summary>
    public int NameOf(Value value, int offset) =>
        Names > 1 && value.Shape.Rank > 2 && !Subject(value).IsLeaf ? Math.Min(value.Shape.IndexOf(offset)[0], Names - 1) : 0;

    /// <summary>The letters of an element's row and column: <c>2 m</c>, of attention <c>2 m → e</c>; empty where they have none.</summary>
    public string Where(Value value, int offset)
    {
        if (value.Shape.Rank == 0) return "";
        int[] index = value.Shape.IndexOf(offset);
        int name = NameOf(value, offset);
        string? row = value.Shape.Rank < 2 ? null : RowNames(value, name)?[index[^2]], column = ColumnNames(value, name)?[index[^1]];
        return string.Join(AreScores(value) ? " → " : " · ", new[] { row, column }.OfType<string>());
    }

    /// <summary>
    /// The letter of one entry along a dimension of a value: a token's, or the one that stands at a position; null where it has none.
    /// </summary>
    public string? Entry(Value value, int dimension, ReadOnlySpan<int> index)
    {
        int rank = value.Shape.Rank, at = index[dimension];
        LetterAxis axis = dimension == rank - 1 ? Columns(value) : dimension == rank - 2 ? Rows(value) : LetterAxis.None;
        // The rows of all names one below the other.
        if (rank == 2 && dimension == 0 && Names > 1 && value.Shape[0] == Names * Positions && !Subject(value).IsLeaf)
            return AtPlace(at / Positions, at % Positions);
        if (axis == LetterAxis.Letters) return at < _letters.Length ? _letters[at] : null;
        // A place is every name's where a table of places is shared.
        if (axis == LetterAxis.None || (Names > 1 && Subject(value).IsLeaf && Subject(value) != _tokens)) return null;
        return AtPlace(Names > 1 && rank > 1 ? Math.Min(index[0], Names - 1) : 0, at);
    }

    private string? AtPlace(int name, int position) => Of(name) is { } letters && position < letters.Length ? letters[position] : null;

    private string[]? Named(LetterAxis axis, int count, int name, bool places)
    {
        if (axis == LetterAxis.None) return null;
        if (axis == LetterAxis.Letters) return [.. _letters.Take(count)];
        string[] letters = Of(name);
        return [.. Enumerable.Range(0, count)
            .Select(p => (places ? $"{p} " : "") + (p < letters.Length ? letters[p] : places ? " " : "·"))];
    }

    private double[] Targets(int name)
    {
        if (_program.Find("targets") is not { } targets || _contents(targets) is not { } content
            || content.Length < (name + 1) * Positions)
            return [];
        return content.Data.Slice(name * Positions, Positions).ToArray();
    }
}
