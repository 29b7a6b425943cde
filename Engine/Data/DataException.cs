namespace Backstep.Engine.Data;

/// <summary>A data set that cannot be used. The message is one line: which file, what is wrong with it, what to do.</summary>
public sealed class DataException(Func<Language, string> line, Exception? inner = null) : LocalizedException(line, inner);
