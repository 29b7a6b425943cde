using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Backstep.Engine;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Courses.Reading;

/// <summary>
/// The members of one object of the file, taken by key and type. What is wrong goes into the problems and a stand-in comes back, so that
/// reading goes on; a file with problems is never handed out.
/// </summary>
internal sealed partial class Fields
{
    private static readonly JsonObject Nothing = new("$", 0, []);

    private readonly JsonObject _object;
    private readonly ReadingContext _context;

    /// <summary>Opens <paramref name="part"/> as the sort of object that <see cref="CourseFormat.Objects"/> calls <paramref name="sort"/>.</summary>
    public Fields(JsonPart part, string sort, ReadingContext context)
    {
        _context = context;
        if (part is not JsonObject o)
        {
            context.Problems.Add(part, $"an object {{...}} is wanted here ({sort.Replace('_', ' ')}), this is {part.What}");
            _object = Nothing with { Path = part.Path, Line = part.Line };
            IsUsable = false;
            return;
        }
        _object = o;
        ObjectKeys keys = CourseFormat.Objects[sort];
        foreach ((string key, JsonPart member) in o.Members)
            if (!keys.All.Contains(key))
                context.Problems.Add(member, $"there is no such key here;{Near(key, keys.All)} keys: {string.Join(", ", keys.All)}");
        foreach (string key in keys.Required)
            if (o[key] is null)
                context.Problems.Add(o.Path, o.Line, $"the key {key} is missing; add it");
    }

    /// <summary>Whether it is an object at all.</summary>
    public bool IsUsable { get; } = true;

    /// <summary>Where it stands.</summary>
    public string Path => _object.Path;

    /// <summary>A member; null if it is not there.</summary>
    public JsonPart? this[string key] => _object[key];

    public bool Has(string key) => _object[key] is not null;

    /// <summary>A text for people.</summary>
    public LocalText Text(string key) => OptionalText(key) ?? new("", null);

    public LocalText? OptionalText(string key) => _object[key] is { } part ? TextOf(part, _context) : null;

    /// <summary>A text for people, in one language or in both.</summary>
    public static LocalText TextOf(JsonPart part, ReadingContext context)
    {
        LocalText text;
        if (part is JsonText plain) text = new(Checked(plain, context, CourseFormat.MaxTextLength, multiline: true), null);
        else if (part is JsonObject)
        {
            var fields = new Fields(part, "translations", context);
            text = new(fields.Prose("en") ?? "", fields.Prose("zh-Hans"));
        }
        else
        {
            context.Problems.Add(part, $"a text is wanted here: \"...\" or {{\"en\": \"...\", \"zh-Hans\": \"...\"}}, this is {part.What}");
            return new("", null);
        }
        context.Texts.Add(new(part.Path, text));
        return text;
    }

    /// <summary>An id in kebab case.</summary>
    public string Id(string key)
    {
        if (_object[key] is not { } part) return "";
        string id = Plain(part);
        if (part is JsonText && id.Length > 0 && !IsKebab(id))
            _context.Problems.Add(part, $"{Shown(id)} is no id; write small letters, digits and hyphens, such as hidden-gradient (64 at most)");
        return id;
    }

    /// <summary>An expression, a name or the like: one line, not empty.</summary>
    public string Name(string key) => OptionalName(key) ?? "";

    public string? OptionalName(string key) => _object[key] is { } part ? Plain(part) : null;

    /// <summary>One of a few words.</summary>
    public string? Word(string key, FrozenSet<string> words)
    {
        if (_object[key] is not { } part) return null;
        string word = Plain(part);
        if (part is JsonText && !words.Contains(word))
            _context.Problems.Add(part, $"{Shown(word)} is not possible here;{Near(word, words)} possible: {string.Join(", ", words.Order(StringComparer.Ordinal))}");
        return words.Contains(word) ? word : null;
    }

    /// <summary>A whole number from <paramref name="min"/> to <paramref name="max"/>.</summary>
    public long? Integer(string key, long min, long max)
    {
        if (_object[key] is not { } part) return null;
        if (part is JsonNumber { Number: var n } && n == Math.Floor(n) && n >= min && n <= max) return (long)n;
        string what = part is JsonNumber number ? number.Number.ToString("R", CultureInfo.InvariantCulture) : part.What;
        _context.Problems.Add(part, $"a whole number from {min} to {max} is wanted here, this is {what}");
        return null;
    }

    /// <summary>True or false.</summary>
    public bool? Flag(string key)
    {
        if (_object[key] is not { } part) return null;
        if (part is JsonOther { Literal: "true" or "false" } flag) return flag.Literal == "true";
        _context.Problems.Add(part, $"true or false is wanted here, this is {part.What}");
        return null;
    }

    /// <summary>A number for which <paramref name="holds"/>; <paramref name="wanted"/> says which.</summary>
    public double? Number(string key, Func<double, bool> holds, string wanted)
    {
        if (_object[key] is not { } part) return null;
        if (part is JsonNumber { Number: var n } && double.IsFinite(n) && holds(n)) return n;
        string what = part is JsonNumber number ? number.Number.ToString("R", CultureInfo.InvariantCulture) : part.What;
        _context.Problems.Add(part, $"{wanted} is wanted here, this is {what}");
        return null;
    }

