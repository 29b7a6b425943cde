namespace Backstep.Lessons.Grading;

/// <summary>
/// What a course asks for cannot be computed: an expression names nothing, a bug does not fit the program. The fault lies in the
/// course file; the message is one line without the place, which the caller knows.
/// </summary>
public sealed class LessonException(Func<Language, string> line, Exception? inner = null)
    : LocalizedException(l => line(l).ReplaceLineEndings(" "), inner)
{
    /// <summary>What was asked for is refused by the engine, whose words say why.</summary>
    public LessonException(Exception cause)
        : this(l => cause is LocalizedException localized ? localized.In(l) : cause.Message, cause)
    {
    }
}
