using System.Collections.Immutable;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Screens.Dialogs;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Terminal.Gui.App;
using Terminal.Gui.Drawing;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;
using Menu = Terminal.Gui.Views.Menu;

namespace Backstep.Debugger.Tui.Screens;

/// <summary>
/// A screen: menu bar and header in the first row, what it is about, the line for notices and typed commands, the status bar. A screen
/// declares its views and its actions, shows each state, and turns what people do into messages.
/// </summary>
public abstract class AppScreen : Runnable
{
    // Ours begin behind Terminal.Gui's own commands, which bring foreign titles and help texts.
    private const int FirstCommand = 1000;

    private const int BarRows = 2;

    private readonly HeaderLine _header;
    private readonly MessageLine _message;
    private ActionMenus? _menu;
    private ActionBar? _status;
    private Look? _look;
    private readonly Companion? _companion;
    private readonly Queue<Action> _next = new();
    private int _waiting;

    /// <summary>
    /// A screen; <paramref name="companion"/> is what lies beside it and does not belong to it, such as the goal and the page of a lesson.
    /// </summary>
    protected AppScreen(Store store, Companion? companion = null)
    {
        Store = store;
        _companion = companion;
        HotKeySpecifier = new System.Text.Rune('\uffff');
        // The terminal's title stays the shell's: Terminal.Gui would not put it back.
        Border.Settings &= ~BorderSettings.TerminalTitle;
        _header = new HeaderLine(PaintHeader) { Height = 1, Width = Dim.Fill() };
        _message = new MessageLine { Width = Dim.Fill() };
        _message.Height = Dim.Func(_ => _message.RowsAt(Viewport.Width, Viewport.Height));
        _message.Y = Pos.Func(_ => Viewport.Height - Below);
        _message.Left += FocusBody;
        _message.HasFocusChanged += (_, _) => RefreshBars();
        Body = new HoldingView
        {
            X = companion is null ? 0 : Pos.Right(companion.Beside),
            Y = companion is null ? 1 : Pos.Bottom(companion.Above)
        };
        (Body.Width, Body.Height, Body.CanFocus, Body.TabStop) = (Dim.Fill(), Dim.Fill(Dim.Func(_ => Below)), true, TabBehavior.NoStop);
    }

    /// <summary>The rows below what the screen is about: message line and status bar.</summary>
    private int Below => Math.Max(_message.RowsAt(Viewport.Width, Viewport.Height), BarRows);

    protected Store Store { get; }

    protected AppState State => Store.State;

    protected UiTexts Texts => State.Texts;

    /// <summary>
    /// What the screen is about, between the first row and the two last ones. Lay out by its size and not by the window's: a companion may
    /// take room from it.
    /// </summary>
    protected View Body { get; }

    /// <summary>Whether a dialog is about to open, or what was chosen in one about to be done: keys typed now are meant for then.</summary>
    public bool IsOpening => _waiting > 0;

    /// <summary>All that can be done here, for palette and help.</summary>
    public ImmutableArray<ScreenAction> Actions { get; private set; } = [];

    /// <summary>
    /// What the word before the cursor of the command line may become; the flag says whether it is the first of a command.
    /// </summary>
    protected virtual IEnumerable<string> Candidates(bool first) => [];

    /// <summary>Shows a state. Cheap where nothing of the screen's own has changed; never dispatches, never opens a dialog.</summary>
    protected abstract void Show(AppState state);

    /// <summary>The rest of the first row, beside the menus: where the person is.</summary>
    protected abstract void PaintHeader(Canvas line);

    /// <summary>What stands in the message line while there is no notice; null for nothing.</summary>
    protected virtual Action<Canvas>? PaintMessage => null;

    protected override bool OnClearingViewport() => Blit.Clear(this);

    /// <summary>Gives the focus to what the screen is about.</summary>
    protected virtual void FocusBody() => Body.SetFocus();

    /// <summary>
    /// Esc: takes back what is open or chosen on this screen (a filter, a selection, a zoomed pane). False if nothing is, and Esc leads
    /// back.
    /// </summary>
    protected virtual bool TakeBack() => false;

    /// <summary>Whether Esc leads anywhere now.</summary>
    protected virtual bool GoesBack => State.IsBusy || !State.Places.Pop().IsEmpty;

