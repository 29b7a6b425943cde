using System.Globalization;
using System.Text.RegularExpressions;
using Backstep.Debugger.Tui.Rendering;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Widgets;

/// <summary>Numbers on the screen: six significant digits, or all, as the person wishes.</summary>
internal static partial class Figures
{
    extension(Look look)
    {
        /// <summary>A number.</summary>
        public string Number(double value) =>
            look.Digits > Look.FewDigits ? Numbers.Format(value, look.Digits) : Numbers.Significant(value, look.Digits);

        /// <summary>What a number was before it became another: with as many digits as tell them apart.</summary>
        public string Before(double before, double now)
        {
            string text = look.Number(before);
            return text != look.Number(now) ? text : Numbers.Format(before, 15);
        }

        /// <summary>A formula or sentence that the engine wrote with all digits.</summary>
        public string Rounded(string text) =>
            look.Digits > Look.FewDigits ? text
            : Decimal().Replace(text, match => Numbers.Significant(double.Parse(match.Value, CultureInfo.InvariantCulture), look.Digits));
    }

    // Not the digits of names (conv1.weight, l_h1), indices or versions: a decimal point between digits, and no letter before or after.
    [GeneratedRegex(@"(?<![\p{L}\d_.\[,])\d+\.\d+(?:e[+-]?\d+)?(?![\p{L}\d_.])")]
    private static partial Regex Decimal();
}