    /// <summary>The items of a list of <paramref name="min"/> to <paramref name="max"/>; none if the key is not there.</summary>
    public IReadOnlyList<JsonPart> List(string key, int min = 0, int max = int.MaxValue)
    {
        if (_object[key] is not { } part) return [];
        if (part is not JsonList list)
        {
            _context.Problems.Add(part, $"a list [...] is wanted here, this is {part.What}");
            return [];
        }
        if (list.Items.Count < min) _context.Problems.Add(part, $"{min} or more {(min == 1 ? "is" : "are")} wanted here, there {(list.Items.Count == 1 ? "is 1" : list.Items.Count == 0 ? "are none" : $"are {list.Items.Count}")}");
        if (list.Items.Count > max) _context.Problems.Add(part, $"{max} at most are wanted here, there are {list.Items.Count}");
        return list.Items;
    }

    /// <summary>A list of names or expressions, each once.</summary>
    public ImmutableArray<string> Names(string key, int min = 0)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        ImmutableArray<string> names = [.. List(key, min).Select(Plain)];
        IReadOnlyList<JsonPart> parts = List(key);
        for (int i = 0; i < names.Length; i++)
            if (names[i].Length > 0 && !seen.Add(names[i])) _context.Problems.Add(parts[i], $"{Shown(names[i])} is there twice; leave one out");
        return names;
    }

    /// <summary>Expressions, of which two may be alike.</summary>
    public ImmutableArray<string> Expressions(string key, int min = 0) => [.. List(key, min).Select(Plain)];

    /// <summary>The members of an object whose keys are names.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonPart>> Map(string key)
    {
        if (_object[key] is not { } part) return [];
        if (part is JsonObject map) return map.Members;
        _context.Problems.Add(part, $"an object {{...}} is wanted here, this is {part.What}");
        return [];
    }

    /// <summary><c>{"lr": "0.5"}</c>.</summary>
    public ImmutableArray<Setting> Settings(string key) => [.. Map(key).Select(m => new Setting(m.Key, Plain(m.Value)))];

    /// <summary>A member that is an object, read by <paramref name="read"/>; null if it is not there.</summary>
    public T? Object<T>(string key, Func<JsonPart, T> read)
        where T : class => _object[key] is { } part ? read(part) : null;

    /// <summary>Adds a problem at a member, or at this object if the member is not there.</summary>
    public void Problem(string? key, string message) => _context.Problems.Add((key is null ? null : _object[key]) ?? _object, message);

    /// <summary>Whether <paramref name="text"/> is an id: small letters and digits, in groups with hyphens between.</summary>
    public static bool IsKebab(string text) => text.Length <= 64 && KebabPattern().IsMatch(text);

    /// <summary>A piece of the file in a message: shortened, in one line.</summary>
    public static string Shown(string text) =>
        "\"" + new string([.. (text.Length <= 60 ? text : text[..60] + "...").Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]) + "\"";

    /// <summary><c> did you mean x?</c>, or nothing.</summary>
    public static string Near(string typed, IEnumerable<string> known)
    {
        if (typed.Length > 60) return "";
        var near = known.Select(k => (k, d: EditDistance.Between(typed, k))).Where(n => n.d <= (typed.Length < 4 ? 1 : Math.Max(2, typed.Length / 3))).OrderBy(n => n.d).Select(n => n.k).FirstOrDefault();
        return near is null ? "" : $" did you mean {near}?";
    }

    private string? Prose(string key)
    {
        if (_object[key] is not { } part) return null;
        if (part is JsonText text) return Checked(text, _context, CourseFormat.MaxTextLength, multiline: true);
        _context.Problems.Add(part, $"a text \"...\" is wanted here, this is {part.What}");
        return null;
    }

    private string Plain(JsonPart part)
    {
        if (part is JsonText text) return Checked(text, _context, CourseFormat.MaxExpressionLength, multiline: false);
        _context.Problems.Add(part, part is JsonNumber ? "a text \"...\" is wanted here; put the number into quotation marks" : $"a text \"...\" is wanted here, this is {part.What}");
        return "";
    }

    private static string Checked(JsonText part, ReadingContext context, int maxLength, bool multiline)
    {
        string text = part.Text;
        if (string.IsNullOrWhiteSpace(text)) context.Problems.Add(part, "this is empty; write something or leave the key out");
        if (text.Length > maxLength) context.Problems.Add(part, $"this is {text.Length} characters long; {maxLength} are possible");
        foreach (char c in text)
        {
            if (c == '\n' && multiline) continue;
            if (char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse)) continue;
            context.Problems.Add(part, c == '\n' ? "a line break is not possible here; write one line" : $"the invisible character U+{(int)c:X4} is not possible here; take it out");
            break;
        }
        return text;
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex KebabPattern();
}

/// <summary>What reading a file gathers beside the course itself.</summary>
internal sealed class ReadingContext
{
    public Problems Problems { get; } = new();

    public List<PlacedText> Texts { get; } = [];
}
