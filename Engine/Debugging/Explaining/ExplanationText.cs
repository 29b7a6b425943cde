using Backstep.Engine.Operations;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Engine.Texts;

namespace Backstep.Engine.Debugging.Explaining;

/// <summary>Explanations as plain text for a terminal.</summary>
public static class ExplanationText
{
    /// <summary>Lines at most: every term opened can bring ten more.</summary>
    private const int MaxLines = 200;

    /// <summary>
    /// The number as <c>subject = symbols = numbers = result</c>, its paths, and its terms as an indented tree.
    /// </summary>
    /// <param name="explanation">What to write.</param>
    /// <param name="explainer">What opens the terms.</param>
    /// <param name="depth">Levels of terms: 0 for the one line alone, 1 for its terms, 2 for theirs too.</param>
    /// <returns>Lines separated by \n, without one at the end; 200 at most, the last of which says if something was cut.</returns>
    public static string Render(Explanation explanation, Explainer explainer, int depth = 1)
    {
        var writer = new Writer(explainer);
        writer.Head(explanation, "", "");
        if (explanation.Where.Length > 0) writer.Add($"  {explanation.Where}");
        if (explanation.Sentence.Length > 0) writer.Add($"  {explanation.Sentence}");
        if (explanation.Note is not null) writer.Add($"  {explanation.Note}");
        writer.Paths(explanation);
        if (depth > 0) writer.Terms(explanation, "  ", depth);
        return string.Join('\n', writer.Lines);
    }

    private sealed class Writer(Explainer explainer)
    {
        private readonly List<string> _lines = [];
        private readonly HashSet<(int Slot, int Offset, Moment Since)> _opened = [];
        private readonly ExplainingTexts _words = explainer.Formula.Words;
        private bool _cut;

        public IReadOnlyList<string> Lines => _lines;

        public void Add(string line)
        {
            if (_lines.Count < MaxLines - 1) _lines.Add(line);
            else if (!_cut)
            {
                _cut = true;
                _lines.Add(_words.CutAfter(MaxLines));
            }
        }

        /// <summary>subject = symbols = numbers = result; what says nothing new is left out.</summary>
        public void Head(Explanation e, string indent, string tail)
        {
            string result = Format(e.Result);
            var parts = new List<string> { e.Subject };
            foreach (string part in new[] { e.Symbolic, e.Numeric, result })
                if (part.Length > 0 && part != parts[^1]) parts.Add(part);
            string origin = e.Instruction is null ? $"   {e.Operation}"
                : e.Line is int line && indent.Length == 0 ? $"   {_words.SourceLine(line)}"
                : "";
            Add($"{indent}{string.Join(" = ", parts)}{tail}{origin}");
        }

        public void Paths(Explanation e)
        {
            // One path is the formula itself.
            if (e.Paths.Length < 2) return;
            Add($"  {_words.PathsToLoss($"{e.Paths.Length + e.PathsLeftOut:0}", e.Subject[(e.Subject.LastIndexOf('∂') + 1)..])}");
            for (int i = 0; i < e.Paths.Length; i++)
            {
                Add($"    {_words.Path(i + 1)} {e.Paths[i].Symbolic}");
                Add($"            = {e.Paths[i].Numeric} = {Format(e.Paths[i].Product)}");
            }
            if (e.PathsLeftOut > 0) Add($"    {_words.MorePaths($"{e.PathsLeftOut:0}")}");
            else Add($"    {_words.Together(Format(e.Paths.Sum(p => p.Product)))}");
        }

        public void Terms(Explanation e, string indent, int depth)
        {
            // A term that is the formula itself would only say it again: what is in it comes in its place.
            if (e.Terms is [{ } only] && e.TermCount == 1 && only.Symbolic == e.Symbolic)
            {
                foreach (ElementRef inner in only.Factors) Open(inner, indent, depth);
                return;
            }
            foreach (Term term in e.Terms)
            {
                if (_cut) return;
                string[] parts = [.. new[] { term.Symbolic, term.Numeric, Format(term.Value) }.Distinct()];
                Add($"{indent}{Sign(e, term)} {string.Join(" = ", parts)}{Share(term)}{(term.Where.Length > 0 ? $"   {term.Where}" : "")}");
                if (depth > 1) foreach (ElementRef factor in term.Factors) Open(factor, indent + "    ", depth - 1);
            }
            int more = e.TermCount - e.Terms.Length;
            string left =
                e.Combination is Combination.Maximum ? _words.MoreTerms(more) : _words.MoreTermsTogether(more, Format(e.Remainder));
            if (more > 0) Add(indent + left);
            if (e.ZeroTerms > 0 && e.Combination is Combination.Sum) Add($"{indent}{_words.ZeroTerms(e.ZeroTerms, e.TermCount)}");
        }

        private void Open(ElementRef factor, string indent, int depth)
        {
            if (_cut) return;
            Explanation e = explainer.Explain(factor);
            bool inFull = e.TermCount == e.Terms.Length && e.TermCount <= Explainer.WrittenOut;
            // The same number stands in many terms; its own terms are shown where it comes first.
            bool again = e.Terms.Length > 0 && (depth > 1 || !inFull) && !_opened.Add((factor.Value.Slot, factor.Offset, Since(e)));
            Head(e, indent, again ? $"   {_words.OpenedAbove}" : "");
            if (again) return;
            if (e.Note is not null && e.Terms.Length > 0) Add($"{indent}  {e.Note}");
            // Of a formula that stands there in full only what is in it remains to be said.
            if (!inFull) Terms(e, indent + "  ", depth);
            else if (depth > 1)
                foreach (ElementRef inner in e.Terms.SelectMany(t => t.Factors).Distinct()) Open(inner, indent + "  ", depth - 1);
        }

        private static Moment Since(Explanation e) => e.Element.Moment with { Executed = e.Instruction?.Index ?? 0 };

        private static string Sign(Explanation e, Term term) => e.Combination switch
        {
            Combination.Product => "×",
            Combination.Maximum => term.Value == e.Result ? ">" : "·",
            Combination.Fraction => ReferenceEquals(term, e.Terms[0]) ? "/" : "·",
            _ => "+",
        };

        private static string Share(Term term) => term.Share is double share ? $"   ({Numbers.Format(share * 100, 1)} %)" : "";

        private string Format(double number) => Numbers.Format(number, explainer.Decimals);
    }
}
