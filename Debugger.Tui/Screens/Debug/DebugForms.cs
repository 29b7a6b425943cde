using System.Collections.Immutable;
using Backstep.Debugger.Tui.Screens.Dialogs;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Shell;
using Backstep.Engine.Debugging;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Lessons.Homework;

namespace Backstep.Debugger.Tui.Screens.Debug;

/// <summary>The debugger's forms: numbers of one's own, and a homework.</summary>
public sealed partial class DebugScreen
{
    /// <summary>A tensor of more elements is changed by element; of more numbers a form is none.</summary>
    private const int MostElements = 24, MostChecked = 12, MostRows = 240;

    /// <summary>What was typed in the form of a homework last, which is mended more often than made anew.</summary>
    private Dictionary<string, string> _homework = [];
    private string _moreHomework = "";

    protected override void ShowAnswer(Msg answer)
    {
        if (answer is not FormMsg { Form: var form }) base.ShowAnswer(answer);
        else if (form == DebugForm.Numbers) OpenNumbers();
        else OpenHomework();
    }

    private void OpenNumbers()
    {
        if (State.View?.Begins is not { } begins) return;
        var first = new FirstContents(begins);
        var rows = first.Values.Where(v => v.Shape.Length <= MostElements && (v.Kind != ValueKind.Input || begins.Batches is FixedBatch))
            .Take(MostRows).Select(v => KeyValuePair.Create(v.Name, TensorText.Whole(first.Read(v)))).ToImmutableArray();
        OpenDialog(() => new NumbersDialog(State.Look, App!.Screen.Size,
            new(Texts.Dialogs.NumbersTitle, Texts.Dialogs.NumbersHint, Texts.Dialogs.NumbersGo, rows, "", (changed, more) => Try(() =>
            {
                IReadOnlyList<Assignment> assignments = OwnNumbers.Read(begins, changed, more, Texts);
                if (assignments.Count == 0) return Texts.Dialogs.NothingChanged;
                Store.Ask(new SetNumbers(assignments));
                return null;
            }))));
    }

    private void OpenHomework()
    {
        if (State.View is not { Begins: { } begins } view) return;
        var rows = HomeworkCheck.Asked(view.Program, MostChecked).Take(MostRows)
            .Select(name => KeyValuePair.Create(name, "")).ToImmutableArray();
        OpenDialog(() => new NumbersDialog(State.Look, App!.Screen.Size,
            new(Texts.Dialogs.HomeworkTitle(view.Now.Iteration + 1), Texts.Dialogs.HomeworkHint, Texts.Dialogs.HomeworkGo, rows,
                _moreHomework,
                (typed, more) => Try(() =>
                {
                    (_homework, _moreHomework) = (typed.ToDictionary(), more);
                    NamedText[] numbers = [.. typed.Select(t => new NamedText("", t.Key, t.Value)),
                        .. more.Length == 0 ? [] : HomeworkText.Reader(view.Program, Texts).Read(more)];
                    if (numbers.Length == 0) return Texts.Dialogs.NothingTyped;
                    Store.Ask(new CheckHomework([.. numbers.Select(n => KeyValuePair.Create(n.Name, n.Content))]));
                    return null;
                }))
            { Typed = _homework }));
    }

    private string? Try(Func<string?> act)
    {
        try
        {
            return act();
        }
        catch (LocalizedException e)
        {
            return e.In(State.Look.Language);
        }
    }
}
