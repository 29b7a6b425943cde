using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Backstep.TextGenerator;

/// <summary>
/// For each X.resx, with X.zh-Hans.resx beside it, a class XTexts: a property for each sentence, a method where something is put in. A
/// sentence that is not there in both languages, or puts other things in in one of them, does not compile.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class TextGenerator : IIncrementalGenerator
{
    private const string Translated = ".zh-Hans.resx";

    private static readonly DiagnosticDescriptor Problem = new("TEXT", "A text is missing or does not fit", "{0}", "Texts",
        DiagnosticSeverity.Error, isEnabledByDefault: true);

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<(string Path, string Content)> files = context.AdditionalTextsProvider
            .Where(f => f.Path.EndsWith(".resx", StringComparison.Ordinal))
            .Select((f, cancel) => (f.Path, f.GetText(cancel)?.ToString() ?? ""));
        IncrementalValueProvider<string> root = context.AnalyzerConfigOptionsProvider
            .Select((o, _) => o.GlobalOptions.TryGetValue("build_property.RootNamespace", out string? name) ? name : "");
        context.RegisterSourceOutput(files.Collect().Combine(root), (c, given) => Generate(c, given.Left, given.Right));
    }

    private static void Generate(SourceProductionContext context, ImmutableArray<(string Path, string Content)> files, string root)
    {
        foreach ((string path, string content) in files.Where(f => !f.Path.EndsWith(Translated, StringComparison.Ordinal)))
        {
            string chinesePath = path.Substring(0, path.Length - ".resx".Length) + Translated;
            var english = new TextFile(path, content);
            var chinese = new TextFile(chinesePath, files.FirstOrDefault(f => f.Path == chinesePath).Content ?? "<root/>");
            foreach ((TextFile file, int line, string message) in Problems(english, chinese))
            {
                var place = new LinePosition(Math.Max(line - 1, 0), 0);
                context.ReportDiagnostic(Diagnostic.Create(Problem,
                    Location.Create(file.Path, default, new LinePositionSpan(place, place)), message));
            }
            string area = System.IO.Path.GetFileNameWithoutExtension(path);
            context.AddSource($"{area}Texts.g.cs", SourceText.From(Class(root, area, english, chinese), Encoding.UTF8));
        }
    }

    private static IEnumerable<(TextFile File, int Line, string Message)> Problems(TextFile english, TextFile chinese)
    {
        foreach (TextFile file in new[] { english, chinese })
        {
            if (file.Fault is { } fault) yield return (file, fault.Line, fault.Message);
            foreach (TextEntry entry in file.Entries.Where(e => e.Fault is not null))
                yield return (file, entry.Line, $"{entry.Key}: {entry.Fault}");
            foreach (IGrouping<string, TextEntry> again in file.Entries.GroupBy(e => e.Key).Where(g => g.Count() > 1))
                yield return (file, again.Last().Line, $"{again.Key} is there twice");
        }
        ILookup<string, TextEntry> translations = chinese.Entries.ToLookup(e => e.Key), originals = english.Entries.ToLookup(e => e.Key);
        foreach (TextEntry lost in chinese.Entries.Where(e => !originals.Contains(e.Key)))
            yield return (chinese, lost.Line, $"{lost.Key} is not there in English");
        foreach (TextEntry entry in english.Entries)
        {
            IEnumerable<string> used = entry.Template.Placeholders, given = entry.Parameters.Select(p => p.Name);
            if (translations[entry.Key].FirstOrDefault() is not { } translation)
                yield return (english, entry.Line, $"{entry.Key} is not there in Chinese");
            else
            {
                used = used.Union(translation.Template.Placeholders);
                if (!Same(entry.Template.Shown, translation.Template.Shown))
                    yield return (chinese, translation.Line,
                        $"{entry.Key} shows {List(translation.Template.Shown)}, in English {List(entry.Template.Shown)}");
            }
            if (!Same(used, given))
                yield return (english, entry.Line, $"{entry.Key} has the placeholders {List(used)}, its parameters are {List(given)}");
        }
    }

    private static bool Same(IEnumerable<string> names, IEnumerable<string> others) =>
        names.OrderBy(n => n).SequenceEqual(others.OrderBy(n => n));

    private static string List(IEnumerable<string> names) => string.Join(", ", names.DefaultIfEmpty("none"));

    private static string Class(string root, string area, TextFile english, TextFile chinese)
    {
        ILookup<string, TextEntry> translations = chinese.Entries.ToLookup(e => e.Key);
        var code = new StringBuilder();
        code.AppendLine("// <auto-generated/>").AppendLine("#nullable enable").AppendLine("using Backstep.Engine.Texts;").AppendLine();
        code.AppendLine($"namespace {root}.Texts;").AppendLine();
        code.AppendLine($"/// <summary>The sentences of {area}.resx in one language.</summary>");
        code.AppendLine($"public sealed partial class {area}Texts : TextArea").AppendLine("{");
        code.AppendLine($"    private static readonly {area}Texts English = new(Language.English), Chinese = "
            + $"new(Language.ChineseSimplified);").AppendLine();
        code.AppendLine($"    private {area}Texts(Language language) : base(language)").AppendLine("    {").AppendLine("    }")
            .AppendLine();
        code.AppendLine("    /// <summary>The sentences in a language.</summary>");
        code.AppendLine($"    public static {area}Texts In(Language language) => language == Language.English ? English : Chinese;")
            .AppendLine();
        foreach (TextEntry entry in english.Entries.GroupBy(e => e.Key).Select(g => g.First()))
        {
            Dictionary<string, string> types = entry.Parameters.ToDictionary(p => p.Name, p => p.Type);
            string summary = string.Join(" ", entry.Value.Split('\n').Select(l => l.Trim())).Replace("&", "&amp;").Replace("<", "&lt;")
                .Replace(">", "&gt;");
            string parameters = string.Join(", ", entry.Parameters.Select(p => $"{p.Type} {p.Name}"));
            code.AppendLine($"    /// <summary>{summary}</summary>");
            code.AppendLine($"    public string {entry.Key}{(parameters.Length == 0 ? "" : $"({parameters})")} =>");
            // What is missing has been reported; the class is complete, so that nothing else is.
            string translation = (translations[entry.Key].FirstOrDefault() ?? entry).Template.Code(types);
            code.AppendLine($"        IsEnglish ? {entry.Template.Code(types)} : {translation};").AppendLine();
        }
        return code.AppendLine("}").ToString();
    }
}
