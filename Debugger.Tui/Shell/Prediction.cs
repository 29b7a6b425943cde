using System.Globalization;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Shell;

/// <summary>Predict mode: a sign or a number, judged against what the engine computed.</summary>
public static class Prediction
{
    /// <summary>Half a per cent counts as right, as in the lessons.</summary>
    private const double Tolerance = 0.005;

    /// <summary>Whether a text is a prediction: <c>+</c>, <c>-</c>, <c>0</c> or a number.</summary>
    public static bool IsGuess(string text) => text is "+" or "-" || TryNumber(text, out _);

    /// <summary>
    /// Reads what a learner typed: a sign, a number, or arithmetic over numbers and the values that stand (<c>0.15*0.05 + 0.35</c>,
    /// <c>w1*i1 + b1</c>). Gives the guess, or why it is none.
    /// </summary>
    public static (string? Guess, string? Problem) Read(string text, IValueResolver values, DebugTexts texts)
    {
        text = text.Trim();
        if (IsGuess(text)) return (text, null);
        try
        {
            Tensor value = Expression.Parse(text, values.Names).Evaluate(values);
            return value.Length == 1 && double.IsFinite(value.Data[0])
                ? (value.Data[0].ToString("R", CultureInfo.InvariantCulture), null)
                : (null, texts.OneNumberWanted(text, value.Shape.ToString()));
        }
        catch (ExpressionException e)
        {
            return (null, e.In(texts.Language));
        }
    }

    /// <summary>How close <paramref name="guess"/> was.</summary>
    public static PredictionVerdict Judge(string guess, double actual, DebugTexts texts)
    {
        (bool right, string words) = Compare(guess, actual, texts);
        return new(right, words);
    }

    /// <summary>
    /// Judges a guess of what the last instruction has given, and writes it into the journal; null where that is no single number.
    /// </summary>
    public static PredictionVerdict? Record(DebugSession session, string guess, DebugTexts texts)
    {
        if (session.Timeline.Last is not { } last || session.Timeline.Read(last.Output) is not { Length: 1 } actual) return null;
        PredictionVerdict verdict = Judge(guess, actual.Data[0], texts);
        session.Record(new Predicted(last.Output, verdict.IsRight));
        return verdict;
    }

    private static (bool Right, string Words) Compare(string guess, double actual, DebugTexts texts)
    {
        if (guess is "+" or "-")
        {
            bool sign = guess == "+" ? actual > 0 : actual < 0;
            return (sign, sign ? (actual > 0 ? texts.RightPositive : texts.RightNegative) : actual > 0 ? texts.NoPositive
                : actual < 0 ? texts.NoNegative : texts.NoZero);
        }
        TryNumber(guess, out double number);
        double error = actual == 0 ? Math.Abs(number) : Math.Abs(number - actual) / Math.Abs(actual);
        if (error <= Tolerance) return (true, error == 0 ? texts.ExactlyRight : texts.Right(Numbers.Format(actual), Percent(error)));
        if (number != 0 && Math.Sign(number) != Math.Sign(actual)) return (false, texts.WrongSign(Numbers.Format(actual)));
        double ratio = actual == 0 ? 0 : Math.Abs(number / actual);
        Func<string, string, string> size = ratio is >= 0.1 and <= 10 ? texts.AboutThatSize : ratio > 10 ? texts.FarTooLarge
            : texts.FarTooSmall;
        return (false, size(Numbers.Format(actual), Percent(error)));
    }

    private static string Percent(double share) => (100 * share).ToString(share < 0.1 ? "0.##" : "0", CultureInfo.InvariantCulture) + " %";

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}

/// <summary>A judged prediction in words.</summary>
public sealed record PredictionVerdict(bool IsRight, string Text);
