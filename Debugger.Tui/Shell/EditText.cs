using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Shell;

/// <summary>Edits in words.</summary>
internal static class EditText
{
    /// <summary>Where there are more, the rest is counted.</summary>
    private const int Most = 4;

    /// <summary>Digits of a number in a name.</summary>
    public const int FewDigits = 6;

    /// <summary><c>w5</c>, <c>conv1.weight[0,0,1,1]</c>.</summary>
    public static string Name(Value value, int? offset) =>
        offset is int at && !value.Shape.IsScalar ? $"{value.Name}[{string.Join(",", value.Shape.IndexOf(at))}]" : value.Name;

    /// <summary>The names of what was changed, <c>w5, w6</c>.</summary>
    public static string Names(IReadOnlyList<Edit> edits) => Joined(edits.Select(e => Name(e.Value, e.Offset)));

    /// <summary><c>w5 = 0.3, x = (2, 3)</c>: a number, or of a tensor of several its shape.</summary>
    public static string Changes(IReadOnlyList<Edit> edits, int digits = 12) =>
        Joined(edits.Select(e => Change(e.Value, e.Offset, e.Content, digits)));

    /// <summary>One of them.</summary>
    public static string Change(Value value, int? offset, Tensor content, int digits = 12) =>
        $"{Name(value, offset)} = {(IsOneNumber(content) ? Numbers.Format(content[0], digits) : $"... {content.Shape}")}";

    private static bool IsOneNumber(Tensor content) => !content.Data.ContainsAnyExcept(content[0]);

    /// <summary>The first of several texts, and how many there are.</summary>
    public static string Joined(IEnumerable<string> texts) =>
        texts.ToArray() is var all && all.Length > Most ? $"{string.Join(", ", all[..Most])}, ... ({all.Length})" : string.Join(", ", all);
}
