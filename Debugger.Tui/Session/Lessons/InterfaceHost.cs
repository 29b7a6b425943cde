using Backstep.Debugger.Tui.Session.Training;

namespace Backstep.Debugger.Tui.Session.Lessons;

/// <summary>
/// The engine's side of the interface: carries out what the screens ask for, one command after the other. In the exercise of a lesson
/// the lesson judges the debugger's journal.
/// </summary>
internal sealed class InterfaceHost
{
    private readonly SessionHost _session;
    private readonly LessonHost? _lessons;
    private readonly TrainingHost? _training;

    /// <summary>Connects the debugger's side with the lessons' and the training's; null where there are none.</summary>
    public InterfaceHost(SessionHost session, LessonHost? lessons, TrainingHost? training = null)
    {
        (_session, _lessons, _training) = (session, lessons, training);
        if (lessons is not null) session.Recorded += lessons.Observe;
    }

    /// <summary>Carries out a command; the answers come as they are made.</summary>
    public IEnumerable<Msg> Execute(SessionCommand command, CancellationToken cancel)
    {
        if (command is LessonCommand lesson) return _lessons?.Execute(lesson, cancel) ?? [];
        if (command is DrawCommand draw) return _training is null ? [] : [_training.Execute(draw)];
        if (command is ReadFile read) return [Open(read.Path, cancel), .. _lessons?.Observed() ?? []];
        if (command is RunCommand run) return _training?.Execute(run, cancel) ?? [];
        if (command is Speak speak)
        {
            _training?.Speak(speak.Language);
            return [_session.Execute(speak, cancel), .. _lessons?.Speak(speak.Language) ?? []];
        }
        return [_session.Execute(command, cancel), .. _lessons?.Observed() ?? []];
    }

    private FileMsg Open(string path, CancellationToken cancel)
    {
        try
        {
            return FileKinds.Of(path, _session.Texts) switch
            {
                FileKind.Course when _lessons is not null => new(path, null, _lessons.Open(path)),
                FileKind.Network => new(path, null, _session.OpenNetwork(path)),
                FileKind.Weights => new(path, null, _session.OpenWeights(path)),
                _ => _session.RunScript(path, cancel),
            };
        }
        catch (LocalizedException e)
        {
            return new(path, e.In(_session.Texts.Language));
        }
    }
}
