using Backstep.Lessons.Courses;
using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Texts;

/// <summary>What the lessons' screens say: map, page, exercise, training, closing.</summary>
public sealed class LessonTexts(Language language) : TextArea(language)
{
    /// <summary>The map's name.</summary>
    public string Lessons => Say("lessons", "课程");

    /// <summary>A key.</summary>
    public string Open => Say("open", "打开");

    /// <summary>A key.</summary>
    public string Next => Say("next", "下一步");

    /// <summary>A key.</summary>
    public string Previous => Say("previous", "上一页");

    /// <summary>A key.</summary>
    public string Exercise => Say("exercise", "练习");

    /// <summary>A key.</summary>
    public string Questions => Say("questions", "答题");

    /// <summary>A key.</summary>
    public string Skip => Say("skip", "跳过");

    /// <summary>A key.</summary>
    public string Map => Say("map", "地图");

    /// <summary>A key.</summary>
    public string Home => Say("home", "主页");

    /// <summary>A key.</summary>
    public string TestOut => Say("test out", "免修测试");

    /// <summary>A key.</summary>
    public string Filter => Say("filter", "筛选");

    /// <summary>A key.</summary>
    public string Daily => Say("today's challenge", "今日挑战");

    /// <summary>A key.</summary>
    public string Profile => Say("profile", "档案");

    /// <summary>A key.</summary>
    public string Reset => Say("reset", "重置");

    /// <summary>A key.</summary>
    public string Keys => Say("keys", "按键");

    /// <summary>A key.</summary>
    public string Quit => Say("quit", "退出");

    /// <summary>A key.</summary>
    public string Page => Say("page", "课文");

    /// <summary>A key.</summary>
    public string Hint => Say("hint", "提示");

    /// <summary>A key.</summary>
    public string Train => Say("train", "训练");

    /// <summary>A key.</summary>
    public string Stop => Say("stop", "停止");

    /// <summary>The page that shows, of how many.</summary>
    public string PageOf(int page, int pages) => Say($"page {page}/{pages}", $"第 {page}/{pages} 页");

    /// <summary>Lessons solved, of how many.</summary>
    public string SolvedOf(int solved, int all) => Say($"{solved} of {all} lessons solved", $"已完成 {solved}/{all} 课");

    /// <summary>A lesson is not open yet.</summary>
    public string Waits(string before) => Say($"comes after: {before} (x there skips it)", $"请先完成：{before}（可在那里按 x 跳过）");

    /// <summary>A lesson was skipped.</summary>
    public string SkippedNow(string title) => Say($"skipped: {title}; Enter opens it any time", $"已跳过：{title}；随时可按回车打开");

    /// <summary>Before a lesson is skipped.</summary>
    public string ConfirmSkip => Say("x once more skips this lesson", "再按一次 x 跳过这一课");

    /// <summary>A lesson cannot be skipped.</summary>
    public string CannotSkip => Say("only a lesson that is open and not solved can be skipped", "只能跳过已开放且未完成的课");

    /// <summary>Every lesson of the chapter is solved.</summary>
    public string ChapterIsSolved => Say("every lesson of this chapter is solved already", "本章的课都已完成");

    /// <summary>The challenge of the day was solved.</summary>
    public string DailyIsDone => Say("today's challenge is solved; there is another one tomorrow", "今日挑战已完成，明天再来");

    /// <summary>Before progress is forgotten.</summary>
    public string ConfirmReset(string title) => Say($"R once more forgets what you did in: {title}", $"再按一次 R 将清除这一课的进度：{title}");

    /// <summary>The result of a test-out.</summary>
    public string TestResult(int right, int asked, bool passed) => passed
        ? Say($"{right} of {asked} right: the chapter is passed", $"{asked} 题答对 {right} 题：本章通过")
        : Say($"{right} of {asked} right; four of five are needed. The lessons wait for you", $"{asked} 题答对 {right} 题，需要答对五分之四；去学学这些课吧");

    /// <summary>There are no hints in a test-out.</summary>
    public string NoHintsHere => Say("there are no hints in a test", "测试中没有提示");

