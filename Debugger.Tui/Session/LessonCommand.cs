using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;

namespace Backstep.Debugger.Tui.Session;

/// <summary>Something for the engine's thread that belongs to a course.</summary>
public abstract record LessonCommand : SessionCommand;

/// <summary>Reads the course and the learner's progress; goes on to a lesson if one is named.</summary>
/// <param name="Lesson">The id of the lesson to open, or null for the map.</param>
/// <param name="Reviews">Whether what is due is asked at once.</param>
public sealed record OpenCourse(string? Lesson = null, bool Reviews = false) : LessonCommand;

/// <summary>Makes a lesson ready to read.</summary>
public sealed record EnterLesson(string Lesson, LessonPosition Position) : LessonCommand;

/// <summary>Makes a question ready to ask.</summary>
/// <param name="Lesson">The lesson.</param>
/// <param name="Question">The question.</param>
/// <param name="Replay">Which numbers it is made with.</param>
/// <param name="Misses">How many answers were wrong before.</param>
public sealed record AskQuestion(string Lesson, string Question, int Replay, int Misses = 0) : LessonCommand;

/// <summary>Judges an answer, and counts it.</summary>
/// <param name="View">The question.</param>
/// <param name="Answer">The answer as it was entered.</param>
/// <param name="For">What the question belongs to.</param>
/// <param name="Sure">How sure the learner is; null where nobody asked or nothing was said.</param>
/// <param name="Review">The question's place in a review, whose first answer it is; null otherwise.</param>
public sealed record GiveAnswer(
    QuestionView View, string Answer, Asking For = Asking.Lesson, Confidence? Sure = null, ReviewQuestion? Review = null) : LessonCommand;

/// <summary>Counts a reason that was chosen.</summary>
public sealed record SaveReason(string Lesson, string Question, bool Right) : LessonCommand;

/// <summary>Makes what the learner has before him anew in the language that is spoken now; answered by <see cref="RetoldMsg"/>.</summary>
/// <param name="Lesson">The lesson that is open; null where none is.</param>
/// <param name="Question">The question that is asked; null where none is.</param>
/// <param name="Answer">What was answered last, as it was entered; null before an answer.</param>
public sealed record Retell(LessonView? Lesson, QuestionView? Question, string? Answer) : LessonCommand;

/// <summary>Opens the exercise in the debugger; <paramref name="At"/> goes to a moment at once.</summary>
/// <param name="Lesson">The lesson.</param>
/// <param name="Replay">Which numbers.</param>
/// <param name="At">Where to stand; null for the beginning.</param>
/// <param name="Nudge">A value to change there; null for none.</param>
public sealed record OpenExercise(string Lesson, int Replay, Moment? At = null, NudgeView? Nudge = null) : LessonCommand;

/// <summary>Trains the exercise's network.</summary>
public sealed record TrainExercise(string Lesson, int Replay) : LessonCommand;

/// <summary>Keeps where a lesson stands.</summary>
public sealed record SaveProgress(string Lesson, LessonPosition Position) : LessonCommand;

/// <summary>Keeps that a chapter's test-out was begun once more.</summary>
public sealed record CountTestOut(string Chapter) : LessonCommand;

/// <summary>Keeps that a chapter's test-out was passed.</summary>
public sealed record SaveTestOut(string Chapter) : LessonCommand;

/// <summary>Forgets what is known of a lesson.</summary>
public sealed record ResetLesson(string Lesson) : LessonCommand;

/// <summary>Switches the game on or off.</summary>
public sealed record SwitchGame(bool On) : LessonCommand;

/// <summary>Has the learner asked, or not asked, how sure he is.</summary>
public sealed record SwitchSure(bool On) : LessonCommand;

/// <summary>Goes to another profile, which is made if there is none of that name.</summary>
public sealed record SwitchProfile(string Name) : LessonCommand;
