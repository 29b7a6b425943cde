using Terminal.Gui.App;
using Terminal.Gui.Input;

namespace Backstep.Debugger.Tui.Hosting;

/// <summary>
/// Keeps what is typed in the moment in which a screen or a dialog gives its place to another, for the one that comes. Terminal.Gui hands
/// all keys of one read to the one that is about to end, where they are lost.
/// </summary>
internal sealed class TypeAhead : IDisposable
{
    private readonly IApplication _app;
    private readonly Func<bool> _isBetween;
    private readonly Queue<Key> _keys = new();
    private Key? _given;

    /// <summary>Begins to listen; <paramref name="isBetween"/> tells whether something is about to take another's place.</summary>
    public TypeAhead(IApplication app, Func<bool> isBetween)
    {
        (_app, _isBetween) = (app, isBetween);
        app.Keyboard.KeyDown += Keep;
        app.Iteration += Give;
    }

    public void Dispose()
    {
        _app.Keyboard.KeyDown -= Keep;
        _app.Iteration -= Give;
    }

    private void Keep(object? sender, Key key)
    {
        // What comes after a key that waits waits, too: the order stays.
        if (key.Handled || ReferenceEquals(key, _given) || _keys.Count == 0 && !_isBetween()) return;
        _keys.Enqueue(new Key(key));
        key.Handled = true;
        // So that the loop does not sleep before they are given.
        _app.AddTimeout(TimeSpan.Zero, () => false);
    }

    private void Give(object? sender, EventArgs<IApplication?> e)
    {
        while (_keys.Count > 0 && !_isBetween())
        {
            _given = _keys.Dequeue();
            _app.Keyboard.RaiseKeyDownEvent(_given);
        }
    }
}