    /// <summary>The questions come after the exercise.</summary>
    public string GoalFirst => Say("first reach the goal of the exercise (s opens it); x on the page skips the lesson", "请先达成练习目标（按 s 打开）；在课文页按 x 可跳过本课");

    /// <summary>The same, said in the exercise.</summary>
    public string GoalFirstHere => Say("first reach the goal; H tells how, L goes back to the page", "请先达成目标；H 说明做法，L 回到课文");

    /// <summary>The goal is reached.</summary>
    public string GoalReached => Say("goal reached: N goes on to the questions", "目标达成：按 N 进入答题");

    /// <summary>The goal is reached, and there are no questions.</summary>
    public string GoalReachedLast => Say("goal reached: N ends the lesson", "目标达成：按 N 完成本课");

    /// <summary>The learner's path parts from the right one at this value.</summary>
    public string PartsHere(string label) => Say($"here your way and the program's part: {label}. N goes back to the question", $"从这里开始不一样：{label}。按 N 回到题目");

    /// <summary>The header of an exercise.</summary>
    public string Goal => Say("goal", "目标");

    /// <summary>Movements so far and the fewest that do.</summary>
    public string Moves(int moves, int? par) => par is { } fewest
        ? Say($"{moves} {(moves == 1 ? "move" : "moves")} · par {fewest}", $"{moves} 步 · 标准 {fewest} 步")
        : Say($"{moves} {(moves == 1 ? "move" : "moves")}", $"{moves} 步");

    /// <summary>A boss level.</summary>
    public string Boss => Say("boss level: something is wrong in this program", "这一关的程序里有错误");

    /// <summary>Over the list of signs.</summary>
    public string Signs => Say("Signs", "符号");

    /// <summary>The challenge of the day waits.</summary>
    public string DailyOpen(int xp) => Say($"today's challenge: {xp} XP", $"今日挑战：{xp} 经验");

    /// <summary>The challenge of the day is solved.</summary>
    public string DailyDone => Say("today's challenge", "今日挑战已完成");

    /// <summary>A key: takes the selected row.</summary>
    public string Take => Say("take", "确定");

    /// <summary>Questions of a lesson.</summary>
    public string QuestionCount(int count) => Say(count == 1 ? "1 question" : $"{count} questions", $"{count} 道题");

    /// <summary>Over the list.</summary>
    public string Chapters => Say("Chapters", "章节");

    /// <summary>Where a lesson stands.</summary>
    public string StateName(Backstep.Lessons.Flow.LessonState state, bool begun) => state switch
    {
        Backstep.Lessons.Flow.LessonState.Locked => Say("not open yet", "尚未开放"),
        Backstep.Lessons.Flow.LessonState.Solved => Say("solved", "已完成"),
        Backstep.Lessons.Flow.LessonState.SolvedWithHints => Say("solved with hints", "借助提示完成"),
        Backstep.Lessons.Flow.LessonState.Skipped => Say("skipped", "已跳过"),
        _ => begun ? Say("begun", "进行中") : Say("open", "可以开始"),
    };

    /// <summary>What comes next, and of what it is.</summary>
    public string Onward(string next, string what) => Say($"{next}: {what}", $"{next}：{what}");

    /// <summary>Fewest moves of the learner.</summary>
    public string BestMoves(int moves) => Say($"best: {moves} {(moves == 1 ? "move" : "moves")}", $"最佳：{moves} 步");

    /// <summary>Nothing matches the filter.</summary>
    public string NothingMatches => Say("no lesson matches", "没有匹配的课");

    /// <summary>Points.</summary>
    public string Xp(int xp) => Say($"{xp} XP", $"{xp} 经验");

    /// <summary>Days in a row.</summary>
    public string Streak(int days) => Say(days == 1 ? "1 day in a row" : $"{days} days in a row", $"连续 {days} 天");

    /// <summary>A new badge.</summary>
    public string NewBadge(string name) => Say($"badge: {name}", $"徽章：{name}");

    /// <summary>A new rank.</summary>
    public string NewRank(string name) => Say($"rank: {name}", $"等级：{name}");

    /// <summary>A chapter is finished.</summary>
    public string ChapterDone => Say("Chapter finished", "本章完成");

