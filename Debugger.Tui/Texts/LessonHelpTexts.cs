using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Texts;

/// <summary>Help on the commands about lessons, and complaints about what was typed there.</summary>
public sealed class LessonHelpTexts(Language language) : TextArea(language)
{
    /// <summary>lessons.</summary>
    public string Lessons => Say(
        "Learn backprop step by step: lessons, questions and boss levels, each answer computed by the engine.",
        "一步一步学反向传播：课程、题目和 Boss 关，每个答案都由引擎算出。");

    /// <summary>--lessons.</summary>
    public string CourseFile => Say(
        "A course of your own; docs/writing-lessons.md tells how to write one. Default: the course that comes with the program.",
        "自己的课程文件；写法见 docs/writing-lessons.md。默认：随程序附带的课程。");

    /// <summary>--profile.</summary>
    public string Profile => Say("Whose saved game. Default: the one that was chosen last.", "使用谁的进度。默认：上次选择的档案。");

    /// <summary>lessons list.</summary>
    public string List => Say("List chapters and lessons, and where you stand.", "列出章节和课程，以及你的进度。");

    /// <summary>--json of lessons list.</summary>
    public string Json => Say("One JSON object.", "输出一个 JSON 对象。");

    /// <summary>lessons play.</summary>
    public string Play => Say(
        "Play a lesson as plain text: pages, exercise, questions. Works in pipes and with screen readers.",
        "以纯文本方式学习一课：课文、练习、题目。可用于管道和屏幕阅读器。");

    /// <summary>--data-dir of lessons play.</summary>
    public string DataDir => Say("The folder that data sets lie in, for lessons that train.", "数据集所在文件夹，用于需要训练的课程。");

    /// <summary>lessons answer.</summary>
    public string Answer => Say(
        "Grade one answer. Exit code 0 right, 1 wrong, 2 not understood. Changes nothing in the saved game.",
        "评判一个答案。退出码：0 正确，1 错误，2 无法理解。不改变进度。");

    /// <summary>The lesson of play, answer and reset.</summary>
    public string LessonArgument => Say("The lesson's id; 'backstep lessons list' shows them.", "课程的 id；'backstep lessons list' 列出所有课程。");

    /// <summary>The question of answer.</summary>
    public string QuestionArgument => Say("The question's id.", "题目的 id。");

    /// <summary>The value of answer.</summary>
    public string AnswerArgument => Say("The answer, as it would be typed.", "答案，照键盘输入的样子写。");

    /// <summary>--replay.</summary>
    public string Replay => Say("Take the numbers of the N-th replay; 0 are those of the first play.", "使用第 N 次重玩的数字；0 表示第一次的数字。");

    /// <summary>lessons check.</summary>
    public string Check => Say(
        "Check a course file: each expression, answer, goal, hint and misconception. Exit code 2 if something has to be changed.",
        "检查课程文件：每个表达式、答案、目标、提示和常见误解。有需要修改之处时退出码为 2。");

    /// <summary>The file of check.</summary>
    public string CheckedFile => Say("The course; default: the one that comes with the program.", "课程文件；默认：随程序附带的课程。");

    /// <summary>--quick of check.</summary>
    public string Quick => Say("Do not try the training goals, which take most of the time.", "不尝试训练目标，它们最费时间。");

    /// <summary>lessons engines.</summary>
    public string Engines => Say("List the bugs: mistakes made on purpose, for misconceptions and boss levels.", "列出错误引擎：故意犯的错误，用于常见误解和 Boss 关。");

    /// <summary>The program of engines.</summary>
    public string EnginesOf => Say("Only those that can be applied to this program.", "只列出适用于该程序的。");

    /// <summary>lessons profile.</summary>
    public string Profiles => Say("Several people on one machine: each has a saved game.", "多人共用一台机器：每人有自己的进度。");

    /// <summary>lessons profile list.</summary>
    public string ProfileList => Say("The profiles; the one that plays is marked.", "列出档案；当前使用的有标记。");

    /// <summary>lessons profile create.</summary>
    public string ProfileCreate => Say("Make a profile and play with it.", "建立一个档案并使用它。");

    /// <summary>lessons profile select.</summary>
    public string ProfileSelect => Say("Play with another profile from now on.", "从现在起使用另一个档案。");

    /// <summary>lessons profile delete.</summary>
    public string ProfileDelete => Say("Delete a profile with everything in it.", "删除一个档案及其全部内容。");

    /// <summary>The name of a profile.</summary>
    public string ProfileArgument => Say("The profile's name.", "档案的名称。");

    /// <summary>lessons progress.</summary>
    public string Progress => Say("Take the saved game to another machine.", "把进度带到另一台机器。");

    /// <summary>lessons progress export.</summary>
    public string Export => Say("Write the saved game to a file.", "把进度写入文件。");

    /// <summary>lessons progress import.</summary>
    public string Import => Say(
        "Take a saved game over: the better of each lesson stays. With --profile under another name.",
        "并入一份进度：每一课保留较好的记录。用 --profile 可换一个名称。");

    /// <summary>The file of progress.</summary>
    public string ProgressFile => Say("The file of the saved game.", "进度文件。");

    /// <summary>lessons reset.</summary>
    public string Reset => Say("Forget everything that was done in one lesson.", "清除一课的全部记录。");

    /// <summary>There is no such lesson.</summary>
    public string NoLesson(string id, string near) => Say(
        $"there is no lesson {id};{(near.Length == 0 ? "" : $" did you mean {near}?")} 'backstep lessons list' shows them",
        $"没有课程 {id}；{(near.Length == 0 ? "" : $"是不是 {near}？")}'backstep lessons list' 列出所有课程");

    /// <summary>There is no such question.</summary>
    public string NoQuestion(string lesson, string id, string near, string all) => Say(
        $"{lesson} has no question {id};{(near.Length == 0 ? "" : $" did you mean {near}?")} it has {all}",
        $"{lesson} 没有题目 {id}；{(near.Length == 0 ? "" : $"是不是 {near}？")}它有 {all}");

    /// <summary>No bug fits.</summary>
    public string NoEngine(string program) => Say($"no bug can be applied to {program}", $"没有错误引擎适用于 {program}");

    /// <summary>A course has problems.</summary>
    public string Problems(string file, int count) => Say($"{file}: {(count == 1 ? "1 problem" : $"{count} problems")}", $"{file}：{count} 个问题");
}