    /// <summary>Whether the debugger's words can be typed on this screen, once there is something to debug.</summary>
    protected virtual bool HasCommandLine => true;

    private bool TakesCommands => HasCommandLine && State.View is not null;

    /// <summary>An answer to show in a window of its own.</summary>
    protected virtual void ShowAnswer(Msg answer)
    {
        if (answer is OutputMsg output)
            OpenDialog(() => new OutputDialog(State.Look, output.Command, output.Text,
                () => Store.Dispatch(new Copy(output.Text, Texts.Dialogs.OutputOf(output.Command)))));
    }

    /// <summary>To be called at the end of the constructor: with the views and what can be done.</summary>
    /// <param name="actions">The screen's own actions, in the order of menus and help; those that every screen has are added.</param>
    protected void Build(IEnumerable<ScreenAction> actions)
    {
        ImmutableArray<ScreenAction> own = [.. _companion?.Actions ?? [], .. actions];
        HashSet<Key> taken = [.. own.SelectMany(a => a.AllKeys)];
        // A screen may take a key from those that every screen has.
        Actions = [.. own, .. Common().Skip(HasCommandLine ? 0 : 1).Select(a => a.Without(taken))];
        for (int i = 0; i < Actions.Length; i++)
        {
            ScreenAction action = Actions[i];
            AddCommand((Command)(FirstCommand + i), () => Do(action));
            foreach (Key key in action.AllKeys) HotKeyBindings.Add(key, (Command)(FirstCommand + i));
        }
        // Esc is Terminal.Gui's key to end a program.
        KeyBindings.Remove(Key.Esc);
        if (_companion is not null)
        {
            (_companion.Above.Y, _companion.Above.Width) = (1, Dim.Fill());
            (_companion.Beside.Y, _companion.Beside.Height) = (Pos.Bottom(_companion.Above), Dim.Fill(Dim.Func(_ => Below)));
        }
        // The first that can have the focus gets it, and that is what the screen is about.
        Add(Body);
        if (_companion is not null) Add(_companion.Above, _companion.Beside);
        Add(_message, _header);
        BuildBars();
        Store.Changed += OnChanged;
        Store.Asked += OnAsked;
        OnChanged(State);
    }

    /// <summary>
    /// Opens a dialog once what happens now is done: it runs a loop of its own, which must not hold up the store. While another one is
    /// open it waits for that to close.
    /// </summary>
    protected void OpenDialog<TDialog>(Func<TDialog> make) where TDialog : View, IRunnable
    {
        if (!IsModal)
        {
            _next.Enqueue(() => OpenDialog(make));
            return;
        }
        Afterwards(app =>
        {
            using TDialog dialog = make();
            app.Run(dialog, LibraryFault.Is);
        });
    }

    /// <summary>
    /// Once what happens now is done, between two rounds of the loop. A dialog's loop must not run within a timer of Terminal.Gui: what the
    /// engine posts from its thread would wait until the dialog is closed.
    /// </summary>
    private void Afterwards(Action<IApplication> act)
    {
        IApplication app = App!;
        _waiting++;
        app.Iteration += Once;
        // So that the loop does not sleep before that.
        app.AddTimeout(TimeSpan.Zero, () => false);

        void Once(object? sender, EventArgs<IApplication?> e)
        {
            app.Iteration -= Once;
            _waiting--;
            act(app);
        }
    }

    /// <summary>Puts the cursor into the command line.</summary>
    protected void OpenCommandLine() => OpenCommandLine("");

    private void OpenCommandLine(string text) =>
        _message.Ask(":", State.Typed, Candidates, line => Store.Dispatch(new TypedLine(line)), text);

    /// <summary>Asks for a line in the message line, which covers nothing.</summary>
    /// <param name="prompt">What is asked.</param>
    /// <param name="entered">Takes the line; not called when Esc leaves it.</param>
    /// <param name="candidates">What the word before the cursor may become.</param>
    /// <param name="text">What stands there at first.</param>
    /// <param name="takesNothing">Whether an empty line is an answer, too.</param>
    protected void AskLine(
        string prompt, Action<string> entered, IEnumerable<string>? candidates = null, string text = "", bool takesNothing = false) =>
        _message.Ask(prompt, [], _ => candidates ?? [], entered, text, takesNothing);

