using Backstep.Lessons.Flow;
using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Texts;

/// <summary>What the commands about lessons say.</summary>
public sealed class LessonCommandTexts(Language language) : TextArea(language)
{
    /// <summary>Where a lesson stands, in a word.</summary>
    public string State(LessonState state) => state switch
    {
        LessonState.Locked => Say("locked", "未解锁"),
        LessonState.Available => Say("open", "可学习"),
        LessonState.Solved => Say("solved", "已完成"),
        LessonState.SolvedWithHints => Say("solved with hints", "用提示完成"),
        LessonState.Skipped => Say("skipped", "已跳过"),
        _ => Say("begun", "已开始"),
    };

    /// <summary>How many questions a lesson has.</summary>
    public string Questions(int count) => Say(count == 1 ? "1 question" : $"{count} questions", $"{count} 道题");

    /// <summary>How many stars.</summary>
    public string Stars(int count) => Say(count == 1 ? "1 star" : $"{count} stars", $"{count} 颗星");

    /// <summary>The name of the kind of lesson in which a bug is to be found.</summary>
    public string Boss => Say("boss level", "Boss 关");

    /// <summary>Points, rank and days in a row.</summary>
    public string Standing(string profile, int xp, string rank, int days) =>
        Say($"{profile}: {xp} XP, {rank}, {(days == 1 ? "1 day" : $"{days} days")} in a row", $"{profile}：{xp} 经验值，{rank}，连续 {days} 天");

    /// <summary>A profile was made or chosen.</summary>
    public string Selected(string name) => Say($"{name} is the profile that plays from now on", $"现在使用的档案是 {name}");

    /// <summary>A profile was deleted.</summary>
    public string Deleted(string name) => Say($"the profile {name} is deleted", $"档案 {name} 已删除");

    /// <summary>There is no profile at all.</summary>
    public string NoProfiles => Say("there is no profile yet; the first lesson that is played makes one, or 'backstep lessons profile create NAME'", "还没有档案；第一次学习时会自动建立，也可以用 backstep lessons profile create NAME");

    /// <summary>A lesson was reset.</summary>
    public string WasReset(string lesson) => Say($"{lesson} stands as if it had never been opened", $"{lesson} 已恢复到从未打开的状态");

    /// <summary>A saved game was exported.</summary>
    public string Exported(string name, string file) => Say($"the saved game of {name} is in {file}", $"{name} 的进度已保存到 {file}");

    /// <summary>A saved game was imported.</summary>
    public string Imported(string name, string file) => Say($"{file} is part of the saved game of {name} now", $"{file} 已并入 {name} 的进度");
}
