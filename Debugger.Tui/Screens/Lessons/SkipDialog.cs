using Backstep.Debugger.Tui.Screens.Dialogs;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Lessons.Flow;
using Terminal.Gui.Views;

namespace Backstep.Debugger.Tui.Screens.Lessons;

/// <summary>Asks before the lesson that is played, or one of its questions, is left aside.</summary>
internal static class SkipDialog
{
    public static void Open(Action<Func<Dialog>> open, AppState state, Action<Msg> dispatch)
    {
        if (state.Lessons?.Play is not { } play) return;
        LessonTexts texts = state.Texts.Lessons;
        List<(string, Action)> ways = [(texts.SkipThisLesson, () => dispatch(new Pass(LessonTrigger.Skip)))];
        if (play.Flow.CanFire(LessonTrigger.SkipQuestion))
            ways.Insert(0, (texts.SkipThisQuestion, () => dispatch(new Pass(LessonTrigger.SkipQuestion))));
        open(() => new ConfirmDialog(state.Look, texts.Skip, texts.SkipSure(play.View.Lesson.Title.In(state.Look.Language)), [.. ways]));
    }
}
