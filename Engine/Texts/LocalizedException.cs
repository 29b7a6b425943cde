namespace Backstep.Engine.Texts;

/// <summary>Something that a person is told of, in one line that there is in every language: <c>throw new DataException(l =&gt;
/// DataTexts.In(l).NoSuchFile(path))</c>.</summary>
/// <param name="line">The line in a language.</param>
/// <param name="inner">What lies behind it.</param>
public abstract class LocalizedException(Func<Language, string> line, Exception? inner = null) : Exception(line(Language.English), inner)
{
    /// <summary>The line in a language; <see cref="Exception.Message"/> is the English one.</summary>
    public string In(Language language) => line(language);
}
