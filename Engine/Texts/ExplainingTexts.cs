namespace Backstep.Engine.Texts;

public partial class ExplainingTexts
{
    /// <summary>Of something that is there in both languages, that in this one.</summary>
    public T Choose<T>(T english, T chinese) => IsEnglish ? english : chinese;
}
