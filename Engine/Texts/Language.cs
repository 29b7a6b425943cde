using System.Diagnostics.CodeAnalysis;

namespace Backstep.Engine.Texts;

/// <summary>The languages that people can read this program in.</summary>
public enum Language
{
    /// <summary>English.</summary>
    English,

    /// <summary>Chinese in simplified characters.</summary>
    ChineseSimplified,
}

/// <summary>How languages are named, and which one a system asks for.</summary>
public static class Languages
{
    /// <summary>The language's name as BCP 47 has it: <c>en</c>, <c>zh-Hans</c>.</summary>
    public static string Code(this Language language) => language == Language.ChineseSimplified ? "zh-Hans" : "en";

    /// <summary>Several things of which one is meant: <c>a, b or c</c>.</summary>
    public static string Any(this Language language, IReadOnlyList<string> names) =>
        names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names.SkipLast(1))}{PhraseTexts.In(language).Or}{names[^1]}";

    /// <summary>Reads a language's name: en, zh, zh-CN, zh_CN, zh-Hans and the like, in any case.
    /// Traditional Chinese is none of ours.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Language? language)
    {
        string tag = (text ?? "").Trim().Replace('_', '-').ToLowerInvariant();
        language = tag is "en" || tag.StartsWith("en-", StringComparison.Ordinal) ? Language.English
            : tag is "zh" or "zh-cn" or "zh-sg" or "zh-my" or "zh-hans"
                || tag.StartsWith("zh-hans-", StringComparison.Ordinal) ? Language.ChineseSimplified
            : null;
        return language is not null;
    }

    /// <summary>
    /// The language of the system, found as gettext does: the first of LC_ALL, LC_MESSAGES and LANG that is not empty is the locale;
    /// unless that is C or POSIX, the first language in LANGUAGE that there is comes before it. English where nothing is said.
    /// </summary>
    /// <param name="variable">Reads a variable of the environment, null when it is not set.</param>
    public static Language OfEnvironment(Func<string, string?> variable)
    {
        string locale = Locale(Set("LC_ALL") ?? Set("LC_MESSAGES") ?? Set("LANG") ?? "");
        if (locale is "" or "C" or "POSIX") return Language.English;
        foreach (string wanted in (variable("LANGUAGE") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Append(locale))
            if (TryParse(Locale(wanted), out Language? language)) return language.Value;
        return Language.English;

        string? Set(string name) => variable(name) is { Length: > 0 } value ? value : null;
    }

    /// <summary><c>zh_CN</c> of <c>zh_CN.UTF-8@pinyin</c>.</summary>
    private static string Locale(string value) => value.Split('.', '@')[0];
}
