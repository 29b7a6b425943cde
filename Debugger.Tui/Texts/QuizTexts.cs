using Backstep.Lessons.Courses;
using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Texts;

/// <summary>What the screens of questions say.</summary>
public sealed class QuizTexts(Language language) : TextArea(language)
{
    /// <summary>Which question it is.</summary>
    public string QuestionOf(int number, int count) => Say($"question {number}/{count}", $"第 {number}/{count} 题");

    /// <summary>The header of a test-out.</summary>
    public string TestOf(string chapter, int number, int count) => Say($"test: {chapter} · {number}/{count}", $"免修测试：{chapter} · {number}/{count}");

    /// <summary>The header of the challenge of the day.</summary>
    public string Daily(string date) => Say($"challenge of {date}", $"{date} 的挑战");

    /// <summary>A key.</summary>
    public string Answer => Say("answer", "回答");

    /// <summary>A key.</summary>
    public string Hint => Say("hint", "提示");

    /// <summary>A key.</summary>
    public string Look => Say("look in the debugger", "到调试器里看");

    /// <summary>A key.</summary>
    public string Back => Say("back", "返回");

    /// <summary>A key.</summary>
    public string Choose => Say("choose", "选择");

    /// <summary>A key.</summary>
    public string Carry => Say("move the item", "移动该项");

    /// <summary>A key: after a right answer.</summary>
    public string GoOn => Say("go on", "继续");

    /// <summary>A key: after a wrong answer.</summary>
    public string TryAgain => Say("try again", "再试一次");

    /// <summary>A key: where the ways part.</summary>
    public string ShowWhere => Say("show the place", "看那个地方");

    /// <summary>A right answer.</summary>
    public string Right => Say("Right", "正确");

    /// <summary>A wrong answer.</summary>
    public string Wrong => Say("Not yet", "还不对");

    /// <summary>What was answered.</summary>
    public string YouSaid => Say("your answer", "你的答案");

    /// <summary>What is right.</summary>
    public string Expected => Say("the engine says", "引擎算得");

    /// <summary>A wrong number that no slip explains.</summary>
    public string NoKnownSlip => Say("This answer does not show where you went wrong.", "从这个答案看不出错在哪里。");

    /// <summary>What to do then, where there is a second try.</summary>
    public string OnceMore => Say(" Go through it once more, or press ? for a hint.", "再想一遍，或按 ? 看提示。");

    /// <summary>The ways part here.</summary>
    public string PartsAt(string label) => Say($"opens the debugger where the ways part: {label}", $"在调试器里看从哪里开始不同：{label}");

    /// <summary>A hint's name.</summary>
    public string HintName(int level) => level switch
    {
        0 => Say("idea", "思路"),
        1 => Say("formula", "公式"),
        2 => Say("with numbers", "代入数字"),
        _ => Say("answer", "答案"),
    };

    /// <summary>Over the hints.</summary>
    public string Hints => Say("Hint", "提示");

    /// <summary>What the next hint costs.</summary>
    public string NextHintCosts => Say("shows the next hint; each costs a star", "看下一个提示，每个扣一颗星");

    /// <summary>Hints cost nothing here.</summary>
    public string NextHintIsFree => Say("shows the next hint", "看下一个提示");

    /// <summary>What is to be entered.</summary>
    public string InputHint(Question question) => question switch
    {
        NumberQuestion => Say("a number or arithmetic: 3/4, 0.1*0.3; 0.5 % off is fine", "输入数字或算式：-0.0184、3/4、0.1*0.3；误差在 0.5% 以内即可"),
        FactorQuestion => Say("the missing factor: its name or its number", "缺少的因子：名称或数值"),
        ShapeQuestion => Say("a shape such as 6, 1, 5, 5", "形状，如 6, 1, 5, 5"),
        SignQuestion => Say("choose a sign: + - 0", "选择符号：+ - 0"),
        OrderQuestion => Say("first at the top; Shift-↑↓ (or K J) moves the item", "先发生的在上面；Shift-↑↓（或 K J）移动该项"),
        FirstWrongStepQuestion => Say("choose the first instruction that is wrong; Tab looks into the debugger", "选出第一条出错的指令；按 Tab 可到调试器里看"),
        _ => Say("choose one", "选择一项"),
    };

    /// <summary>A sign, in words.</summary>
    public string SignName(string sign) => sign switch
    {
        "+" => Say("positive", "正"),
        "-" => Say("negative", "负"),
        _ => Say("zero", "零"),
    };

    /// <summary>A question is being made.</summary>
    public string Making => Say("the engine is working the question out", "引擎正在准备题目");
}
