using Backstep.Lessons.Grading;
using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Texts;

/// <summary>What a lesson says that is played as plain text.</summary>
public sealed class LessonShellTexts(Language language) : TextArea(language)
{
    /// <summary>Above a page.</summary>
    public string Page(int number, int count) => Say($"Page {number} of {count}", $"第 {number} 页，共 {count} 页");

    /// <summary>What can be typed under a page.</summary>
    public string PageWords => Say("Enter goes on; back, skip, quit", "回车继续；back 上一页，skip 跳过，quit 离开");

    /// <summary>Above an exercise.</summary>
    public string Goal(string goal) => Say($"Goal: {goal}", $"目标：{goal}");

    /// <summary>What can be typed in an exercise.</summary>
    public string ExerciseWords => Say("The debugger's words (step, next, finish, back, until, print, explain, set, help); goal, reach (shows the way; counts as a hint), skip, quit",
        "调试器命令（step、next、finish、back、until、print、explain、set、help）；goal 查看目标，reach 演示做法（算一次提示），skip 跳过，quit 离开");

    /// <summary>What can be typed where a network is to be trained.</summary>
    public string TrainingWords => Say("train begins; goal, skip, quit; the debugger's words work, too", "train 开始训练；goal 查看目标，skip 跳过，quit 离开；也可以用调试器命令");

    /// <summary>The goal has been reached.</summary>
    public string GoalReached(int movements, int? par) => par is null
        ? Say("Goal reached. Enter goes on.", "目标达成。回车继续。")
        : Say($"Goal reached with {(movements == 1 ? "1 movement" : $"{movements} movements")}, {par} is the fewest. Enter goes on.", $"目标达成，用了 {movements} 步，最少 {par} 步。回车继续。");

    /// <summary>A movement of the way that is shown.</summary>
    public string Way(string movements) => Say($"The way: {movements}", $"做法：{movements}");

    /// <summary>A training begins, or its other data set is used.</summary>
    public string OtherData(string why, string data) => Say($"{why}. The training uses {data} instead.", $"{why}。改用 {data} 训练。");

    /// <summary>How far a training is.</summary>
    public string Training(int epoch, int epochs, long step, long steps, string loss, string accuracy, string speed) =>
        Say($"epoch {epoch} of {epochs}, batch {step} of {steps}: loss {loss}, accuracy {accuracy}, {speed} images/s", $"第 {epoch}/{epochs} 轮，第 {step}/{steps} 批：损失 {loss}，准确率 {accuracy}，每秒 {speed} 张");

    /// <summary>A training was stopped.</summary>
    public string TrainingStopped => Say("stopped", "已停止");

    /// <summary>Above a question.</summary>
    public string Question(int number, int count, string id) => Say($"Question {number} of {count} ({id})", $"第 {number} 题，共 {count} 题（{id}）");

    /// <summary>What can be typed under a question.</summary>
    public string QuestionWords => Say("? gives a hint; debug, pages, skip (this question), skip lesson, quit", "? 提示；debug 回到调试器，pages 回到课文，skip 跳过本题，skip lesson 跳过本课，quit 离开");

    /// <summary>A hint and how many there are.</summary>
    public string Hint(int level, int count) => Say($"Hint {level} of {count}", $"提示 {level}/{count}");

    /// <summary>There is no further hint.</summary>
    public string NoMoreHints => Say("there are no more hints", "没有更多提示了");

    /// <summary>The verdict in a word.</summary>
    public string Verdict(VerdictKind kind) => kind switch
    {
        VerdictKind.Right => Say("right", "正确"),
        VerdictKind.Wrong => Say("wrong", "错误"),
        _ => Say("not understood", "无法理解"),
    };

    /// <summary>A part of an answer.</summary>
    public string Part(string text, bool isRight) => Say($"{text}: {(isRight ? "right" : "wrong")}", $"{text}：{(isRight ? "对" : "错")}");

    /// <summary>Where the learner's path parts from the right one.</summary>
    public string Parting(string label, int instruction, string? right, string? learner) =>
        Say($"Your path parts from the right one at {label}, instruction {instruction}{(right is null ? "" : $": there it is {right}")}{(learner is null ? "" : $", on your path {learner}")}.",
            $"你的路径在 {label}（第 {instruction} 条指令）与正确路径分开{(right is null ? "" : $"：正确值 {right}")}{(learner is null ? "" : $"，你的是 {learner}")}。");

    /// <summary>Above a lesson whose requirements are not met.</summary>
    public string ComesAfter(string lessons) => Say($"This lesson comes after {lessons}; you may go on all the same.", $"这一课排在 {lessons} 之后；也可以直接学。");

    /// <summary>A lesson that was solved is played again.</summary>
    public string Again(int replay) => Say($"Once more with other numbers (replay {replay}).", $"换一组数字再来一遍（第 {replay} 次重玩）。");

    /// <summary>The lesson is solved.</summary>
    public string Solved(bool withHints) => withHints ? Say("Lesson solved with hints.", "借助提示完成本课。") : Say("Lesson solved.", "本课完成。");

    /// <summary>The lesson was skipped or left.</summary>
    public string Skipped => Say("Skipped; the next lesson is open.", "已跳过；下一课已开放。");

    /// <summary>The lesson was left.</summary>
    public string Left => Say("Left; the place is kept.", "已离开；进度已保存。");

    /// <summary>Points that were won.</summary>
    public string Points(int amount) => Say($"+{amount} XP", $"+{amount} 经验值");

    /// <summary>Stars that were won.</summary>
    public string StarsWon(int amount, int most) => Say($"{amount} of {most} stars", $"{amount}/{most} 颗星");

    /// <summary>A badge that was won.</summary>
    public string BadgeWon(string name) => Say($"Badge: {name}", $"徽章：{name}");

    /// <summary>A rank that was reached.</summary>
    public string RankReached(string name) => Say($"New rank: {name}", $"新等级：{name}");

    /// <summary>Days in a row.</summary>
    public string DaysInARow(int days) => Say(days == 1 ? "The first day in a row" : $"{days} days in a row", $"连续 {days} 天");
}
