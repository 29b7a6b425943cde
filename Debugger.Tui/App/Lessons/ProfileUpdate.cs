using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.App.Overlays;
using Backstep.Debugger.Tui.Terminal;
using Backstep.Debugger.Tui.Widgets;
using Backstep.Lessons.Progress;

namespace Backstep.Debugger.Tui.App.Lessons;

/// <summary>What keys do on the profile screen.</summary>
internal static class ProfileUpdate
{
    /// <summary>The rows before the profiles: the game's switch.</summary>
    public const int FirstProfile = 1;

    public static Step Key(AppModel app, LessonsModel model, Keystroke key)
    {
        ProfileModel profile = model.Profile;
        if (profile.Name is { } line) return Naming(app, model, line, key);
        switch (key)
        {
            case { Code: KeyCode.Up }: case var _ when key.Is('k'): return Move(app, model, -1);
            case { Code: KeyCode.Down }: case var _ when key.Is('j'): return Move(app, model, 1);
            case { Code: KeyCode.Enter }: case var _ when key.Is(' '): return Choose(app, model);
            case var _ when key.Is('g'): return new(app, new SwitchGame(!model.ShowsGame));
            case var _ when key.Is('+') || key.Is('n'): return With(app, model, profile with { Name = new LineEditor() });
            case { Code: KeyCode.Escape }: return new(app with { Lessons = model with { Place = LessonPlace.Map } });
            case var _ when key.Is('?'): return new(app.Open(new HelpOverlay()));
            case var _ when key.Is('q'): return new(app, new QuitEffect());
            default: return new(app);
        }
    }

    public static Step Move(AppModel app, LessonsModel model, int rows) =>
        With(app, model, model.Profile with { Selected = Math.Clamp(model.Profile.Selected + rows, 0, FirstProfile + model.Profile.All.Length) });

    public static Step Click(AppModel app, LessonsModel model, int row)
    {
        LessonsModel next = model with { Profile = model.Profile with { Selected = row } };
        return Choose(app with { Lessons = next }, next);
    }

    private static Step Choose(AppModel app, LessonsModel model)
    {
        int row = model.Profile.Selected;
        if (row == 0) return new(app, new SwitchGame(!model.ShowsGame));
        return row - FirstProfile < model.Profile.All.Length
            ? new(app, new SwitchProfile(model.Profile.All[row - FirstProfile]))
            : With(app, model, model.Profile with { Name = new LineEditor() });
    }

    private static Step Naming(AppModel app, LessonsModel model, LineEditor line, Keystroke key)
    {
        if (key.Is(KeyCode.Escape)) return With(app, model, model.Profile with { Name = null });
        if (!key.Is(KeyCode.Enter)) return With(app, model, model.Profile with { Name = LineKeys.Apply(line, key) });
        string name = line.Text.Trim();
        if (name.Length == 0) return With(app, model, model.Profile with { Name = null });
        return ProfileName.Problem(name) is { } problem ? new(app.Say(problem, isProblem: true)) : new(app, new SwitchProfile(name));
    }

    private static Step With(AppModel app, LessonsModel model, ProfileModel profile) => new(app with { Lessons = model with { Profile = profile } });
}
