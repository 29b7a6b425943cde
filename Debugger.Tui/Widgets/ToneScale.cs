using Backstep.Debugger.Tui.Rendering;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>The tones of a picture, grey or diverging.</summary>
internal readonly struct ToneScale
{
    private readonly HeatScale _heat;
    private readonly double _low;
    private readonly double _high;

    public ToneScale(Look look, ReadOnlySpan<double> values, PictureOptions options)
    {
        Diverging = options.Diverging;
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (double value in values)
        {
            if (!double.IsFinite(value)) continue;
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }
        _low = options.Low ?? (double.IsFinite(low) ? low : 0);
        _high = options.High ?? (double.IsFinite(high) ? high : 1);
        _heat = options.Diverging && options.High is > 0 ? new HeatScale(look, options.High.Value) : HeatScale.For(look, values);
    }

    public bool Diverging { get; }

    /// <summary>Brightness from 0 to 1.</summary>
    public double Share(double value)
    {
        if (double.IsNaN(value)) return 0;
        if (Diverging) return Math.Clamp(Math.Abs(value) / _heat.Limit, 0, 1);
        return _high > _low ? Math.Clamp((value - _low) / (_high - _low), 0, 1) : value > 0 ? 1 : 0;
    }

    public Colour Tone(double value)
    {
        Theme theme = _heat.Look.Theme;
        if (double.IsNaN(value)) return theme.Error.Foreground;
        return Diverging ? _heat.Tone(value) : Colour.Blend(theme.ImageLow, theme.ImageHigh, Share(value));
    }

    public char Glyph(double value)
    {
        if (Diverging || double.IsNaN(value)) return _heat.Glyph(value);
        string ladder = _heat.Look.Unicode ? " ░▒▓█" : " .:-=+*#%@";
        return ladder[(int)Math.Round(Share(value) * (ladder.Length - 1))];
    }
}
