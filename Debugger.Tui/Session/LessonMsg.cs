using System.Collections.Immutable;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;
using Backstep.Lessons.Game;
using Backstep.Lessons.Goals;
using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Session;

/// <summary>Something that happened in the lessons: what the learner does, and what the engine's side of them answers.</summary>
public abstract record LessonMsg : Msg;

/// <summary>To the course: on the map, in a lesson that is named, or to what is due for review.</summary>
public sealed record OpenLessons(string? Lesson = null, bool Reviews = false) : LessonMsg;

/// <summary>Open a lesson from the map, where it was left; a solved one begins anew with other numbers.</summary>
public sealed record EnterFromMap(string Lesson) : LessonMsg;

/// <summary>Leave a lesson of the map aside: what comes after it opens.</summary>
public sealed record SkipFromMap(string Lesson) : LessonMsg;

/// <summary>The lesson that is played goes on by a trigger of its flow: another page, the exercise, the questions, the end.</summary>
public sealed record Pass(LessonTrigger Trigger) : LessonMsg;

/// <summary>What the one key for "go on" means where the learner is.</summary>
public sealed record GoOn : LessonMsg;

/// <summary>An answer to the question that is asked.</summary>
public sealed record Reply(string Answer) : LessonMsg;

/// <summary>How sure the learner is of the answer that waits for that; null says nothing.</summary>
public sealed record Confide(Confidence? Sure) : LessonMsg;

/// <summary>The reason that the learner chooses for a right answer, from 1.</summary>
public sealed record ChooseReason(int Number) : LessonMsg;

/// <summary>The next hint.</summary>
public sealed record AskHint : LessonMsg;

/// <summary>
/// Into the debugger in the middle of a question, which waits; with <paramref name="ToParting"/> to where the learner's way parts from the
/// right one, with <paramref name="ToNudge"/> to a small change that contradicts the answer.
/// </summary>
public sealed record LookInDebugger(bool ToParting = false, bool ToNudge = false) : LessonMsg;

/// <summary>The test by which a chapter is passed whole.</summary>
public sealed record BeginTestOut(string Chapter) : LessonMsg;

/// <summary>What is due for review.</summary>
public sealed record BeginReview : LessonMsg;

/// <summary>A question of a review is left as it is; the next is asked.</summary>
public sealed record SkipReview : LessonMsg;

/// <summary>The exercise's network is to be trained.</summary>
public sealed record BeginTraining : LessonMsg;

/// <summary>The first screen may know how far its learner is.</summary>
public sealed record LearnerMsg(LearnerView Learner) : LessonMsg;

/// <summary>The course and the learner are there.</summary>
/// <param name="Lessons">The screens' first state.</param>
/// <param name="Lesson">The lesson to open at once; null for the map.</param>
/// <param name="Notice">What is to be said of the saved game; null for nothing.</param>
/// <param name="Reviews">Whether what is due is asked at once.</param>
public sealed record CourseMsg(LessonsState Lessons, string? Lesson, LocalText? Notice, bool Reviews = false) : LessonMsg;

/// <summary>A lesson is ready to read.</summary>
public sealed record LessonReadyMsg(LessonView View, LessonPosition Position) : LessonMsg;

/// <summary>A question is ready.</summary>
public sealed record QuestionMsg(QuestionView View) : LessonMsg;

/// <summary>An answer to a question was judged.</summary>
public sealed record VerdictMsg(QuestionView View, VerdictView Verdict) : LessonMsg;

/// <summary>An entry could not be judged; it does not count.</summary>
public sealed record UnreadableMsg(QuestionView View, string Problem) : LessonMsg;

/// <summary>The lessons are told in another language from now on: what was told before is to be told again.</summary>
public sealed record SpokenMsg : LessonMsg;

/// <summary>
/// What is open, in the language that is spoken now. An answer has a verdict or, where it could not be judged, a problem.
/// </summary>
public sealed record RetoldMsg(LessonView? Lesson, QuestionView? Question, VerdictView? Verdict, string? Problem) : LessonMsg;

/// <summary>How far the goal of the exercise is.</summary>
public sealed record GoalMsg(GoalProgress Progress) : LessonMsg;

/// <summary>How far the training of the exercise is; <paramref name="Goal"/> is there when it is over.</summary>
public sealed record TrainingMsg(TrainingView Training, GoalProgress? Goal = null) : LessonMsg;

/// <summary>Progress was kept.</summary>
/// <param name="Progress">The course as it is now.</param>
/// <param name="Awards">What was won.</param>
/// <param name="ClosedChapter">A chapter that is finished now.</param>
/// <param name="Notice">What is to be said of the saved game; null for nothing.</param>
public sealed record SavedMsg(CourseProgress Progress, ImmutableArray<Award> Awards, string? ClosedChapter = null, LocalText? Notice = null)
    : LessonMsg;

/// <summary>Another profile, or the list of them.</summary>
public sealed record ProfileMsg(CourseProgress Progress, ImmutableArray<string> Profiles, LocalText? Notice = null) : LessonMsg;
