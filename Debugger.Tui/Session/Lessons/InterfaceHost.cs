namespace Backstep.Debugger.Tui.Session.Lessons;

/// <summary>
/// The engine's side of the interface: carries out what the screens ask for, one command after the other. In the exercise of a lesson
/// the lesson judges the debugger's journal.
/// </summary>
internal sealed class InterfaceHost
{
    private readonly SessionHost _session;
    private readonly LessonHost? _lessons;

    /// <summary>Connects the debugger's side with the lessons' side; null where there are no lessons.</summary>
    public InterfaceHost(SessionHost session, LessonHost? lessons)
    {
        (_session, _lessons) = (session, lessons);
        if (lessons is not null) session.Recorded += lessons.Observe;
    }

    /// <summary>Carries out a command; the answers come as they are made.</summary>
    public IEnumerable<Msg> Execute(SessionCommand command, CancellationToken cancel)
    {
        if (command is LessonCommand lesson) return _lessons?.Execute(lesson, cancel) ?? [new ProblemMsg("there are no lessons here")];
        return [_session.Execute(command, cancel), .. _lessons?.Observed() ?? []];
    }
}
