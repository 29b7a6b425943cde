using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Backstep.Engine.Json;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Courses.Reading;

/// <summary>
/// Holds a file against the records of a course: every key, type, size and word that does not fit becomes a problem with its place. A file
/// without problems can be made into the records.
/// </summary>
internal sealed partial class FormatCheck(Problems problems)
{
    private readonly Dictionary<JsonPropertyInfo, MemberRules> _rules = [];

    public void Check(JsonPart part, Type type, MemberRules? rules = null)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        JsonTypeInfo info = CourseJson.Options.GetTypeInfo(type);
        if (type == typeof(string)) Word(part, rules);
        else if (type == typeof(LocalText)) Text(part);
        else if (type == typeof(bool)) Flag(part);
        else if (type.IsEnum) OneWord(part, [.. CourseJson.Words(type)]);
        else if (info.Kind == JsonTypeInfoKind.None) Number(part, type, rules);
        else if (info.Kind == JsonTypeInfoKind.Object) Object(part, info);
        else if (info.Kind == JsonTypeInfoKind.Enumerable) List(part, info.ElementType!, rules);
        else Map(part, info.ElementType!, rules);
    }

    /// <summary>A type as messages and the schema call it: <c>first_wrong_step_question</c>.</summary>
    public static string Name(Type type) => JsonNamingPolicy.SnakeCaseLower.ConvertName(type.Name);

    private static string Sort(JsonTypeInfo info) => Name(info.Type).Replace('_', ' ');

    private MemberRules Rules(JsonPropertyInfo member)
    {
        if (!_rules.TryGetValue(member, out MemberRules? rules)) _rules[member] = rules = new(member);
        return rules;
    }

    private void Object(JsonPart part, JsonTypeInfo info)
    {
        if (part is not ObjectPart o)
        {
            problems.Add(part, t => t.ObjectWanted(Sort(info), part.What(t.Language)));
            return;
        }
        List<string> keys = [];
        if (info.PolymorphismOptions is { } options)
        {
            keys.Add(options.TypeDiscriminatorPropertyName);
            if (Derived(o, o[keys[0]], info) is not { } derived) return;
            info = CourseJson.Options.GetTypeInfo(derived);
        }
        keys.AddRange(info.Properties.Select(p => p.Name));
        Keys(o, keys, info.Properties.Where(p => p.IsRequired).Select(p => p.Name));
        if (info.Type == typeof(Misconception) && (o[Misconception.Either] is null) == (o[Misconception.Or] is null))
            problems.Add(part, t => o[Misconception.Or] is null
                ? t.NeitherThere(Misconception.Either, Misconception.Or) : t.BothThere(Misconception.Either, Misconception.Or));
        foreach (JsonPropertyInfo member in info.Properties)
            if (o[member.Name] is { } value) Check(value, member.PropertyType, Rules(member));
    }

    private void Keys(ObjectPart o, IReadOnlyList<string> keys, IEnumerable<string> required)
    {
        foreach ((string key, JsonPart member) in o.Members)
            if (!keys.Contains(key)) problems.Add(member, t => t.NoSuchKey(Quoted.Near(key, keys), string.Join(", ", keys)));
        foreach (string key in required)
            if (o[key] is null) problems.Add(o, t => t.KeyMissing(key));
    }

    private Type? Derived(ObjectPart o, JsonPart? kind, JsonTypeInfo info)
    {
        string[] kinds = [.. CourseJson.Kinds(info).Select(k => k.Kind).Order(StringComparer.Ordinal)];
        string possible = string.Join(", ", kinds);
        if (kind is null) problems.Add(o, t => t.KindMissing(possible));
        else if (kind is not TextPart { Text: var name }) problems.Add(kind, t => t.KindWanted(kind.What(t.Language), possible));
        else if (!kinds.Contains(name))
            problems.Add(kind, t => t.NoSuchKind(Sort(info), Quoted.Shown(name), Quoted.Near(name, kinds), possible));
        else return CourseJson.Kinds(info).First(k => k.Kind == name).Type;
        return null;
    }

    private void List(JsonPart part, Type element, MemberRules? rules)
    {
        if (part is not ListPart { Items: var items })
        {
            problems.Add(part, t => t.ListWanted(part.What(t.Language)));
            return;
        }
        (int min, int max) = (rules?.MinLength ?? 0, rules?.MaxLength ?? int.MaxValue);
        if (items.Count < min) problems.Add(part, t => t.TooFew(min, items.Count == 0 ? null : items.Count));
        if (items.Count > max) problems.Add(part, t => t.TooMany(max, items.Count));
        foreach (JsonPart item in items) Check(item, element, rules);
        if (rules?.IsUnique != true) return;
        foreach (TextPart again in items.OfType<TextPart>().Where(t => t.Text.Length > 0).GroupBy(t => t.Text).SelectMany(g => g.Skip(1)))
            problems.Add(again, t => t.Twice(Quoted.Shown(again.Text)));
    }

    private void Map(JsonPart part, Type element, MemberRules? rules)
    {
        if (part is not ObjectPart map)
        {
            problems.Add(part, t => t.MapWanted(part.What(t.Language)));
            return;
        }
        foreach ((string name, JsonPart value) in map.Members)
        {
            if (element == typeof(Run))
            {
                if (!IsId(name)) problems.Add(value, t => t.NoRunName(Quoted.Shown(name)));
                else if (Regex.IsMatch(name, CourseFormat.ReservedRunNames)) problems.Add(value, t => t.RunNameTaken(name));
            }
            Check(value, element, rules);
        }
    }

    private void Text(JsonPart part)
    {
        if (part is ObjectPart o)
        {
            Keys(o, [LocalText.EnglishKey, LocalText.ChineseKey], [LocalText.EnglishKey]);
            foreach (JsonPart text in new[] { o[LocalText.EnglishKey], o[LocalText.ChineseKey] }.OfType<JsonPart>())
            {
                if (text is TextPart prose) Characters(prose, CourseFormat.MaxTextLength, multiline: true);
                else problems.Add(text, t => t.StringWanted(text.What(t.Language)));
            }
        }
        else if (part is TextPart text) Characters(text, CourseFormat.MaxTextLength, multiline: true);
        else problems.Add(part, t => t.TextWanted(part.What(t.Language)));
    }

    private void Word(JsonPart part, MemberRules? rules)
    {
        if (part is not TextPart text)
            problems.Add(part, t => part is NumberPart ? t.NumberUnquoted : t.StringWanted(part.What(t.Language)));
        else if (rules!.Allowed is { Count: > 0 } allowed) OneWord(part, [.. allowed.OfType<string>()]);
        else
        {
            bool isId = rules.Text!.Name == TextKind.Id;
            bool isGood = Characters(text, CourseFormat.MaxExpressionLength, multiline: false);
            if (isId && isGood && !IsId(text.Text)) problems.Add(part, t => t.NoId(Quoted.Shown(text.Text), $"{TextKind.MaxIdLength}"));
        }
    }

    private void OneWord(JsonPart part, IReadOnlyList<string> words)
    {
        if (part is not TextPart { Text: var word })
            problems.Add(part, t => part is NumberPart ? t.NumberUnquoted : t.StringWanted(part.What(t.Language)));
        else if (!words.Contains(word))
            problems.Add(part, t =>
                t.NotPossible(Quoted.Shown(word), Quoted.Near(word, words), string.Join(", ", words.Order(StringComparer.Ordinal))));
    }

    private bool Characters(TextPart part, int maxLength, bool multiline)
    {
        string text = part.Text;
        bool isEmpty = string.IsNullOrWhiteSpace(text);
        if (isEmpty) problems.Add(part, t => t.Empty);
        if (text.Length > maxLength) problems.Add(part, t => t.TooLong(text.Length, maxLength));
        foreach (char c in text)
        {
            if ((c == '\n' && multiline) || char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse)) continue;
            problems.Add(part, t => c == '\n' ? t.LineBreak : t.Invisible($"U+{(int)c:X4}"));
            break;
        }
        return !isEmpty;
    }

    private void Flag(JsonPart part)
    {
        if (part is not OtherPart { Literal: "true" or "false" }) problems.Add(part, t => t.FlagWanted(part.What(t.Language)));
    }

    private void Number(JsonPart part, Type type, MemberRules? rules)
    {
        string Shown(CourseTexts texts) =>
            part is NumberPart { Number: var n } ? n.ToString("R", CultureInfo.InvariantCulture) : part.What(texts.Language);
        double number = part is NumberPart { Number: var given } ? given : double.NaN;
        if (rules!.Allowed is [int only])
        {
            if (number != only) problems.Add(part, t => t.OtherFormat($"{only}", Shown(t)));
            return;
        }
        RangeAttribute range = rules.Range!;
        double min = Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture),
            max = Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture);
        if (type != typeof(double))
        {
            if (!(number >= min && number <= max && number == Math.Floor(number)))
                problems.Add(part, t => t.IntegerWanted($"{min}", $"{max}", Shown(t)));
        }
        else if (!(number > min && number <= max))
            problems.Add(part, t => max < double.MaxValue
                ? t.NumberAboveUpTo($"{min}", $"{max}", Shown(t)) : t.NumberAbove($"{min}", Shown(t)));
    }

    private static bool IsId(string text) => text.Length <= TextKind.MaxIdLength && IdPattern().IsMatch(text);

    [GeneratedRegex(TextKind.IdPattern)]
    private static partial Regex IdPattern();
}
