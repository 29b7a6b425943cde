using System.Security.Cryptography;
using System.Text;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Progress;

/// <summary>What a profile may be called, and what its file is called.</summary>
public static class ProfileName
{
    /// <summary>The longest name, in UTF-16 units.</summary>
    public const int MaxLength = 64;

    private const int SlugLength = 24;

    /// <summary>The name without blanks around it.</summary>
    /// <exception cref="ProgressException">It is empty, too long, no valid Unicode, or
    /// holds a control character or a line break.</exception>
    public static string Check(string name)
    {
        string trimmed = name.Trim();
        return Problem(trimmed) is { } problem ? throw new ProgressException(l => ProgressTexts.In(l).NameRefused(problem.In(l))) : trimmed;
    }

    /// <summary>Why a profile cannot have this name; null where it can.</summary>
    public static LocalText? Problem(string name)
    {
        if (string.IsNullOrWhiteSpace(name)) return Said(t => t.NameEmpty);
        if (name.Length > MaxLength) return Said(t => t.NameTooLong(name.Length, MaxLength));
        // U+2028 and U+2029 break a line as a control character does.
        if (name.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029')) return Said(t => t.NameControl);
        for (int i = 0; i < name.Length; i++)
        {
            if (!char.IsSurrogate(name[i])) continue;
            if (!char.IsSurrogatePair(name, i)) return Said(t => t.NameNoUnicode);
            i++;
        }
        return null;

        static LocalText Said(Func<ProgressTexts, string> text) => LocalText.Of(l => text(ProgressTexts.In(l)));
    }

    /// <summary>
    /// The file's name without ending: what of the name is plain ASCII, for people, and a part of the name's SHA-256, so that no two names
    /// share a file, on no file system, and none is a reserved name.
    /// </summary>
    public static string FileStem(string name)
    {
        StringBuilder slug = new();
        foreach (char c in name)
        {
            if (slug.Length == SlugLength) break;
            if (char.IsAsciiLetterOrDigit(c))
                slug.Append(char.ToLowerInvariant(c));
            else if (slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        }
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..12];
        string readable = slug.ToString().Trim('-');
        return readable.Length > 0 ? $"{readable}-{hash}" : $"profile-{hash}";
    }
}

/// <summary>The saved game cannot be read, written or used; the message is one line with what, where and what to do.</summary>
public class ProgressException(Func<Language, string> line, Exception? cause = null) : LocalizedException(line, cause);
