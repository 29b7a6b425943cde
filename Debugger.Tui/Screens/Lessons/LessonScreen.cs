using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;

namespace Backstep.Debugger.Tui.Screens.Lessons;

/// <summary>What the lessons' own screens have in common: the first row tells where the learner is and what has been won, and nothing is debugged on them.</summary>
internal abstract class LessonScreen(Store store) : AppScreen(store)
{
    protected override bool TakesCommands => false;

    /// <summary>Who comes to a screen finds the keys where they are needed.</summary>
    protected override void OnIsRunningChanged(bool newIsRunning)
    {
        base.OnIsRunningChanged(newIsRunning);
        if (newIsRunning) FocusBody();
    }

    /// <summary>Where the learner is.</summary>
    protected abstract string Where(LessonsState lessons);

    protected override void PaintHeader(Canvas line)
    {
        if (State.Lessons is { } lessons) LessonSigns.Header(line, lessons, Where(lessons));
    }
}
