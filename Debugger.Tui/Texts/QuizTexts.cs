using Backstep.Lessons.Courses;

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

    public string InputHint(Question question) => question switch
    {
        NumberQuestion => InputNumber,
        FactorQuestion => InputFactor,
        ShapeQuestion => InputShape,
        SignQuestion => InputSign,
        OrderQuestion => InputOrder,
        FirstWrongStepQuestion => InputFirstWrongStep,
        _ => InputChoice,
    };

    public string SignName(string sign) => sign switch
    {
        "+" => SignPositive,
        "-" => SignNegative,
        _ => SignZero,
    };
}
