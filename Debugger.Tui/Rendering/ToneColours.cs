namespace Backstep.Debugger.Tui.Rendering;

/// <summary>
/// A colour for each tone. An array and no dictionary: those are compiled for each type of key and value while the program starts.
/// </summary>
public sealed class ToneColours
{
    private readonly Colour[] _colours = new Colour[Enum.GetValues<Tone>().Length];

    public ToneColours()
    {
    }

    /// <summary>Those of <paramref name="from"/>, some of which are others.</summary>
    public ToneColours(ToneColours from, IEnumerable<KeyValuePair<Tone, Colour>> others)
    {
        from._colours.CopyTo(_colours, 0);
        foreach ((Tone tone, Colour colour) in others) _colours[(int)tone] = colour;
    }

    public Colour this[Tone tone]
    {
        get => _colours[(int)tone];
        init => _colours[(int)tone] = value;
    }

    /// <summary>The tones that have a colour.</summary>
    public IEnumerable<Tone> Tones => Enum.GetValues<Tone>().Where(t => !this[t].IsInherit);

    /// <summary>The colours, in the order of the tones.</summary>
    public ReadOnlySpan<Colour> All => _colours;
}
