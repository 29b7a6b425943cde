namespace Backstep.Debugger.Tui.Texts;

public partial class ActionTexts
{
    public string WorkingOn(string what, long done, long of) => of > 0 ? WorkingOf(what, done, of) : WorkingSoFar(what, done);
}
