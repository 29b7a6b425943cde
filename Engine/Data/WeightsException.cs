namespace Backstep.Engine.Data;

/// <summary>A file of weights that cannot be used or written. The message is one line: which file, what is wrong, what to do.</summary>
public sealed class WeightsException(Func<Language, string> line, Exception? inner = null) : LocalizedException(line, inner);
