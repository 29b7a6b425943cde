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

    public string InputHint(Question question, bool isEased) => question switch
    {
        OrderQuestion { Distractors.Length: > 0 } when !isEased => InputOrderOfSome,
        WorkedQuestion worked => InputWorked(worked.Blank.Length),
        NumberQuestion => InputNumber,
        FactorQuestion => InputFactor,
        ShapeQuestion => InputShape,
        SignQuestion => InputSign,
        OrderQuestion => InputOrder,
        FirstWrongStepQuestion => InputFirstWrongStep,
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
