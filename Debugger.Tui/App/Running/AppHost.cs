using Backstep.Debugger.Tui.App.Lessons;
using Backstep.Debugger.Tui.Session;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.App.Running;

/// <summary>
/// The engine's side of the interface: carries out what the screens ask for, one command after the other. In the exercise of a lesson
/// every command of the debugger is also looked at by the lesson.
/// </summary>
/// <param name="session">The debugger's side.</param>
/// <param name="lessons">The lessons' side; null where there are no lessons.</param>
internal sealed class AppHost(SessionHost session, LessonHost? lessons)
{
    /// <summary>Carries out a command; the answers come as they are made.</summary>
    public IEnumerable<Msg> Execute(SessionCommand command, CancellationToken cancel)
    {
        if (command is LessonCommand lesson) return lessons?.Execute(lesson, cancel) ?? [new ProblemMsg("there are no lessons here")];
        return lessons is null ? [session.Execute(command, cancel)] : Watched(command, cancel);
    }

    private IEnumerable<Msg> Watched(SessionCommand command, CancellationToken cancel)
    {
        Moment? before = lessons!.Look();
        Msg answer = session.Execute(command, cancel);
        yield return answer;
        foreach (Msg more in lessons.Observe(command, answer, before)) yield return more;
    }
}
