using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Shell;

/// <summary>Reads what <c>set</c> is given: <c>w5 = 0.3, conv1.weight[0, 0, 1, 1] 0.5</c>, or <c>@FILE</c> with such lines.</summary>
internal sealed class Assignments(DebugSession session, UiTexts texts)
{
    private IEnumerable<string> Names => session.Values.Names;

    /// <summary>What is to be set; every content is calculated from what the values are now.</summary>
    /// <exception cref="UsageException">It cannot be understood.</exception>
    /// <exception cref="ExpressionException">Likewise.</exception>
    public IReadOnlyList<Assignment> Read(string argument, string usage) =>
        argument.StartsWith('@') ? [.. FromFile(argument[1..].Trim(), usage)] : [.. Pieces(argument).Select(p => One(p, usage))];

    /// <summary>
    /// The assignments that are meant where a content for <paramref name="target"/> was asked for: <c>0.3, w6 = 0.4</c> sets the target and
    /// another value. Null where the text is a content and nothing more.
    /// </summary>
    public static string? Several(string target, string text)
    {
        string first = Pieces(text).First();
        return Sign(first) >= 0 ? text : first.Length < text.Length ? $"{target} = {text}" : null;
    }

    private IEnumerable<Assignment> FromFile(string path, string usage)
    {
        int number = 0;
        foreach (string line in Lines(path))
        {
            number++;
            if (line.Trim() is "" or ['#', ..]) continue;
            Assignment[] read;
            try
            {
                read = [.. Pieces(line).Select(p => One(p, usage))];
            }
            catch (Exception e) when (e is UsageException or ExpressionException)
            {
                throw new UsageException($"{path}:{number}: {e.Message}");
            }
            foreach (Assignment assignment in read) yield return assignment;
        }
        if (number == 0) throw new UsageException(texts.Usage.SetNeeds(usage));
    }

    private string[] Lines(string path)
    {
        if (!File.Exists(path)) throw new UsageException(texts.Usage.NoEdits(path));
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(texts.Usage.EditsUnreadable(path, e.Message.TrimEnd('.')));
        }
    }

    private Assignment One(string text, string usage)
    {
        (string target, string content) = Split(text);
        if (target.Length == 0 || content.Length == 0) throw new UsageException(texts.Usage.SetNeeds(usage));
        ValueReference reference = ValueReference.Parse(target, Names);
        Value value = session.Values.Lookup(reference.Name) ?? throw new UsageException(texts.Usage.CannotBeSet(reference.Name));
        Tensor wanted = Expression.Parse(content, Names).Evaluate(session.Values);
        if (!reference.Indices.IsEmpty)
            return wanted.Length == 1 ? new(value, wanted, reference.Resolve(value.Shape))
                : throw new UsageException(texts.Usage.NeedsOneNumber(target, wanted.Shape.ToString()));
        if (wanted.Shape.Equals(value.Shape)) return new(value, wanted);
        if (wanted.Length != 1) throw new UsageException(texts.Usage.NeedsShape(target, value.Shape.ToString(), wanted.Shape.ToString()));
        return new(value, Tensor.Full(value.Shape, wanted.Data[0]));
    }

    /// <summary>The text between commas that stand in no brackets.</summary>
    private static IEnumerable<string> Pieces(string text)
    {
        int start = 0;
        foreach (int i in Outside(text))
        {
            if (text[i] is not (',' or '，')) continue;
            yield return text[start..i];
            start = i + 1;
        }
        yield return text[start..];
    }

    /// <summary><c>w5 = 0.3</c> or <c>w5 0.3</c>; without a sign the target is as long as can be.</summary>
    private (string Target, string Content) Split(string text)
    {
        text = text.Trim();
        int sign = Sign(text);
        if (sign >= 0) return (text[..sign].TrimEnd(), text[(sign + 1)..].TrimStart());
        int[] ends = [.. Outside(text).Where(i => char.IsWhiteSpace(text[i]) || (i > 0 && text[i - 1] == ']'))];
        if (ends.Length == 0) return ("", "");
        int end = ends.LastOrDefault(i => IsReference(text[..i]), ends[0]);
        return (text[..end].TrimEnd(), text[end..].TrimStart());
    }

    /// <summary>Where the sign of an assignment stands; -1 if nowhere.</summary>
    private static int Sign(string text) =>
        Outside(text).FirstOrDefault(i => text[i] == '=' && (i == 0 || text[i - 1] is not ('=' or '<' or '>' or '!'))
            && (i + 1 == text.Length || text[i + 1] != '='), -1);

    private bool IsReference(string text)
    {
        try
        {
            ValueReference.Parse(text, Names);
            return true;
        }
        catch (ExpressionException)
        {
            return false;
        }
    }

    /// <summary>The places in a text that stand in no brackets.</summary>
    private static IEnumerable<int> Outside(string text)
    {
        int depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is '(' or '[') depth++;
            else if (text[i] is ')' or ']') depth--;
            else if (depth == 0) yield return i;
        }
    }
}
