using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Session;

/// <summary>The values of a picture of the session, for expressions.</summary>
internal sealed class ViewResolver(SessionView view, DebugTexts texts) : IValueResolver
{
    public IEnumerable<string> Names => HistoryResolver.NamesOf(view.Program);

    public bool TryResolve(string name, out Tensor value)
    {
        Tensor? found = HistoryResolver.Lookup(view.Program, name) is { } known ? view[known] : null;
        value = found ?? Tensor.Scalar(double.NaN);
        return found is not null;
    }

    public string WhyMissing(string name, Language language) => texts.ValueNotComputed(name);
}
