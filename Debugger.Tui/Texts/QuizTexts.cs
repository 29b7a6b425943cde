using Backstep.Lessons.Courses;
using Backstep.Lessons.Flow;

namespace Backstep.Debugger.Tui.Texts;

public partial class QuizTexts
{
    public string HintName(int level) => level switch
    {
        0 => HintIdea,
        1 => HintFormula,
        2 => HintNumbers,
        _ => HintAnswer,
    };

    /// <summary>What is to be entered.</summary>
    /// <param name="question">The question.</param>
    /// <param name="isEased">Whether an order has become easier.</param>
    /// <param name="canLook">Whether the key for a look into the debugger works.</param>
    public string InputHint(Question question, bool isEased, bool canLook) => question switch
    {
        OrderQuestion { Distractors.Length: > 0 } when !isEased => InputOrderOfSome,
        WorkedQuestion worked => InputWorked(worked.Blank.Length),
        NumberQuestion => InputNumber,
        FactorQuestion => InputFactor,
        ShapeQuestion => InputShape,
        SignQuestion => InputSign,
        OrderQuestion => InputOrder,
        FirstWrongStepQuestion => canLook ? InputFirstWrongStepOrLook : InputFirstWrongStep,
        _ => InputChoice,
    };

    public string Name(Confidence sure) => sure switch
    {
        Confidence.Guess => Guess,
        Confidence.Fairly => Fairly,
        _ => Sure,
    };

    public string SignName(string sign) => sign switch
    {
        "+" => SignPositive,
        "-" => SignNegative,
        _ => SignZero,
    };
}
