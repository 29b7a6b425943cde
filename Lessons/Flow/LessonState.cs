namespace Backstep.Lessons.Flow;

/// <summary>Where a lesson stands.</summary>
public enum LessonState
{
    /// <summary>A lesson before it is neither solved nor skipped.</summary>
    Locked,

    /// <summary>It can be opened; a lesson that was left is here too and is resumed where it was left.</summary>
    Available,

    /// <summary>A page is shown.</summary>
    Reading,

    /// <summary>The exercise is open in the debugger.</summary>
    Stepping,

    /// <summary>A question is asked.</summary>
    Quiz,

    /// <summary>An answer has been judged; stays until the learner goes on.</summary>
    Feedback,

    /// <summary>Solved without a hint, or by the chapter's test-out.</summary>
    Solved,

    /// <summary>Solved with hints.</summary>
    SolvedWithHints,

    /// <summary>Left aside; what comes after it opens all the same.</summary>
    Skipped,

    /// <summary>What page, exercise, question and feedback have in common: the lesson is open. No lesson stands there itself.</summary>
    Underway,
}

/// <summary>How far a learner has come with a lesson, all runs together.</summary>
public enum LessonStatus
{
    /// <summary>It cannot be opened yet.</summary>
    Locked,

    /// <summary>It can be opened.</summary>
    Open,

    /// <summary>It was opened, and nothing done in it.</summary>
    Seen,

    /// <summary>It was begun and not solved.</summary>
    Begun,

    /// <summary>It was left aside.</summary>
    Skipped,

    /// <summary>It was solved with hints.</summary>
    SolvedWithHints,

    /// <summary>It was solved without hints.</summary>
    Solved,
}

/// <summary>What can happen to a lesson.</summary>
public enum LessonTrigger
{
    /// <summary>What comes before it is solved or skipped.</summary>
    Unlock,

    /// <summary>Opened for the first time, or again where it was left; an open lesson goes on.</summary>
    Open,

    /// <summary>To the next page.</summary>
    NextPage,

    /// <summary>To the page before; out of the exercise and the quiz, back to the last page.</summary>
    PreviousPage,

    /// <summary>Into the exercise.</summary>
    StartExercise,

    /// <summary>One step in the debugger, forward or back.</summary>
    Step,

    /// <summary>The exercise's goal is reached.</summary>
    GoalReached,

    /// <summary>To the questions.</summary>
    StartQuiz,

    /// <summary>The answer is right.</summary>
    RightAnswer,

    /// <summary>The answer is wrong.</summary>
    WrongAnswer,

    /// <summary>A reason was chosen for a right answer.</summary>
    GiveReason,

    /// <summary>The next hint.</summary>
    Hint,

    /// <summary>On, after feedback or at the end.</summary>
    Next,

    /// <summary>The lesson is left aside.</summary>
    Skip,

    /// <summary>The question is left open; the next one is asked.</summary>
    SkipQuestion,

    /// <summary>Back to the map; the place is kept.</summary>
    Leave,

    /// <summary>Once more from the beginning, with another seed.</summary>
    Replay,

    /// <summary>The chapter's test-out is passed.</summary>
    PassTestOut,
}
