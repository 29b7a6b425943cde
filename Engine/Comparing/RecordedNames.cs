using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Comparing;

/// <summary>What names that people give to numbers say about them.</summary>
internal static partial class RecordedNames
{
    private static ImmutableArray<string> Losses { get; } = ["loss", "l", "e", "j", "cost", "error", "total_loss", "mse"];
    private static ImmutableArray<string> Inputs { get; } = ["x", "inputs", "input", "images", "data", "batch"];
    private static ImmutableArray<string> Targets { get; } = ["y", "t", "target", "targets", "label", "labels", "y_true"];

    /// <summary>Of what a name says that it is the gradient: <c>W1</c> of <c>dW1</c>, <c>grad_W1</c>, <c>W1.grad</c>, <c>dL_dW1</c>;
    /// null where it says no such thing.</summary>
    public static string? GradientOf(string name)
    {
        Match match = Gradient().Match(name);
        return match.Success ? match.Groups.Values.Skip(1).First(g => g.Success).Value : null;
    }

    /// <summary>Of what a name says that it is the updated one: <c>W1</c> of <c>W1_new</c>; null where it says no such thing.</summary>
    public static string? UpdatedOf(string name) => Updated().Match(name) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>A name without what differs between two ways of writing it: wrappers, letter case, dots and underscores.</summary>
    public static string Plain(string name) => Separators().Replace(Wrapper().Replace(name, ""), "").ToLowerInvariant();

    public static bool IsLoss(string name) => Losses.Contains(name.ToLowerInvariant());

    public static bool IsInput(string name) => Inputs.Contains(name.ToLowerInvariant());

    public static bool IsTarget(string name) => Targets.Contains(name.ToLowerInvariant());

    /// <summary>The program's parameter that a name means by itself: the same name, or <c>W2</c> for the second weight.</summary>
    /// <param name="fromZero">Whether the names count from 0.</param>
    public static Value? Parameter(string name, Program program, bool fromZero)
    {
        string plain = Plain(name);
        if (program.Parameters.FirstOrDefault(p => p.Name == name) is { } same) return same;
        if (program.Parameters.FirstOrDefault(p => Plain(p.Name) == plain) is { } alike) return alike;
        Match match = Numbered().Match(name);
        if (!match.Success) return null;
        bool bias = match.Groups[1].Value.StartsWith("b", StringComparison.OrdinalIgnoreCase);
        Value[] those = [.. program.Parameters.Where(p => IsBias(p) == bias)];
        if (match.Groups[2].Value is not { Length: > 0 } number) return those.Length == 1 ? those[0] : null;
        int index = int.Parse(number, CultureInfo.InvariantCulture) - (fromZero ? 0 : 1);
        return those.ElementAtOrDefault(index);
    }

    /// <summary>Whether names such as <c>W0</c> are there, so that <c>W1</c> is the second.</summary>
    public static bool CountFromZero(IEnumerable<string> names) =>
        names.Select(n => Numbered().Match(n)).Any(m => m.Success && m.Groups[2].Value == "0");

    public static bool IsBias(Value parameter) => parameter.Name.EndsWith("bias", StringComparison.Ordinal)
        || (parameter.Shape.Rank < 2 && parameter.Name.StartsWith('b'));

    [GeneratedRegex(
        @"^(?:d[LEJ](?:oss)?[_/]?d_?(.+)|dloss[_/]?d_?(.+)|∂[LE]/∂(.+)|(.+)[._]grad(?:ient)?"
        + @"|grad(?:ient)?[_ .]?(?:of[_ ])?(.+)|[dg]_?([A-Za-z]\w{0,12}))$")]
    private static partial Regex Gradient();

    [GeneratedRegex(@"^(.+?)(?:_new|_after|_updated|_next|\+|⁺)$")]
    private static partial Regex Updated();

    [GeneratedRegex(@"^(?:module\.|_orig_mod\.|model\.|net\.)+")]
    private static partial Regex Wrapper();

    [GeneratedRegex(@"[._\s-]")]
    private static partial Regex Separators();

    [GeneratedRegex(@"^([Ww](?:eights?)?|[Bb](?:ias(?:es)?)?)_?([0-9]{0,2})$")]
    private static partial Regex Numbered();
}
