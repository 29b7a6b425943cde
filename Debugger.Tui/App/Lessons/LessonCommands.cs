using System.Collections.Immutable;
using Backstep.Debugger.Tui.Session;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Goals;

namespace Backstep.Debugger.Tui.App.Lessons;

/// <summary>Something for the engine's thread that belongs to a course.</summary>
public abstract record LessonCommand : SessionCommand;

/// <summary>Reads the course and the learner's progress; goes on to a lesson if one is named.</summary>
/// <param name="Lesson">The id of the lesson to open, or null for the map.</param>
public sealed record OpenCourse(string? Lesson = null) : LessonCommand;

/// <summary>Makes a lesson ready to read.</summary>
public sealed record EnterLesson(string Lesson, LessonPosition Position) : LessonCommand;

/// <summary>Makes a question ready to ask.</summary>
/// <param name="Lesson">The lesson.</param>
/// <param name="Question">The question.</param>
/// <param name="Replay">Which numbers it is made with.</param>
public sealed record AskQuestion(string Lesson, string Question, int Replay) : LessonCommand;

/// <summary>Judges an answer.</summary>
public sealed record GiveAnswer(QuestionView View, string Answer) : LessonCommand;

/// <summary>Opens the exercise in the debugger; <paramref name="At"/> goes to a moment at once.</summary>
/// <param name="Lesson">The lesson.</param>
/// <param name="Replay">Which numbers.</param>
/// <param name="At">Where to stand; null for the beginning.</param>
/// <param name="Sound">Whether an injected bug is left out.</param>
public sealed record OpenExercise(string Lesson, int Replay, Moment? At = null, bool Sound = false) : LessonCommand;

/// <summary>Trains the exercise's network.</summary>
public sealed record TrainExercise(string Lesson, int Replay) : LessonCommand;

/// <summary>Keeps where a lesson stands.</summary>
public sealed record KeepProgress(string Lesson, LessonPosition Position) : LessonCommand;

/// <summary>Keeps an answer to the challenge of the day.</summary>
public sealed record KeepDaily(DailyChallenge Challenge, bool Right) : LessonCommand;

/// <summary>Keeps that a chapter's test-out was begun once more.</summary>
public sealed record CountTestOut(string Chapter) : LessonCommand;

/// <summary>Keeps that a chapter's test-out was passed.</summary>
public sealed record KeepTestOut(string Chapter) : LessonCommand;

/// <summary>Forgets what is known of a lesson.</summary>
public sealed record ResetLesson(string Lesson) : LessonCommand;

/// <summary>Switches the game on or off.</summary>
public sealed record SwitchGame(bool On) : LessonCommand;

/// <summary>Goes to another profile, which is made if there is none of that name.</summary>
public sealed record SwitchProfile(string Name) : LessonCommand;

/// <summary>Something that was said by the lessons' side of the engine's thread.</summary>
public abstract record LessonMsg : Msg;

/// <summary>The course and the learner are there.</summary>
/// <param name="Model">The screens' first state.</param>
/// <param name="Lesson">The lesson to open at once; null for the map.</param>
/// <param name="Notice">What is to be said of the saved game; null for nothing.</param>
public sealed record CourseMsg(LessonsModel Model, string? Lesson, string? Notice) : LessonMsg;

/// <summary>A lesson is ready to read.</summary>
public sealed record LessonReadyMsg(LessonView View, LessonPosition Position) : LessonMsg;

/// <summary>A question is ready.</summary>
public sealed record QuestionMsg(QuestionView View, ImmutableArray<int> Order) : LessonMsg;

/// <summary>An answer to a question was judged.</summary>
public sealed record VerdictMsg(QuestionView View, VerdictView Verdict) : LessonMsg;

/// <summary>An entry could not be judged; it does not count.</summary>
public sealed record UnreadableMsg(QuestionView View, string Problem) : LessonMsg;

/// <summary>How far the goal of the exercise is.</summary>
public sealed record GoalMsg(GoalProgress Progress) : LessonMsg;

/// <summary>How far the training of the exercise is; <paramref name="Goal"/> is there when it is over.</summary>
public sealed record TrainingMsg(TrainingView Training, GoalProgress? Goal = null) : LessonMsg;

/// <summary>Progress was kept.</summary>
/// <param name="Played">The course as it is now.</param>
/// <param name="Awards">What was won.</param>
/// <param name="ClosedChapter">A chapter that is finished now.</param>
/// <param name="Notice">What is to be said of the saved game; null for nothing.</param>
public sealed record KeptMsg(PlayedCourse Played, ImmutableArray<Award> Awards, string? ClosedChapter = null, string? Notice = null) : LessonMsg;

/// <summary>Another profile, or the list of them.</summary>
public sealed record ProfileMsg(PlayedCourse Played, ImmutableArray<string> Profiles, string? Notice = null) : LessonMsg;
