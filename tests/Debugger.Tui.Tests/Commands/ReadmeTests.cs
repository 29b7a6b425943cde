using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Backstep.Debugger.Tui.Commands;
using Backstep.Debugger.Tui.Shell;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Courses.Reading;

namespace Backstep.Debugger.Tui.Tests.Commands;

/// <summary>What README and docs say of commands, files, packages and the course is so.</summary>
public sealed partial class ReadmeTests
{
    private static string Root => Repository.Root;

    private static readonly string[] Readmes = ["README.md", "README.zh-CN.md"];

    private static IEnumerable<string> Pages =>
        Readmes.Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md").Select(p => "docs/" + Path.GetFileName(p)));

    private static string Text(string page) => File.ReadAllText(Path.Combine(Root, page));

    [TestCaseSource(nameof(Pages))]
    public void Every_command_on_a_page_is_one(string page)
    {
        RootCommand root = CommandLine.Root(new CommandIo(TextWriter.Null, TextWriter.Null, TextReader.Null, false, () => default));
        var parser = new ParserConfiguration { ResponseFileTokenReplacer = null };
        string[] wrong = [.. from line in Commands(Text(page)).Distinct()
                             let errors = root.Parse(Words(line), parser).Errors
                             where errors.Count > 0
                             select $"{line}: {errors[0].Message}"];
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void The_readme_has_many_commands() => Assert.That(Commands(Text("README.md")).Count(), Is.GreaterThan(40));

    [TestCaseSource(nameof(Pages))]
    public void Every_link_on_a_page_leads_somewhere(string page)
    {
        string[] broken = [.. from Match link in Link().Matches(Text(page))
                              let target = link.Groups["target"].Value
                              let anchor = link.Groups["anchor"].Value
                              let path = target.Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, target)
                              where !(File.Exists(Path.Combine(Root, path)) || Directory.Exists(Path.Combine(Root, path)))
                                  || (anchor.Length > 0 && !Anchors(path).Contains(anchor))
                              select link.Value];
        Assert.That(broken, Is.Empty);
    }

    [TestCaseSource(nameof(Readmes))]
    public void Every_package_of_the_program_is_named(string page)
    {
        string text = Text(page);
        string[] packages = [.. ((string[])["Engine", "Lessons", "Debugger.Tui"])
            .SelectMany(project => XDocument.Load(Path.Combine(Root, project, $"{project}.csproj")).Descendants("PackageReference"))
            .Select(package => package.Attribute("Include")!.Value)];
        Assert.That(packages, Is.Not.Empty);
        Assert.That(packages.Where(p => !text.Contains($"[{p}](", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void The_course_has_the_size_that_the_readme_says()
    {
        string[] numbers =
            [.. "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".Split(' ')];
        Course course = CourseReader.Load(Path.Combine(Root, "lessons.json"));
        string text = Whitespace().Replace(Text("README.md"), " ");
        Assert.That(text, Does.Contain($"{course.Lessons.Count()} lessons in {numbers[course.Chapters.Length]} chapters")
            .And.Contain($"{numbers[course.Lessons.Count(l => l.Kind == LessonKind.Boss)]} of them boss levels"));
    }

    /// <summary>
    /// The command lines on a page: what begins with the program's name in a block or between backticks, and what stands beside such words
    /// in a row.
    /// </summary>
    private static IEnumerable<string> Commands(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            if (Block().Match(line) is { Success: true } block) yield return block.Groups[1].Value;
            string[] spans = [.. Span().Matches(line).Select(m => m.Groups[1].Value)];
            foreach (string span in spans.Where(s => s.StartsWith("backstep ", StringComparison.Ordinal))) yield return span[9..];
            if (!line.StartsWith("| `backstep ", StringComparison.Ordinal)) continue;
            foreach (Match other in Span().Matches(line[..line.IndexOf(" | ", 2, StringComparison.Ordinal)]))
                if (other.Groups[1].Value is var words && Beside().IsMatch(words)) yield return words;
        }
    }

    /// <summary>The words as a shell makes them, up to where the output goes and without a remark.</summary>
    private static string[] Words(string line) =>
        [.. CommandLineParser.SplitCommandLine(Rest().Replace(line, "").Replace('\'', '"'))];

    private static IEnumerable<string> Anchors(string page) =>
        Heading().Matches(Text(page)).Select(m => NoAnchor().Replace(m.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"^\s*(?:\$ )?backstep (\S.*)$")]
    private static partial Regex Block();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Span();

    /// <summary>The first word of a command that stands without the program's name.</summary>
    [GeneratedRegex(
        "^(programs|trace|explain|debug|summary|gradcheck|check|compare|train|eval|generate|predict|runs|data|lessons|devices) ")]
    private static partial Regex Beside();

    /// <summary>Outside of quotes, a redirection, a pipe or a remark.</summary>
    [GeneratedRegex("""(?<=^(?:[^"']|"[^"]*"|'[^']*')*)\s[>|&#].*$""")]
    private static partial Regex Rest();

    [GeneratedRegex(@"\]\((?!https?:)(?<target>[^)#\s]*)(?:#(?<anchor>[^)\s]+))?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NoAnchor();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
