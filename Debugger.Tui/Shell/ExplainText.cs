using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Shell;

/// <summary>Explanations as plain text, for the command and the debugger's word of the same name.</summary>
internal static class ExplainText
{
    /// <summary>The value that a reference names.</summary>
    public static Value Target(DebugSession session, ValueReference reference, UiTexts texts) =>
        session.Values.Lookup(reference.Name)
        ?? throw new UsageException(texts.Usage.CountsNotComputed(reference.Name));

    /// <summary>How the element came to be, its terms opened to <paramref name="depth"/> levels.</summary>
    public static string Render(DebugSession session, ValueReference reference, int depth, UiTexts texts)
    {
        Value value = Target(session, reference, texts);
        if (!session.Values.TryResolve(reference.Name, out _))
            throw new UsageException(session.Values.WhyMissing(reference.Name, texts.Language));
        var explainer = new Explainer(session.Timeline, words: texts.Explanations);
        return ExplanationText.Render(explainer.Explain(value, reference.Resolve(value.Shape)), explainer, depth).TrimEnd();
    }
}
