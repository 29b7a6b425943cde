using System.IO.Abstractions;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Backstep.Debugger.Tui.Widgets;
using Terminal.Gui.App;
using Terminal.Gui.Drawing;
using Terminal.Gui.FileServices;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;
using Palette = Backstep.Debugger.Tui.Views.Palette;

namespace Backstep.Debugger.Tui.Screens.Dialogs;

/// <summary>
/// Opens trained weights, a course or a script. A file that cannot be opened is told of below the list, and the dialog stays.
/// </summary>
internal sealed class FileOpenDialog : OpenDialog
{
    private const int SaidRows = 2;

    private readonly Store _store;
    private readonly Said _said;
    private string? _asked;

    public FileOpenDialog(Store store)
    {
        _store = store;
        Look look = store.State.Look;
        DialogTexts texts = store.State.Texts.Dialogs;
        HotKeySpecifier = new System.Text.Rune('\uffff');
        Title = texts.OpenFile;
        BorderStyle = LineStyle.None;
        Border.Thickness = new Thickness(1);
        ShadowStyle = ShadowStyles.None;
        (Width, Height) = (Dim.Func(_ => Math.Min(100, App!.Screen.Width)), Dim.Func(_ => Math.Min(32, App!.Screen.Height)));
        SetScheme(Palette.Popup(look.Theme));
        (OpenMode, MustExist, AllowsMultipleSelection) = (OpenMode.Mixed, false, false);
        FileOperationsHandler = new NothingIsChanged();
        Name(texts);
        _said = new Said(texts.WhatOpens) { X = 1, Y = Pos.AnchorEnd(SaidRows), Width = Dim.Fill(1), Height = SaidRows };
        (_said.Look, _said.Beneath) = (look, theme => theme.Popup);
        Add(_said);
        foreach (Button button in (IEnumerable<Button>)[.. Buttons, .. SubViews.OfType<Button>()]) button.ShadowStyle = ShadowStyles.None;
        // The first button shows a tree of folders, which the list shows as well.
        Buttons[0].Visible = false;
        MakeRoom(look);
        FilesSelected += (_, e) =>
        {
            // It closes when the file is open, or when one leaves it.
            e.Cancel = true;
            _asked = Path.Trim();
            if (_asked.Length > 0) store.Dispatch(new OpenFile(_asked));
        };
        store.Changed += OnChanged;
    }

    protected override bool OnClearingViewport() => Blit.Clear(this);

    protected override bool OnDrawingAdornments()
    {
        Look look = _store.State.Look;
        FrameEdge.Draw(this, look, look.Theme.Popup.Over(look.Theme.Base), focused: true, Title);
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        _store.Changed -= OnChanged;
        base.Dispose(disposing);
    }

    private void OnChanged(AppState state)
    {
        if (state.File is not { } file || file.Path != _asked) return;
        _asked = null;
        if (file.Problem is { } problem) _said.Tell(problem);
        else App?.RequestStop(this);
    }

    private void Name(DialogTexts texts)
    {
        Style.OkButtonText = texts.OpenNow;
        Style.CancelButtonText = texts.Cancel;
        Style.PathCaption = texts.FilePath;
        Style.SearchCaption = texts.FileSearch;
        Style.FilenameColumnName = texts.FileName;
        Style.SizeColumnName = texts.FileSize;
        Style.ModifiedColumnName = texts.FileModified;
        // Its words are Terminal.Gui's own, and names end with the type.
        Style.TableStyle!.GetOrCreateColumnStyle(3).Visible = false;
        Style.DateFormat = "yyyy-MM-dd HH:mm";
        (Style.UseColors, Style.UseUnicodeCharacters) = (false, false);
    }

    /// <summary>The list ends above what is said, without a frame of its own, and without the menu by which files are deleted.</summary>
    private void MakeRoom(Look look)
    {
        foreach (View view in SubViews.Where(v => v.SubViews.OfType<TableView>().Any()))
        {
            (view.X, view.Height, view.BorderStyle) = (0, Dim.Fill(SaidRows), LineStyle.None);
            TableView table = view.SubViews.OfType<TableView>().First();
            table.KeyBindings.Remove(PopoverMenu.DefaultKey);
            table.MouseBindings.Remove(MouseFlags.RightButtonClicked);
            (table.Style.ShowVerticalCellLines, table.Style.ShowVerticalHeaderLines) = (false, false);
            table.Style.HeaderScheme = new Scheme(Palette.Of(look.Theme.Caption, look.Theme.Popup.Over(look.Theme.Base)));
        }
    }

    /// <summary>What can be opened, or why a file cannot.</summary>
    private sealed class Said : PaintedView
    {
        private string _text;
        private bool _isProblem;

        public Said(string text)
        {
            _text = text;
            CanFocus = false;
        }

        public void Tell(string problem)
        {
            (_text, _isProblem) = (problem, true);
            SetNeedsDraw();
        }

        protected override void Paint(Canvas canvas, HitMap.Builder hits) =>
            Prose.Paint(canvas, [new(_text, _isProblem ? canvas.Theme.Error : canvas.Theme.Caption)]);
    }

    /// <summary>A dialog that opens files changes none: Terminal.Gui's own deletes, renames and makes folders.</summary>
    private sealed class NothingIsChanged : IFileOperations
    {
        public bool Delete(IApplication? app, IEnumerable<IFileSystemInfo> toDelete) => false;

        public IFileSystemInfo? New(IApplication? app, IFileSystem fileSystem, IDirectoryInfo inDirectory) => null;

        public IFileSystemInfo? Rename(IApplication? app, IFileSystem fileSystem, IFileSystemInfo toRename) => null;
    }
}
