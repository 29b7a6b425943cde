namespace Backstep.Engine.Json;

/// <summary>Pieces of a person's file in messages.</summary>
public static class Quoted
{
    /// <summary>A piece of the file: shortened, in one line.</summary>
    public static string Shown(string text) =>
        $"\"{string.Concat((text.Length <= 60 ? text : text[..60] + "...")
            .Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c))}\"";

    /// <summary>A path in front of a message.</summary>
    public static string Path(string path) =>
        string.Concat((path.Length <= 200 ? path : "..." + path[^200..]).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));

    /// <summary>What may have been meant; empty if nothing is near.</summary>
    public static string Near(string typed, IEnumerable<string> known) => typed.Length > 60 ? "" :
        known.Select(k => (Name: k, Distance: EditDistance.Between(typed, k)))
            .Where(n => n.Distance <= (typed.Length < 4 ? 1 : Math.Max(2, typed.Length / 3)))
            .OrderBy(n => n.Distance).Select(n => n.Name).FirstOrDefault() ?? "";
}
