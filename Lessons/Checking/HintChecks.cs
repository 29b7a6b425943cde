using Backstep.Lessons.Courses;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Checking;

/// <summary>Whether each of the four hints is there, written or made by the engine, and none is too long to be read.</summary>
internal static class HintChecks
{
    /// <summary>Hints of 80 to 160 words were judged the best ones, longer ones worse (arXiv 2411.18151).</summary>
    public const int MostWords = 160;

    /// <summary>What 160 English words come to in Chinese, about.</summary>
    public const int MostCharacters = 280;

    public static void Run(Question question, LessonWorld world, Findings findings)
    {
        string path = question.At("hints");
        if (findings.Try(path, () => HintLadder.Of(question, world)) is not { } hints) return;
        var levels = new[] { ("idea", hints.Idea), ("formula", hints.Formula), ("numbers", hints.Numbers), ("answer", hints.Answer) };
        string[] missing = [.. levels.Where(h => h.Item2 is null).Select(h => h.Item1)];
        if (missing.Length > 0)
            findings.Add(path, t => t.NoHint(string.Join(t.And, missing), missing.Length == 1));
        foreach ((string name, LocalText? text) in levels)
        {
            if (text is null) continue;
            string place = $"{path}.{name}";
            int words = Words(text.English), characters = Characters(text.Chinese ?? "");
            if (words > MostWords) findings.Warn(place, t => t.HintTooLong(words, MostWords));
            if (characters > MostCharacters) findings.Warn(place, t => t.ChineseHintTooLong(characters, MostCharacters));
        }
    }

    private static int Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>Chinese signs one by one, what else there is word by word.</summary>
    private static int Characters(string text)
    {
        int signs = text.Count(IsChinese);
        return signs + Words(string.Concat(text.Select(c => IsChinese(c) ? ' ' : c)));
    }

    private static bool IsChinese(char c) => c is >= '\u4E00' and <= '\u9FFF';
}