    /// <summary>What can be done has changed with the focus or selection: status bar and message line follow.</summary>
    protected void RefreshBars()
    {
        _message.Show(State, PaintMessage);
        // A notice of two rows has that of the status bar, too: all else keeps its place.
        if (_status is not null) _status.Visible = _message.RowsAt(Viewport.Width, Viewport.Height) == 1;
        _status?.Refresh(Texts);
        _menu?.Refresh();
    }

    protected override bool OnKeyDown(Key key)
    {
        // A notice has been seen once the next key comes; the key does what it always does.
        if (State.Notice is not null) Store.Dispatch(new Hush());
        // Who has learnt the debugger's keys is told where this one works.
        if (key == new Key(':') && !HasCommandLine) Store.Dispatch(new Say(Texts.Actions.CommandsInDebugger));
        return base.OnKeyDown(key);
    }

    protected override void OnIsModalChanged(bool newIsModal)
    {
        base.OnIsModalChanged(newIsModal);
        if (newIsModal && _next.TryDequeue(out Action? open)) open();
        // Terminal.Gui takes the view that holds the focused one for the focused one, and a paste would go there.
        if (!newIsModal || MostFocused is not { } focused) return;
        focused.HasFocus = false;
        focused.SetFocus();
    }

    protected override void Dispose(bool disposing)
    {
        Store.Changed -= OnChanged;
        Store.Asked -= OnAsked;
        base.Dispose(disposing);
    }

    private static bool Do(ScreenAction action)
    {
        if (action.Can()) action.Do();
        return true;
    }

    private IEnumerable<ScreenAction> Common() =>
    [
        new(":", t => t.Actions.CommandLine, OpenCommandLine)
            { Short = t => t.Actions.CommandLineShort, Menu = MenuGroup.View, StartsGroup = true, Can = () => TakesCommands },
        new("C-o", t => t.Dialogs.OpenFile, OpenFile)
        {
            Menu = MenuGroup.App, Can = () => State.Lessons is not { Quiz.For: Asking.TestOut },
        },
        new("F2", t => t.Dialogs.SettingsOf, OpenSettings) { Menu = MenuGroup.View },
        new("", t => t.Actions.NextTheme, NextTheme) { Menu = MenuGroup.View },
        new("", t => t.Actions.MenuBar, () => Store.Dispatch(new ToggleMenu())) { Menu = MenuGroup.View },
        new("C-F10", t => t.Actions.OpenMenu, OpenMenu),
        new("F1 ?", t => t.Actions.Palette, OpenPalette) { Short = t => t.Actions.PaletteShort, Menu = MenuGroup.Help },
        new("Esc", t => t.Actions.Back, GoBack) { Short = t => t.Actions.BackShort, Can = () => GoesBack },
        new("q C-q", t => t.Actions.Quit, Leave) { Menu = MenuGroup.App, Short = t => t.Actions.QuitShort, StartsGroup = true },
    ];

    /// <summary>The list of all commands and keys.</summary>
    private void OpenPalette() => Afterwards(app =>
    {
        using var dialog = new PaletteDialog(State.Look, Texts,
            [.. Actions.Select(Listed), .. TakesCommands ? DebugWords.All.Select(Listed) : []]);
        app.Run(dialog, LibraryFault.Is);
        // In the next round of the loop: the focus is given back at the end of this one.
        if (dialog.Chosen is { } chosen) Afterwards(_ => chosen.Do());
    });

    private PaletteEntry Listed(ScreenAction action) =>
        new(string.Join(" ", action.AllKeys.Select(KeyWords.Name)), Plain(action.Title(Texts)), action.Can(), action.Do,
            Plain(action.Title(UiTexts.English)));

    /// <summary>A title without the mark of its menu letter.</summary>
    private static string Plain(string title) => title.Replace("_", "", StringComparison.Ordinal);

    // A word that takes something is put into the command line, where the rest can be typed.
    private PaletteEntry Listed(DebugWord word) =>
        new(":" + word.Name, word.Help(State.Look.Texts.Words), true, () =>
        {
            if (word.TakesArgument) OpenCommandLine(word.Name + " ");
            else
                Store.Dispatch(new TypedLine(word.Name));
        }, word.Help(UiTexts.English.Words));

