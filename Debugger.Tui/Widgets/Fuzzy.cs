namespace Backstep.Debugger.Tui.Widgets;

/// <summary>Finds what is meant by a few letters: <c>stp</c> finds <c>step</c>, <c>next tl</c> finds <c>Next timeline</c>.</summary>
internal static class Fuzzy
{
    private const int AtStart = 8, AtWord = 6, Together = 4;

    /// <summary>
    /// How well a text fits; null where a word of the pattern has letters that are not there in this order. Each word of the pattern may
    /// stand anywhere.
    /// </summary>
    public static int? Score(string pattern, string text)
    {
        int score = 0;
        foreach (string word in pattern.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Word(word, text) is not { } fits) return null;
            score += fits;
        }
        return score;
    }

    private static int? Word(string word, string text)
    {
        // As it stands is better than letter by letter, and at the beginning of a word better than within.
        int? best = null;
        for (int at = text.IndexOf(word,
            StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
            best = Math.Max(best ?? 0, word.Length * Together + (at == 0 ? 2 * AtStart : Begins(text, at) ? 2 * AtWord : AtWord));
        if (best is not null) return best;
        int score = 0, last = -1;
        foreach (char letter in word)
        {
            int found = text.IndexOf(letter.ToString(), last + 1, StringComparison.OrdinalIgnoreCase);
            if (found < 0) return null;
            score += found == last + 1 ? Together : Begins(text, found) ? Together : -1;
            last = found;
        }
        return score;
    }

    private static bool Begins(string text, int at) => at == 0 || !char.IsLetterOrDigit(text[at - 1]);
}
