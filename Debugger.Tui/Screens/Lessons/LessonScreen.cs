using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Engine.Texts;

namespace Backstep.Debugger.Tui.Screens.Lessons;

/// <summary>
/// What the lessons' own screens have in common: the first row tells where the learner is and what has been won, and nothing is debugged on
/// them.
/// </summary>
internal abstract class LessonScreen(Store store) : AppScreen(store)
{
    private (object? What, Language Language) _told;

    protected override bool HasCommandLine => false;

    /// <summary>Who comes to a screen finds the keys where they are needed.</summary>
    protected override void OnIsRunningChanged(bool newIsRunning)
    {
        base.OnIsRunningChanged(newIsRunning);
        if (newIsRunning) FocusBody();
    }

    /// <summary>Whether this is what was asked about last, in the same language: then it need not be shown again.</summary>
    protected bool IsShown(object what)
    {
        if (ReferenceEquals(what, _told.What) && _told.Language == State.Look.Language) return true;
        _told = (what, State.Look.Language);
        return false;
    }

    /// <summary>Where the learner is.</summary>
    protected abstract string Where(LessonsState lessons);

    protected override void PaintHeader(Canvas line)
    {
        if (State.Lessons is { } lessons) LessonSigns.Header(line, lessons, Where(lessons));
    }
}
