using Backstep.Engine.Backends;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Models;

namespace Backstep.Lessons;

/// <summary>Computes answers by running a lesson's program.</summary>
public static class AnswerKey
{
    /// <summary>The answer to <paramref name="question"/> after one iteration of the lesson's program.</summary>
    /// <exception cref="UnknownProgramException">The lesson names no program of the catalog.</exception>
    /// <exception cref="ExpressionException">The answer is no expression over the program's values.</exception>
    public static double Compute(Lesson lesson, Question question, IBackend backend, long seed = 0)
    {
        var session = new DebugSession(ProgramCatalog.Get(lesson.Program).Create(new ScenarioOptions { Seed = seed }), backend);
        session.Iterate();
        return Expression.Parse(question.Answer, session.Values.Names).Evaluate(session.Values).ScalarValue;
    }
}
