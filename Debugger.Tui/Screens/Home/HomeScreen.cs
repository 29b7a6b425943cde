using System.Collections.Immutable;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Engine.Models;
using Terminal.Gui.ViewBase;

namespace Backstep.Debugger.Tui.Screens.Home;

/// <summary>The first screen: left what one can do, right a picture that fits the choice.</summary>
internal sealed class HomeScreen : AppScreen
{
    /// <summary>How long each picture of the demonstration stays.</summary>
    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(700);

    private readonly RowList _entries, _programs;
    private readonly HomeLegend _about;
    private readonly HomePicture _picture;
    private readonly ProgramAbout _program;
    private readonly PaneFrame _left, _right;
    private ImmutableArray<HomeEntry> _shown = [];
    private bool _isMoved;

    public HomeScreen(Store store) : base(store)
    {
        _entries = new RowList(PaintEntry) { OpensOnClick = true };
        _about = new HomeLegend(() => State) { Y = Pos.Bottom(_entries) + 1, Width = Dim.Fill(), Height = Dim.Fill() };
        _left = new PaneFrame { Width = Dim.Func(_ => Math.Clamp(Body.Viewport.Width / 3, 26, 42)) };
        _left.Add(_entries, _about);
        (_entries.Y, _entries.Width) = (1, Dim.Fill());
        _picture = new HomePicture(() => State) { Width = Dim.Fill(), Height = Dim.Fill() };
        _program = new ProgramAbout(() => State) { Y = Pos.AnchorEnd(ProgramAbout.Rows), Width = Dim.Fill(), Height = ProgramAbout.Rows };
        _programs = new RowList(PaintProgram)
        { Width = Dim.Fill(), Height = Dim.Fill(ProgramAbout.Rows), Count = ProgramCatalog.All.Length };
        _right = new PaneFrame { X = Pos.Right(_left) };
        _right.Add(_picture, _programs, _program);
        Body.Add(_left, _right);
        _entries.ValueChanged += (_, _) => Chosen();
        _entries.Opened += _ => OpenChosen();
        _programs.ValueChanged += (_, _) => _program.Show(Program);
        _programs.Opened += _ => OpenProgram(Program.Name);
        _programs.HasFocusChanged += (_, _) => RefreshBars();
        _program.Show(Program);
        Build(
        [
            new("Enter Right", t => t.Home.OpenEntry, OpenFocused) { Short = t => t.Home.Open, Menu = MenuGroup.App },
            new("c", t => t.Home.CopyCommand, CopyCommand)
                { Short = t => t.Home.CopyShort, Menu = MenuGroup.Value, Can = () => Entry == HomeEntry.Train },
        ]);
    }

    private HomeEntry Entry => _shown.IsEmpty ? HomeEntry.Walkthrough : _shown[Math.Min(_entries.SelectedItem ?? 0, _shown.Length - 1)];

    private ProgramEntry Program => ProgramCatalog.All[_programs.SelectedItem ?? 0];

    protected override bool GoesBack => State.IsBusy || _programs.HasFocus;

    protected override bool HasCommandLine => false;

    protected override void FocusBody() => _entries.SetFocus();

    protected override void Show(AppState state)
    {
        ImmutableArray<HomeEntry> shown = [.. Enum.GetValues<HomeEntry>().Where(e => Offers(state, e))];
        if (!shown.SequenceEqual(_shown))
        {
            // Who has chosen already keeps the choice; a learner who comes back finds what to go on with.
            HomeEntry entry = Entry;
            bool stays = _isMoved && shown.Contains(entry);
            _shown = shown;
            _entries.Height = shown.Length;
            _entries.Count = shown.Length;
            _entries.SelectedItem = stays ? shown.IndexOf(entry) : 0;
            _isMoved = stays;
        }
        Chosen();
    }

    protected override bool TakeBack()
    {
        if (!_programs.HasFocus) return false;
        _entries.SetFocus();
        return true;
    }

    protected override Action<Canvas>? PaintMessage =>
        State.Learner is { HasBegun: true } || State.View is not null ? null : Entry != HomeEntry.Walkthrough ? null
            : line => line.PutCut(1, 0, line.Width - 2, Texts.Home.Welcome, line.Theme.Focus with { Attributes = default });

    protected override void PaintHeader(Canvas line)
    {
        int x = Math.Max(0, line.Width - CellWidth.Of("backstep" + Texts.Home.Subtitle) - 1);
        x = line.Put(x, 0, "backstep", line.Theme.Focus);
        line.PutCut(x, 0, line.Width - x, Texts.Home.Subtitle, line.Theme.Text);
    }

