using System.Globalization;

namespace Backstep.Debugger.Tui.Texts;

public partial class HomeTexts
{
    /// <summary>The tutorials that programs come from, by their numbers: <c>001, 003</c>.</summary>
    public string Tutorials(string numbers) =>
        string.Join(Language == Language.ChineseSimplified ? "、" : ", ", numbers.Split(", ").Select(Tutorial));

    /// <summary>When something is due for review next.</summary>
    public string NextReview(DateOnly day) => NextReviewOn(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    private string Tutorial(string number) => number switch
    {
        "000" => Tutorial000,
        "001" => Tutorial001,
        "002" => Tutorial002,
        "003" => Tutorial003,
        _ => Tutorial004,
    };
}
