namespace Backstep.Lessons.Grading;

/// <summary>
/// What a course asks for cannot be computed: an expression names nothing, a bug does not fit the program. The fault lies in the
/// course file; the message is one line without the place, which the caller knows.
/// </summary>
public sealed class LessonException(string message, Exception? inner = null) : LocalizedException(_ => message.ReplaceLineEndings(" "), inner);
