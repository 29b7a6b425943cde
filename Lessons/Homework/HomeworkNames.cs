using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Homework;

/// <summary>What a name in a learner's notes stands for.</summary>
/// <param name="Value">The value.</param>
/// <param name="IsUpdated">Whether what the update makes of a parameter is meant, <c>w5⁺</c>.</param>
internal sealed record NamedNumber(Value Value, bool IsUpdated);

/// <summary>
/// Finds values by the names that learners have for them: as the program spells them, without its signs (<c>dE/dw5</c>, <c>w5_new</c>,
/// <c>w₅⁺</c>), in other textbooks' words (<c>net_h1</c>, <c>E_total</c>, <c>η</c>).
/// </summary>
internal sealed partial class HomeworkNames
{
    private readonly Program _program;
    private readonly ILookup<string, NamedNumber> _byKey;

    public HomeworkNames(Program program)
    {
        _program = program;
        _byKey = HistoryResolver.NamesOf(program)
            .Select(n => (Key: Key(n), Meant: HistoryResolver.Lookup(program, n) is { } v ? new NamedNumber(v, IsUpdated(n, v)) : null))
            .Where(n => n.Meant is not null).Distinct().ToLookup(n => n.Key, n => n.Meant!, StringComparer.Ordinal);
    }

    /// <summary>The value that a name without indices stands for.</summary>
    /// <exception cref="HomeworkException">It stands for none, or for several.</exception>
    public NamedNumber Find(string typed)
    {
        if (HistoryResolver.Lookup(_program, typed) is { } exact) return new(exact, IsUpdated(typed, exact));
        string plain = NewPattern().Replace(Typed(typed), m => m.Groups["name"].Value + '+');
        foreach (string spelling in Spellings(plain))
        {
            NamedNumber[] found = [.. _byKey[Key(spelling)]];
            if (found.Length == 1) return found[0];
            if (found.Length > 1) throw Several(typed, found);
        }
        // h1 is all that l_h1 and out_h1 have in common.
        NamedNumber[] ends = [.. _program.Values
            .Where(v => v.Kind is not (ValueKind.Gradient or ValueKind.Derivative)
                && v.Name.IndexOf('_', StringComparison.Ordinal) is > 0 and var at
                && Key(v.Name[(at + 1)..]) == Key(plain)).Select(v => new NamedNumber(v, false))];
        if (ends.Length == 1) return ends[0];
        if (ends.Length > 1) throw Several(typed, ends);
        try
        {
            ValueReference.Parse(typed, HistoryResolver.NamesOf(_program));
        }
        catch (ExpressionException e)
        {
            throw new HomeworkException(e.Problem);
        }
        throw new HomeworkException(l => HomeworkTexts.In(l).Counts(typed));
    }

    private static HomeworkException Several(string typed, NamedNumber[] found) =>
        new(l => HomeworkTexts.In(l).Several(typed, string.Join(", ", found.Select(f => f.Value.Name))));

    private static bool IsUpdated(string name, Value value) => value.Kind == ValueKind.Parameter && name.EndsWith('⁺');

    /// <summary>A name in the words of other books, one after the other.</summary>
    private IEnumerable<string> Spellings(string name)
    {
        yield return name;
        string other = LossPattern().Replace(name, $"d{_program.Loss?.Name ?? "E"}/d");
        other = DeltaPattern().Replace(other, $"d{_program.Loss?.Name ?? "E"}/dl_");
        other = SumPattern().Replace(other, "l_");
        other = OutPattern().Replace(other, "out_");
        other = WordPattern().Replace(other, m => m.Value[..1]);
        yield return other;
        // dw5 is what many write for the gradient.
        if (other.Length > 1 && other[0] is 'd' or '∂' or '∇') yield return other[1..] + ".grad";
        if (GradientPattern().Match(other) is { Success: true } gradient) yield return gradient.Groups["of"].Value + ".grad";
        if (TargetPattern().Match(other) is { Success: true } target) yield return "target_o" + target.Groups["n"].Value;
        if (InputPattern().Match(other) is { Success: true } input) yield return "i" + input.Groups["n"].Value;
        if (RatePattern().IsMatch(other)) yield return "lr";
        if (TotalPattern().IsMatch(other) && _program.Loss is { } loss) yield return loss.Name;
    }

    /// <summary>
    /// Indices, superscripts and full-width signs as a keyboard has them; this program runs without the system's tables for it.
    /// </summary>
    private static string Typed(string name) => string.Create(name.Trim().Length, name.Trim(), (text, from) =>
    {
        for (int i = 0; i < text.Length; i++)
            text[i] = from[i] switch
            {
                >= '₀' and <= '₉' and var index => (char)(index - '₀' + '0'),
                '⁺' => '+',
                >= '\uFF01' and <= '\uFF5E' and var wide => (char)(wide - 0xFEE0),
                var other => other,
            };
    });

    /// <summary>What is left of a name without signs, case and the way indices are set.</summary>
    private static string Key(string name)
    {
        var key = new StringBuilder();
        foreach (char c in Typed(name).ToLowerInvariant())
        {
            if (c is '∂' or 'δ') key.Append('d');
            else if (char.IsLetterOrDigit(c) || c == '+') key.Append(c);
        }
        return key.ToString();
    }

    [GeneratedRegex(
        @"^(?:(?:new|updated|next)[_ ]+(?<name>.+)|(?<name>.+?)(?:[_ ]*(?:new|updated|next|neu|\u65B0)|\((?:new|t\+1)\)|['′*]))$",
        RegexOptions.IgnoreCase)]
    private static partial Regex NewPattern();

    [GeneratedRegex(@"^[d∂](?:e_?total|loss|cost|error|e|l|j|c)\s*[/_]?\s*[d∂](?=\w)", RegexOptions.IgnoreCase)]
    private static partial Regex LossPattern();

    [GeneratedRegex(@"^(?:delta|δ)[_ ]*(?=[ho]\d)", RegexOptions.IgnoreCase)]
    private static partial Regex DeltaPattern();

    [GeneratedRegex(@"(?<![a-ce-z])(?:net|in|sum|z)[_ ]*(?=[ho]\d)", RegexOptions.IgnoreCase)]
    private static partial Regex SumPattern();

    [GeneratedRegex(@"(?<![a-ce-z])(?:act|a)[_ ]*(?=[ho]\d)", RegexOptions.IgnoreCase)]
    private static partial Regex OutPattern();

    [GeneratedRegex(@"(?<![a-ce-z])(?:weight|bias)(?=[_ ]*\d)", RegexOptions.IgnoreCase)]
    private static partial Regex WordPattern();

    [GeneratedRegex(@"^(?:grad|gradient|nabla|∇)[_ (]*(?<of>[^)]+)\)?$", RegexOptions.IgnoreCase)]
    private static partial Regex GradientPattern();

    [GeneratedRegex(@"^(?:target|t|y)[_ ]*(?<n>\d+)$", RegexOptions.IgnoreCase)]
    private static partial Regex TargetPattern();

    [GeneratedRegex(@"^(?:input|x)[_ ]*(?<n>\d+)$", RegexOptions.IgnoreCase)]
    private static partial Regex InputPattern();

    [GeneratedRegex(@"^(?:η|eta|α|alpha|learning[_ ]?rate|rate)$", RegexOptions.IgnoreCase)]
    private static partial Regex RatePattern();

    [GeneratedRegex(@"^(?:e[_ ]?total|total[_ ]?error|loss|cost|error)$", RegexOptions.IgnoreCase)]
    private static partial Regex TotalPattern();
}