    protected override void OnIsRunningChanged(bool newIsRunning)
    {
        base.OnIsRunningChanged(newIsRunning);
        if (newIsRunning) App!.AddTimeout(FrameTime, NextFrame);
    }

    private static bool Offers(AppState state, HomeEntry entry) => entry switch
    {
        HomeEntry.Continue => state.Learner is { HasBegun: true, Next: not null },
        HomeEntry.Review => state.Learner is { Due.IsEmpty: false },
        HomeEntry.Return => state is { View: not null, IsExercise: false },
        _ => true,
    };

    private bool NextFrame()
    {
        if (!IsRunning) return false;
        _picture.NextFrame();
        _about.Show(Entry, _picture.Picture);
        return true;
    }

    /// <summary>Another entry is selected: text and picture follow.</summary>
    private void Chosen()
    {
        HomeEntry entry = Entry;
        if (_entries.HasFocus && _entries.SelectedItem > 0) _isMoved = true;
        bool lists = entry == HomeEntry.Debug;
        (_programs.Visible, _program.Visible, _picture.Visible) = (lists, lists, !lists);
        _picture.Show(entry);
        _about.Show(entry, _picture.Picture);
        _left.Name(Texts.Home.Start);
        _right.Name(lists ? Texts.Home.Programs : _picture.Heading);
        _program.SetNeedsDraw();
        RefreshBars();
    }

    private void OpenFocused()
    {
        if (_programs.HasFocus) OpenProgram(Program.Name);
        else OpenChosen();
    }

    private void OpenChosen()
    {
        switch (Entry)
        {
            case HomeEntry.Continue: Store.Dispatch(new OpenLessons(State.Learner!.Next)); break;
            case HomeEntry.Review: Store.Dispatch(new OpenLessons(Reviews: true)); break;
            case HomeEntry.Return: Store.Dispatch(new Open(Place.Debug)); break;
            case HomeEntry.Walkthrough: OpenProgram("two-layer"); break;
            case HomeEntry.Lessons: Store.Dispatch(new OpenLessons()); break;
            case HomeEntry.Debug: _programs.SetFocus(); break;
            case HomeEntry.Train: Store.Dispatch(new Open(Place.Run)); break;
            case HomeEntry.Draw: Store.Dispatch(new Open(Place.Draw)); break;
            case HomeEntry.File: OpenFile(); break;
            case HomeEntry.Settings: OpenSettings(); break;
            default: Leave(); break;
        }
    }

    /// <summary>Opens a program; the one that was left a moment ago is where it was.</summary>
    private void OpenProgram(string name)
    {
        if (State is { IsExercise: false, View: { } view } && view.Program.Name == name) Store.Dispatch(new Open(Place.Debug));
        else Store.Dispatch(new OpenInDebugger(new OpenProgram(name, new ScenarioOptions()) { FindsData = true }));
    }

    private void CopyCommand() => Store.Dispatch(new Copy(HomePicture.TrainingCommand(State), Texts.Home.TrainCommand));

    private void PaintEntry(Canvas line, int item, bool selected)
    {
        HomeTexts texts = Texts.Home;
        string title = _shown[item] switch
        {
            HomeEntry.Continue => texts.Continue(State.Learner!.Title.In(State.Look.Language)) is { } whole
                && CellWidth.Of(whole) < line.Width ? whole : texts.ContinueShort,
            HomeEntry.Review => texts.Review(State.Learner!.Due.Length),
            HomeEntry.Return => texts.Return(State.View!.Program.Name),
            HomeEntry.Walkthrough => texts.Walkthrough,
            HomeEntry.Lessons => texts.Lessons,
            HomeEntry.Debug => texts.Debug,
            HomeEntry.Train => texts.Train,
            HomeEntry.Draw => texts.DrawDigit,
            HomeEntry.File => texts.OpenFile,
            HomeEntry.Settings => texts.Settings,
            _ => texts.Leave,
        };
        line.PutCut(1, 0, line.Width - 1, title, selected ? line.Theme.Bright : line.Theme.Text);
    }

    private void PaintProgram(Canvas line, int item, bool selected)
    {
        ProgramEntry entry = ProgramCatalog.All[item];
        int width = ProgramCatalog.All.Max(p => p.Name.Length) + 2;
        line.Put(1, 0, entry.Name, selected && _programs.HasFocus ? line.Theme.Bright : line.Theme.Code);
        line.PutCut(width + 1, 0, line.Width - width - 1, entry.Title(Texts.Language), line.Theme.Text);
    }
}