    /// <summary>Time spent.</summary>
    public string Time(TimeSpan time) => time.TotalMinutes < 1
        ? Say($"{(int)time.TotalSeconds} seconds", $"{(int)time.TotalSeconds} 秒")
        : Say($"{(int)time.TotalMinutes} minutes", $"{(int)time.TotalMinutes} 分钟");

    /// <summary>Hints used in a chapter.</summary>
    public string HintsUsed(int hints) => Say(hints == 0 ? "without a hint" : hints == 1 ? "1 hint" : $"{hints} hints", hints == 0 ? "没有用提示" : $"{hints} 个提示");

    /// <summary>The lesson that went best.</summary>
    public string BestLesson(string title) => Say($"went best: {title}", $"完成得最好：{title}");

    /// <summary>Over the profile.</summary>
    public string Learner => Say("Learner", "学习者");

    /// <summary>Over the badges.</summary>
    public string Badges(int won, int all) => Say($"Badges {won}/{all}", $"徽章 {won}/{all}");

    /// <summary>Over the settings.</summary>
    public string Settings => Say("Settings and profiles", "设置与档案");

    /// <summary>The game's switch.</summary>
    public string GameSwitch(bool on) => Say($"Game (points, stars, badges): {(on ? "on" : "off")}", $"游戏（经验、星星、徽章）：{(on ? "开" : "关")}");

    /// <summary>A row that makes a profile.</summary>
    public string NewProfile => Say("+ new profile", "+ 新建档案");

    /// <summary>Before the line in which a profile is named.</summary>
    public string ProfileNamed => Say("name: ", "名字：");

    /// <summary>Points to the next rank.</summary>
    public string ToNextRank(int xp, string rank) => Say($"{xp} XP to {rank}", $"再得 {xp} 经验，升为“{rank}”");

    /// <summary>Help for the goal of an exercise.</summary>
    public string ExerciseHint(Goal? goal) => goal switch
    {
        ReachGoal g => Say($"s steps one instruction, n a whole line, o a whole phase; or select the row of {g.Value} with ↑↓ and press g", $"s 执行一条指令，n 一整行，o 一整个阶段；也可以用 ↑↓ 选中 {g.Value} 那一行再按 g"),
        ReachPhaseGoal => Say("o runs the rest of a phase; you want to stand at the end of the one before", "o 执行完当前阶段；目标是停在上一阶段的末尾"),
        BackToGoal g => Say($"first run past {g.Value} with n or o, then b goes back one instruction at a time", $"先用 n 或 o 越过 {g.Value}，再按 b 一条一条往回退"),
        ExplainGoal g => Say($"run until {g.Value} is computed, select it with ↑↓ and press e", $"运行到算出 {g.Value}，用 ↑↓ 选中它再按 e"),
        EqualsGoal => Say("select a weight or bias in the values (3), press = and type another number; then step on and look", "在数值栏（3）选中一个权重或偏置，按 = 输入新数值，然后继续执行看看"),
        LossBelowGoal => Say("i runs a whole iteration; select lr in the values (3) and press = for another learning rate", "i 运行一整次迭代；在数值栏（3）选中 lr 按 = 可以换学习率"),
        _ => Say("look around: s steps, b goes back, e asks why", "随便看看：s 单步，b 后退，e 问为什么"),
    };

    /// <summary>Over the training.</summary>
    public string Training(string program, string data) => Say($"{program} on {data}", $"{program}，数据 {data}");

    /// <summary>Before training has begun.</summary>
    public string PressToTrain => Say("Enter trains; Esc stops a training that runs.", "按回车开始训练；训练中按 Esc 停止。");

    /// <summary>How long a training is.</summary>
    public string Epochs(int epochs) => Say(epochs == 1 ? "1 epoch" : $"{epochs} epochs", $"{epochs} 轮");

    /// <summary>How training is going.</summary>
    public string TrainingLine(int epoch, int epochs, double samplesPerSecond) =>
        Say($"epoch {epoch}/{epochs} · {samplesPerSecond:N0} images a second", $"第 {epoch}/{epochs} 轮 · 每秒 {samplesPerSecond:N0} 张图");

