using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Lessons.Flow;

namespace Backstep.Debugger.Tui.App.Lessons;

/// <summary>What keys do on a page of a lesson.</summary>
internal static class PageUpdate
{
    public static Step Key(AppModel app, LessonsModel model, Keystroke key)
    {
        LessonPlay play = model.Play!;
        switch (key)
        {
            case { Code: KeyCode.Enter or KeyCode.Right }:
            case var _ when key.Is(' ') || key.Is('n'):
                return play.Flow.Onward is { } onward ? LessonsUpdate.Fire(app, model, onward) : new(app);
            case { Code: KeyCode.Left or KeyCode.Backspace }: case var _ when key.Is('p'): return LessonsUpdate.Fire(app, model, LessonTrigger.PreviousPage);
            case var _ when key.Is('s'): return LessonsUpdate.Fire(app, model, LessonTrigger.StartExercise);
            case var _ when key.Is('N'): return play.Flow.CanFire(LessonTrigger.StartQuiz) ? LessonsUpdate.Fire(app, model, LessonTrigger.StartQuiz) : new(app.Say(app.Texts.Lessons.GoalFirst, isProblem: true));
            case var _ when key.Is('x'): return LessonsUpdate.Skip(app, model);
            case { Code: KeyCode.Escape }: return LessonsUpdate.Fire(app, model, LessonTrigger.Leave);
            case { Code: KeyCode.Up }: case var _ when key.Is('k'): return Scroll(app, model, -1);
            case { Code: KeyCode.Down }: case var _ when key.Is('j'): return Scroll(app, model, 1);
            case var _ when key.Is('?'): return new(app.Open(new Overlays.HelpOverlay()));
            case var _ when key.Is('q'): return LessonsUpdate.Fire(app, model, LessonTrigger.Leave) is var left ? new(left.Model, [.. left.Effects, new QuitEffect()]) : new(app);
            default: return new(app);
        }
    }

    public static Step Scroll(AppModel app, LessonsModel model, int rows) =>
        new(app with { Lessons = model with { Play = model.Play! with { Scroll = Math.Max(0, model.Play.Scroll + rows) } } });
}
