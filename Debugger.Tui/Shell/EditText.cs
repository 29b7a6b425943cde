using Backstep.Engine.Debugging;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Shell;

/// <summary>Edits in words.</summary>
internal static class EditText
{
    /// <summary>Where there are more, the rest is counted.</summary>
    private const int Most = 4;

    /// <summary><c>w5</c>, <c>conv1.weight[0,0,1,1]</c>.</summary>
    public static string Name(Edit edit) =>
        edit.Offset is int offset && !edit.Value.Shape.IsScalar ? $"{edit.Value.Name}[{string.Join(",", edit.Value.Shape.IndexOf(offset))}]"
        : edit.Value.Name;

    /// <summary>The names of what was changed, <c>w5, w6</c>.</summary>
    public static string Names(IReadOnlyList<Edit> edits) => Joined(edits, Name);

    /// <summary><c>w5 = 0.3, x = (2, 3)</c>: a number, or of a tensor of several its shape.</summary>
    public static string Changes(IReadOnlyList<Edit> edits, int digits = 12) =>
        Joined(edits, e => $"{Name(e)} = {(IsOneNumber(e.Content) ? Numbers.Format(e.Content[0], digits) : $"... {e.Content.Shape}")}");

    private static bool IsOneNumber(Tensor content) => !content.Data.ContainsAnyExcept(content[0]);

    private static string Joined(IReadOnlyList<Edit> edits, Func<Edit, string> text) =>
        string.Join(", ", edits.Take(Most).Select(text)) + (edits.Count > Most ? $", ... ({edits.Count})" : "");
}
