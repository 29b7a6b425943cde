using Backstep.Engine.Texts;

namespace Backstep.Debugger.Tui.Texts;

public partial class CommonTexts
{
    /// <summary>Things one after another, as the language divides them: <c>a, b</c>.</summary>
    public string List(IEnumerable<string> things) => string.Join(Language == Language.ChineseSimplified ? "、" : ", ", things);
}
