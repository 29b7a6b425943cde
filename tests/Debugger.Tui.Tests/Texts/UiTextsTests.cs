using System.Reflection;
using System.Text.RegularExpressions;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Tests.Architecture;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Texts;
using Backstep.Lessons.Texts;

namespace Backstep.Debugger.Tui.Tests.Texts;

/// <summary>Every string of the interface, found by reflection: it is there in both languages and says the same things in them.</summary>
public sealed partial class UiTextsTests
{
    /// <summary>What is spelt alike in both languages.</summary>
    private static readonly string[] Alike = [];

    private static readonly Assembly[] Product = [typeof(TextArea).Assembly, typeof(LocalText).Assembly, typeof(UiTexts).Assembly];

    private static IEnumerable<(object English, object Chinese)> Areas() =>
        from area in Product.SelectMany(a => a.GetTypes())
        where area.IsSubclassOf(typeof(TextArea))
        let of = area.GetMethod("In")!
        select (of.Invoke(null, [Language.English])!, of.Invoke(null, [Language.ChineseSimplified])!);

    private static IEnumerable<MethodInfo> Said(Type area) =>
        area.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Where(m => m.ReturnType == typeof(string) && m.GetParameters().All(p => Sample(p, 0) is not null));

    private static IEnumerable<TestCaseData> Strings()
    {
        foreach ((object english, object chinese) in Areas())
        {
            foreach (MethodInfo said in Said(english.GetType()))
                yield return new TestCaseData(said, english,
                    chinese).SetName($"{{m}}({english.GetType().Name}.{said.Name.Replace("get_", "")})");
        }
    }

    [TestCaseSource(nameof(Strings))]
    public void A_string_is_there_in_both_languages_with_the_same_placeholders(MethodInfo said, object english, object chinese)
    {
        object?[] arguments = [.. said.GetParameters().Select((p, i) => Sample(p, i))];
        string en = (string)said.Invoke(english, arguments)!, zh = (string)said.Invoke(chinese, arguments)!;
        Assert.Multiple(() =>
        {
            Assert.That(en.Trim(), Is.Not.Empty);
            Assert.That(zh.Trim(), Is.Not.Empty);
            Assert.That(en, Does.Not.Match(@"\p{IsCJKUnifiedIdeographs}"));
            if (en != zh) Assert.That(zh, Does.Match(@"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]").Or.Match("^[^A-Za-z]*$"),
                "Chinese, or signs alone");
            else Assert.That(Alike, Does.Contain(said.Name.Replace("get_", "")), $"'{en}' is the same in both");
            foreach (object? argument in arguments)
            {
                string shown = $"{argument}";
                if (argument is bool) continue;
                Assert.That(zh.Contains(shown, StringComparison.Ordinal), Is.EqualTo(en.Contains(shown, StringComparison.Ordinal)),
                    $"{shown}: '{en}' and '{zh}'");
            }
            // Keys, options and the like are not translated.
            Assert.That(Options().Matches(zh).Select(m => m.Value).Distinct().Order(),
                Is.EqualTo(Options().Matches(en).Select(m => m.Value).Distinct().Order()), $"'{en}' and '{zh}'");
        });
    }

    [Test]
    public void Every_area_of_the_interface_is_found()
    {
        Assert.That(typeof(UiTexts).GetProperties().Select(p => p.PropertyType)
            .Where(t => t.Assembly == typeof(UiTexts).Assembly && t != typeof(UiTexts)),
            Is.EquivalentTo(typeof(UiTexts).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(TextArea)))));
        Assert.That(Strings().Count(), Is.GreaterThan(30));
    }

    [Test]
    public void Every_sentence_is_said_somewhere()
    {
        HashSet<string> said = [.. Product.SelectMany(a => a.GetTypes()).SelectMany(References.MethodsCalledBy)
            .Where(m => m.DeclaringType!.IsSubclassOf(typeof(TextArea))).Select(Name)];
        Assert.That(string.Join(" ", Areas().SelectMany(a => Said(a.English.GetType())).Select(Name).Where(n => !said.Contains(n))),
            Is.Empty);

        static string Name(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";
    }

    [Test]
    public void Keys_and_words_of_the_debugger_are_explained_in_both_languages() => Assert.Multiple(() =>
    {
        foreach (LocalText text in DebugWords.All.Select(w => LocalText.Of(l => w.Help(WordTexts.In(l)))))
            Assert.That(text.IsTranslated && text.Chinese!.Any(c => c is >= '\u4e00' and <= '\u9fff'), Is.True, text.English);
    });

    [Test]
    public void Every_program_tells_its_title_and_its_input_in_both_languages()
    {
        foreach (ProgramEntry program in ProgramCatalog.All)
        {
            Assert.That(program.Title(Language.ChineseSimplified), Is.Not.EqualTo(program.Title(Language.English)), program.Name);
            IBatchSource batches = program.Create(new ScenarioOptions()).Batches;
            Assert.That(batches.Description(Language.ChineseSimplified), Is.Not.EqualTo(batches.Description(Language.English)),
                program.Name);
        }
    }

    [Test]
    public void Every_instruction_has_a_Chinese_sentence_that_names_what_the_English_one_names()
    {
        foreach (ProgramEntry entry in ProgramCatalog.All)
        {
            foreach (OptimizerSpec? optimizer in entry.CanTrain ? new[]
                { null, OptimizerSpec.Sgd(0.1, 0.9, 0.01), OptimizerSpec.Adam(0.001, 0) } : [null])
            {
                Program program = entry.Create(new ScenarioOptions
                { Optimizer = optimizer, BatchSize = entry.Defaults is null ? null : 2 }).Program;
                Formula english = new(program), chinese = new(program, UiTexts.Chinese.Explanations);
                foreach (Instruction i in program.Instructions)
                {
                    string en = english.Sentence(i), zh = chinese.Sentence(i);
                    Assert.That(zh, Does.EndWith("。").And.Not.EqualTo(en), i.Label);
                    foreach (string name in i.Inputs.Select((_, k) => english.Name(i, k))
                        .Where(n => n.Length > 1 && en.Contains($" {n} ", StringComparison.Ordinal)))
                        Assert.That(zh, Does.Contain(name), en);
                }
            }
        }
    }

    private static object? Sample(ParameterInfo parameter, int index)
    {
        Type type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return type == typeof(string) ? $"⟨{index}⟩"
            : type == typeof(int) ? 1001 + 11 * index
            : type == typeof(long) ? 2001L + 11 * index
            : type == typeof(double) ? 3001.5 + 11 * index
            : type == typeof(bool) ? true
            : type.IsEnum ? Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1)
            // The few that are made from a whole object have tests of their own.
            : null;
    }

    [GeneratedRegex("--[a-z][a-z-]+")]
    private static partial Regex Options();
}
