using System.Globalization;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Session;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Screens.Diagrams;

/// <summary>The numbers of a moment, fitted to the columns at hand, in the colour of their sign.</summary>
internal sealed class LiveNumbers
{
    private readonly SessionView _view;
    private readonly Theme _theme;
    private readonly HashSet<Value> _written = [];
    private readonly Dictionary<Value, Value> _gradients = [];

    public LiveNumbers(SessionView view, Theme theme)
    {
        _view = view;
        _theme = theme;
        foreach (Value v in view.Program.Values)
        {
            if (v is { Kind: ValueKind.Gradient, GradientOf: { } of }) _gradients[of] = v;
        }
        for (int i = 0; i < Math.Min(view.Now.Executed, view.Program.Instructions.Length); i++)
        {
            Instruction done = view.Program.Instructions[i];
            if (done.Phase is Phase.Backward or Phase.Update) _written.Add(done.Output);
        }
    }

    /// <summary>The gradient of a value once the backward pass of this iteration has computed it; null before.</summary>
    public Value? Gradient(Value of) => _gradients.TryGetValue(of, out Value? g) && _written.Contains(g) ? g : null;

    /// <summary>Whether the update of this iteration has changed a parameter.</summary>
    public bool IsUpdated(Value parameter) => parameter.Kind == ValueKind.Parameter && _written.Contains(parameter);

    /// <summary>Whether a value has a content.</summary>
    public bool Has(Value value) => _view[value] is { Length: 1 };

    /// <summary>A value in at most so many columns: its number, or old → new in a what-if; a dim dot before it is computed.</summary>
    public Fragment Number(Value value, int width)
    {
        if (_view[value] is not { Length: 1 } content) return new("·", _theme.Border);
        double number = content.Data[0];
        if (_view.Before.TryGetValue(value.Slot, out Tensor? before) && before.Length == 1)
        {
            int half = (width - 1) / 2;
            string old = half >= 4 ? Fit(before.Data[0], half) : "", now = half >= 4 ? Fit(number, half) : "";
            return new(old != now && !(old + now).Contains('…', StringComparison.Ordinal) ? $"{old}→{now}" : Fit(number, width),
                _theme.Changed);
        }
        Style sign = number < 0 ? _theme.Negative : number > 0 ? _theme.Positive : _theme.Text;
        return new(Fit(number, width), sign);
    }

    /// <summary>
    /// A number in at most so many columns, as exact as they allow; with an exponent where zeros would be all that is seen.
    /// </summary>
    public static string Fit(double value, int width)
    {
        if (!double.IsFinite(value)) return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        if (value == 0) return "0";
        for (int decimals = 6; decimals >= 0; decimals--)
        {
            string text = value.ToString(decimals == 0 ? "0" : "0." + new string('#', decimals), CultureInfo.InvariantCulture);
            double shown = double.Parse(text, CultureInfo.InvariantCulture);
            if (Math.Abs(shown - value) > 0.06 * Math.Abs(value)) break;
            if (text.Length <= width) return text;
        }
        for (int digits = 2; digits >= 0; digits--)
        {
            string text = value.ToString((digits == 0 ? "0" : "0." + new string('#', digits)) + "e-00", CultureInfo.InvariantCulture);
            if (text.Length <= width) return text;
        }
        return value < 0 ? "-…" : "…";
    }
}