    /// <summary>The accuracy that was reached.</summary>
    public string Accuracy(string reached, string wanted) => Say($"test accuracy {reached}, wanted {wanted}", $"测试准确率 {reached}，目标 {wanted}");

    /// <summary>The accuracy that is wanted.</summary>
    public string AccuracyWanted(string wanted) => Say($"wanted: a test accuracy of {wanted}", $"目标：测试准确率 {wanted}");

    /// <summary>The training's goal was reached.</summary>
    public string TrainingReached => Say("Reached. Enter goes on.", "达成目标。按回车继续。");

    /// <summary>The training's goal was not reached.</summary>
    public string TrainingMissed => Say("Not reached. Enter trains again.", "没有达到目标。按回车再训练一次。");

    /// <summary>The data set that was asked for is not here.</summary>
    public string DataMissing(string wanted, string used) => Say($"{wanted} is not on this machine: drawn digits ({used}) are used instead", $"本机没有 {wanted}：改用绘制的数字（{used}）");

    /// <summary>The loss curve's name.</summary>
    public string Loss => Say("loss", "损失");

    /// <summary>The keys of the map, and what they do.</summary>
    public IReadOnlyList<(string Keys, string Help)> MapKeys =>
    [
        ("↑ ↓ j k", Say("choose a lesson", "选择一课")), ("← →", Say("the chapter before, the next chapter", "上一章、下一章")), ("Enter", Say("open the lesson; a solved one begins anew with other numbers", "打开这一课；已完成的课会换一组数字重来")),
        ("x", Say("skip the lesson: what comes after it opens", "跳过这一课，后面的课随之开放")), ("t", Say("test out: one question of each lesson of the chapter, without hints", "免修测试：本章每课一题，没有提示")),
        ("d", Say("the challenge of the day", "今日挑战")), ("/", Say("filter by title or program", "按标题或程序筛选")), ("R R", Say("forget what was done in the lesson", "清除这一课的进度")),
        ("P", Say("profile: badges, settings, other learners", "档案：徽章、设置、其他学习者")), ("Esc", Say("the first screen", "主页")), ("q", Say("leave; progress is kept", "退出，进度已保存")),
        ("★★★", Say("no hint, one slip at most, no more moves than par", "不用提示、最多错一次、步数不超过标准步数")),
    ];

    /// <summary>The keys of a page.</summary>
    public IReadOnlyList<(string Keys, string Help)> PageKeys =>
    [
        ("Enter n Space", Say("go on: next page, exercise, questions", "继续：下一页、练习、答题")), ("← p", Say("the page before", "上一页")), ("s", Say("open the exercise in the debugger", "在调试器中打开练习")),
        ("N", Say("to the questions, once the goal is reached", "目标达成后进入答题")), ("↑ ↓", Say("scroll", "滚动")), ("x x", Say("skip the lesson", "跳过这一课")), ("Esc", Say("the map; the place is kept", "回到地图，位置会保留")),
    ];

    /// <summary>The keys of a question.</summary>
    public IReadOnlyList<(string Keys, string Help)> QuizKeys =>
    [
        ("Enter", Say("answer; after the verdict, go on", "回答；判定之后继续")), ("↑ ↓ 1-9", Say("choose an option", "选择一项")), ("J K", Say("move an item of an order", "移动排序中的一项")),
        ("?", Say("the next hint", "下一个提示")), ("Tab", Say("look into the debugger; N comes back", "到调试器里看；按 N 回来")), ("d", Say("after a slip: where your way leaves the program's", "答错后：看看从哪里开始不同")),
        ("x x", Say("skip the lesson (where nothing is typed)", "跳过这一课（不在输入时）")), ("Esc", Say("back to the page", "回到课文")),
    ];

    /// <summary>The keys that an exercise has besides the debugger's.</summary>
    public IReadOnlyList<(string Keys, string Help)> ExerciseKeys =>
    [
        ("N", Say("lesson: to the questions, once the goal is reached", "课程：目标达成后进入答题")), ("H", Say("lesson: how the goal can be reached", "课程：怎样达成目标")), ("L", Say("lesson: back to the page", "课程：回到课文")),
    ];
}