    /// <summary>Opens the first menu; a bar that is hidden shows.</summary>
    private void OpenMenu()
    {
        if (!State.ShowsMenu) Store.Dispatch(new ToggleMenu());
        _menu!.OpenFirst();
    }

    /// <summary>Theme, colours, language and the like.</summary>
    protected void OpenSettings() => OpenDialog(() => new SettingsDialog(Store));

    /// <summary>Weights, a course, a script.</summary>
    protected void OpenFile() => OpenDialog(() => new FileOpenDialog(Store));

    private void GoBack()
    {
        if (State.IsBusy) Store.Interrupt();
        else if (!_message.Cancel() && !TakeBack()) Store.Dispatch(new Back());
    }

    /// <summary>Leaves the program; where something is lost with it, asks first.</summary>
    protected void Leave()
    {
        DialogTexts texts = Texts.Dialogs;
        string? lost = State.Lessons?.Play?.Training is { IsRunning: true } ? texts.TrainingRuns
            : State.Lessons is { Quiz.For: Asking.TestOut, Test.At: > 0 } ? Texts.Lessons.LeaveTestSure
            : State.Run is { Step: > 0, Kept: "", Request.Save: null, IsSaved: false } ? Texts.Training.RunLost
            : State is { IsExercise: false, View.Timelines.Length: > 1 and var timelines } ? texts.WhatIfsLost(timelines - 1)
            : null;
        if (lost is null) Store.Dispatch(new Quit());
        else OpenDialog(() => new ConfirmDialog(State.Look, texts.QuitTitle, lost, (texts.QuitNow, () => Store.Dispatch(new Quit()))));
    }

    private void NextTheme()
    {
        string[] names = [.. State.Themes.Select(t => t.Name)];
        Store.Dispatch(new SwitchTheme(names[(Array.IndexOf(names, State.Look.Theme.Name) + 1) % names.Length]));
    }

    private void OnChanged(AppState state)
    {
        if (_look != state.Look) Wear(state.Look);
        if (_menu!.Visible != state.ShowsMenu)
        {
            _menu.Visible = state.ShowsMenu;
            _header.X = state.ShowsMenu ? Pos.Right(_menu) : 0;
        }
        Show(state);
        _companion?.Show(state);
        _header.SetNeedsDraw();
        RefreshBars();
    }

    private void OnAsked(Effect effect)
    {
        if (IsRunning && effect is ShowEffect show) ShowAnswer(show.Answer);
    }

    /// <summary>Another theme or language: the bars are made anew, all else is told.</summary>
    private void Wear(Look look)
    {
        // Menus hold words and rules in the look that they were made with.
        bool wore = _look is not null;
        _look = look;
        SetScheme(Palette.Page(look.Theme));
        if (wore) BuildBars();
        _status!.SetScheme(Palette.Menu(look.Theme));
        Looks.HandOn(this, look);
        _header.Beneath = theme => theme.Popup;
        SetNeedsDraw();
    }

    private void BuildBars()
    {
        View? focused = MostFocused;
        if (_menu is not null)
        {
            Remove(_menu);
            _menu.Dispose();
        }
        if (_status is not null)
        {
            Remove(_status);
            _status.Dispose();
        }
        ImmutableArray<(ScreenAction, Command)> actions = [.. Actions.Select((a, i) => (a, (Command)(FirstCommand + i)))];
        _menu = new ActionMenus(this, actions, State.Look, Texts);
        _status = new ActionBar(this, actions);
        _header.X = Pos.Right(_menu);
        Add(_menu, _status);
        // Terminal.Gui hands the focus on to a bar that takes another's place.
        if (focused is not null && IsInHierarchy(this, focused)) focused.SetFocus();
    }

    private sealed class HeaderLine : PaintedView
    {
        private readonly Action<Canvas> _paint;

        public HeaderLine(Action<Canvas> paint)
        {
            _paint = paint;
            CanFocus = false;
        }

        protected override void Paint(Canvas canvas, HitMap.Builder hits) => _paint(canvas);
    }
}
