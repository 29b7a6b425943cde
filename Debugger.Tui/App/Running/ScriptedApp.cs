using Backstep.Debugger.Tui.Session.Lessons;
using Backstep.Debugger.Tui.App.Lessons;
using Backstep.Debugger.Tui.Session;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Terminal;

namespace Backstep.Debugger.Tui.App.Running;

/// <summary>
/// The interface without a terminal: events go in, frames come out, and the engine works at once. For tests, documents and
/// scripts; the update and the painting are those of the real thing.
/// </summary>
public sealed class ScriptedApp
{
    private readonly InterfaceHost _host;

    /// <summary>Starts with a state.</summary>
    public ScriptedApp(AppModel model, SessionHost host, LessonHost? lessons = null)
    {
        Model = model;
        _host = new InterfaceHost(host, lessons);
        Paint();
    }

    /// <summary>The present state.</summary>
    public AppModel Model { get; private set; }

    /// <summary>The last frame.</summary>
    public Screen Screen { get; private set; } = new(0, 0);

    /// <summary>Whether the program would have ended.</summary>
    public bool HasQuit { get; private set; }

    /// <summary>Something happens, and all that follows from it.</summary>
    public void Send(Msg message)
    {
        var pending = new Queue<Msg>([message]);
        while (!HasQuit && pending.TryDequeue(out Msg? next))
        {
            Step step = AppUpdate.Update(Model, next);
            Model = step.Model;
            foreach (Effect effect in step.Effects)
            {
                if (effect is QuitEffect) HasQuit = true;
                else if (effect is SessionEffect { Command: var command }) foreach (Msg answer in _host.Execute(command, CancellationToken.None)) pending.Enqueue(answer);
            }
        }
        Paint();
    }

    /// <summary>Plays a script of keys; see <see cref="KeyScript"/>.</summary>
    public void Play(string keys)
    {
        foreach (InputEvent input in KeyScript.Parse(keys))
        {
            if (HasQuit) return;
            Send(new InputMsg(input));
        }
    }

    private void Paint()
    {
        (Screen, HitMap hits) = AppView.Paint(Model);
        Model = Model with { Hits = hits };
    }
}
