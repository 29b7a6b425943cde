using System.Collections.Immutable;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Texts;
using Backstep.Debugger.Tui.Views;
using Terminal.Gui.Drawing;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace Backstep.Debugger.Tui.Screens;

/// <summary>
/// The menu bar of a screen. What its menus list is made when one of them opens for the first time: it would be a fifth of all that a
/// screen costs at the start, and on most screens nobody opens a menu.
/// </summary>
internal sealed class ActionMenus : MenuBar
{
    private readonly View _screen;
    private readonly ImmutableArray<(ScreenAction Action, Command Command)> _actions;
    private readonly Look _look;
    private readonly UiTexts _texts;
    private readonly List<(MenuItem Item, ScreenAction Action)> _items = [];
    private bool _isFilled;

    public ActionMenus(View screen, ImmutableArray<(ScreenAction Action, Command Command)> actions, Look look, UiTexts texts)
    {
        (_screen, _actions, _look, _texts) = (screen, actions, look, texts);
        (Key, Width) = (Key.Empty, Dim.Auto());
        SetScheme(Palette.Menu(look.Theme));
        foreach (MenuGroup group in Enum.GetValues<MenuGroup>())
            if (actions.Any(a => a.Action.Menu == group)) Add(new Heading(group, TitleOf(group)));
    }

    /// <summary>What cannot be done now is grey.</summary>
    public void Refresh()
    {
        foreach ((MenuItem item, ScreenAction action) in _items)
            if (item.Enabled != action.Can()) item.Enabled = !item.Enabled;
    }

    /// <summary>Opens the first menu, from where the arrows lead to the others.</summary>
    public void OpenFirst() => SubViews.OfType<Heading>().FirstOrDefault()?.InvokeCommand(Command.HotKey);

    protected override bool OnActivating(CommandEventArgs args)
    {
        Fill();
        return base.OnActivating(args);
    }

    protected override void OnHasFocusChanged(bool newHasFocus, View? previousFocusedView, View? focusedView)
    {
        if (newHasFocus) Fill();
        base.OnHasFocusChanged(newHasFocus, previousFocusedView, focusedView);
    }

    private void Fill()
    {
        if (_isFilled || App is null) return;
        _isFilled = true;
        foreach (Heading heading in SubViews.OfType<Heading>())
        {
            var menu = new PopoverMenu(Entries(heading.Group)) { App = App };
            menu.Root!.SetScheme(GetScheme());
            heading.PopoverMenu = menu;
            menu.BeginInit();
            menu.EndInit();
            App.Popovers!.Register(menu);
        }
    }

    private List<View> Entries(MenuGroup group)
    {
        var views = new List<View>();
        foreach ((ScreenAction action, Command command) in _actions)
        {
            if (action.Menu != group) continue;
            if (action.StartsGroup && views.Count > 0) views.Add(Rule());
            var item = new MenuItem(_screen, command, action.Title(_texts)) { Key = action.FirstKey, Enabled = action.Can() };
            string name = action.FirstKey == Key.Empty ? "" : KeyWords.Name(action.FirstKey);
            item.KeyView.Text = name;
            // Terminal.Gui writes its own name of the key, Ctrl-CursorRight, whenever it lays the menu out.
            item.KeyView.TextChanged += (_, _) => { if (item.KeyView.Text != name) item.KeyView.Text = name; };
            _items.Add((item, action));
            views.Add(item);
        }
        return views;
    }

    private Line Rule()
    {
        var line = new Line();
        line.SetScheme(new Scheme(Palette.Of(_look.Theme.Border, _look.Theme.Popup.Over(_look.Theme.Base))));
        return line;
    }

    private string TitleOf(MenuGroup group) => group switch
    {
        MenuGroup.App => _texts.Actions.MenuApp,
        MenuGroup.Run => _texts.Actions.MenuRun,
        MenuGroup.Value => _texts.Actions.MenuValue,
        MenuGroup.View => _texts.Actions.MenuView,
        _ => _texts.Actions.MenuHelp,
    };

    private sealed class Heading : MenuBarItem
    {
        public Heading(MenuGroup group, string text) : base(text, (PopoverMenu?)null)
        {
            Group = group;
            // With Alt only: a letter that means nothing on a screen should do nothing.
            foreach (Key key in HotKeyBindings.GetBindings().Select(b => b.Key).Where(k => !k.IsAlt).ToArray()) HotKeyBindings.Remove(key);
        }

        public MenuGroup Group { get; }

        protected override bool OnActivating(CommandEventArgs args)
        {
            (SuperView as ActionMenus)?.Fill();
            return base.OnActivating(args);
        }
    }
}
