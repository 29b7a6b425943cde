using Backstep.Engine.Debugging.Explaining;

namespace Backstep.Debugger.Tui.Texts;

public partial class ExplanationTexts
{
    /// <summary>How many terms there are, and how many groups of them.</summary>
    public string Grouped(int terms, TermGroups groups) =>
        groups.HasOneSize ? GroupsOfOneSize(terms, groups.Groups.Length, groups.Groups[0].Count)
            : GroupsOfTerms(terms, groups.Groups.Length);

    /// <summary>A way to look at a long sum; null for single terms.</summary>
    public string Grouping(GroupedBy? by) => by switch
    {
        GroupedBy.Image => ByImage,
        GroupedBy.Channel => ByChannel,
        GroupedBy.Position => ByPosition,
        _ => SingleTerms,
    };
}
