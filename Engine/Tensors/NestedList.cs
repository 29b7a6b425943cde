namespace Backstep.Engine.Tensors;

/// <summary>Reads lists of lists as Python and NumPy write them: <c>[[0.5, -0.2], [1/3, 0]]</c>, <c>[1. 2. 3.]</c>.</summary>
public static class NestedList
{
    /// <summary>The shape and the texts of the elements, row-major; null where the brackets do not close, or rows have several lengths.
    /// A text without brackets is a scalar.</summary>
    public static (Shape Shape, string[] Elements)? Read(string text)
    {
        text = text.Trim();
        if (!text.StartsWith('[')) return (Shape.Scalar, [text]);
        if (!text.EndsWith(']')) return null;
        string inner = text[1..^1].Trim();
        if (!inner.StartsWith('['))
        {
            string[] elements = Outside(inner, inner.Contains(',', StringComparison.Ordinal) ? [','] : [' ', '\t', '\n', '\r']);
            return elements.Contains("") ? null : (new Shape(elements.Length), elements);
        }
        var rows = new List<(Shape Shape, string[] Elements)>();
        foreach (string row in Outside(inner.ReplaceLineEndings(" ").Replace("] [", "],[", StringComparison.Ordinal), [',']))
        {
            if (!row.StartsWith('[') || Read(row) is not { } read || (rows.Count > 0 && !rows[0].Shape.Equals(read.Shape))) return null;
            rows.Add(read);
        }
        return (new Shape([rows.Count, .. rows[0].Shape.Dims]), [.. rows.SelectMany(r => r.Elements)]);
    }

    /// <summary>The pieces between separators that stand in no brackets; blanks part once, however many there are.</summary>
    private static string[] Outside(string text, char[] separators)
    {
        var pieces = new List<string>();
        int depth = 0, start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] is ('[' or '(')) depth++;
            else if (i < text.Length && text[i] is (']' or ')')) depth--;
            else if (i == text.Length || (depth == 0 && separators.Contains(text[i])))
            {
                pieces.Add(text[start..i].Trim());
                start = i + 1;
            }
        }
        return separators is [','] ? [.. pieces] : [.. pieces.Where(p => p.Length > 0)];
    }
}
