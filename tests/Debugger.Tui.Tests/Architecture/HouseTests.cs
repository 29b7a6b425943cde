using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;
using Backstep.Debugger.Tui.Commands;

namespace Backstep.Debugger.Tui.Tests.Architecture;

/// <summary>What holds inside each project: namespaces are folders, run one way, and their files can be read at a glance.</summary>
[TestFixtureSource(nameof(Projects))]
public sealed partial class HouseTests(string project)
{
    private const int Columns = 140, Lines = 400;

    /// <summary>A project joins when it is in order.</summary>
    private static IEnumerable<string> Projects => ["Engine", "Lessons", "Debugger.Tui"];

    private static string Root => Repository.Root;

    /// <summary>The project's files below the root: <c>Engine/Tensors/Shape.cs</c>.</summary>
    private IEnumerable<string> Files => FilesOf(Path.Combine(Root, project));

    private IEnumerable<string> FilesOfTests =>
        Directory.EnumerateDirectories(Path.Combine(Root, "tests"), $"{project}.*").SelectMany(FilesOf);

    private static IEnumerable<string> FilesOf(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal));

    [Test]
    public void A_namespace_is_a_folder()
    {
        string[] elsewhere = [.. from file in Files
                                 let name = Namespace().Match(File.ReadAllText(Path.Combine(Root, file)))
                                 where name.Success && name.Groups[1].Value
                                     != "Backstep." + Path.GetDirectoryName(file)!.Replace('/', '.').Replace('\\', '.')
                                 select $"{file} is {name.Groups[1].Value}"];
        Assert.That(elsewhere, Is.Empty);
    }

    [Test]
    public void Namespaces_run_one_way()
    {
        Assembly assembly = project == "Debugger.Tui" ? typeof(CommandLine).Assembly : Assembly.Load($"Backstep.{project}");
        var uses = new Dictionary<(string From, string To), string>();
        foreach (Type type in assembly.GetTypes().Where(t => t.Namespace?.StartsWith("Backstep.", StringComparison.Ordinal) == true))
            foreach (Type used in References.Of(type)
                .Where(t => t.Assembly == assembly && t.Namespace is not null && t.Namespace != type.Namespace))
                uses.TryAdd((type.Namespace!, used.Namespace!), $"{type.FullName} uses {used.FullName}");
        // What uses nothing that is left is taken away; what remains runs in circles.
        var left = uses.Keys.ToList();
        while (left.RemoveAll(use => left.All(other => other.From != use.To)) > 0)
        {
        }
        while (left.RemoveAll(use => left.All(other => other.To != use.From)) > 0)
        {
        }
        Assert.That(left.Select(use => uses[use]), Is.Empty);
    }

    [Test]
    public void A_line_fits_into_140_columns()
    {
        string[] tooLong = [.. from file in Files.Concat(FilesOfTests)
                             from line in File.ReadAllLines(Path.Combine(Root, file)).Index()
                             where line.Item.Length > Columns
                             select $"{file}:{line.Index + 1} has {line.Item.Length}"];
        Assert.That(tooLong, Is.Empty);
    }

    [Test]
    public void A_file_has_at_most_400_lines() =>
        Assert.That(Files.Where(file => File.ReadAllLines(Path.Combine(Root, file)).Length > Lines), Is.Empty);

    [Test]
    public void What_is_said_in_Chinese_stands_in_resx_files()
    {
        // An operation is one row with its sentences; the others read what a learner may type, or name a language in itself.
        string[] own = ["Lessons/Courses/Reading/CourseJson.cs", "Lessons/Grading/Grader.cs", "Lessons/Grading/NumberSpelling.cs",
            "Debugger.Tui/Screens/Dialogs/SettingsDialog.cs"];
        string[] found = [.. Files.Where(file => File.ReadAllText(Path.Combine(Root, file)).Any(c => c is >= '\u4e00' and <= '\u9fff'))
            .Select(file => file.Replace('\\', '/')).Where(file => !file.StartsWith("Engine/Operations/", StringComparison.Ordinal))];
        Assert.That(found, Is.EquivalentTo(own.Where(file => file.StartsWith(project + "/", StringComparison.Ordinal))));
    }

    /// <summary>Where three words in a row are no sentence for a person: what the tutorials print, fonts, keys, code, names inside the
    /// program, the course format's descriptions, the labels of a diagram.</summary>
    private static readonly string[] NoSentences =
    [
        "Debugger.Tui/Commands/Reports/TrainingReports.cs", "Debugger.Tui/Rendering/SvgDump.cs",
        "Debugger.Tui/Rendering/TerminalCapabilities.cs", "Debugger.Tui/Screens/Home/HomePicture.cs",
        "Debugger.Tui/Screens/Lessons/PageScreen.cs", "Engine/Backends/Cpu/", "Engine/Backends/Gpu/Running/Labels.cs",
        "Engine/Bugs/OrderBugs.cs", "Engine/Bugs/StartBugs.cs", "Engine/Bugs/UpdateBugs.cs", "Engine/Operations/",
        "Engine/Runs/RunLog.cs", "Lessons/Courses/CourseFormat.cs",
        "Lessons/Courses/Reading/CourseSchema.cs", "Lessons/Flow/LessonFlow.cs", "Lessons/Grading/Slips.cs", "Lessons/Grading/WrongStep.cs",
    ];

    [Test]
    public void What_is_said_in_English_stands_in_resx_files()
    {
        var found = new List<string>();
        foreach (string file in Files.Where(file => !NoSentences.Any(file.StartsWith)))
        {
            string[] lines = File.ReadAllLines(Path.Combine(Root, file));
            for (int i = 0; i < lines.Length; i++)
                // A fault of the program's own, an example of a command, what a key of the course format is for.
                if (!lines[i].TrimStart().StartsWith("//", StringComparison.Ordinal) && Literal().Matches(lines[i]).Any(IsSentence)
                    && !NotForPeople().IsMatch(string.Concat(lines[Math.Max(0, i - 2)..(i + 1)])))
                    found.Add($"{file}:{i + 1}: {lines[i].Trim()}");
        }
        Assert.That(found, Is.Empty);

        static bool IsSentence(Match literal)
        {
            string text = Placeholder().Replace(literal.Groups[1].Value, "");
            return !text.Contains("--", StringComparison.Ordinal) && text.IndexOfAny([.. "<=#|/;^(_"]) < 0 && Word().Count(text) >= 3;
        }
    }

    [GeneratedRegex(@"""((?:[^""\\]|\\.)*)""")]
    private static partial Regex Literal();

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"(?<![\w.-])[A-Za-z][a-z]+(?![\w.(=-])")]
    private static partial Regex Word();

    [GeneratedRegex(@"(Argument\w*|InvalidOperation|NotSupported|KeyNotFound|Format|Unreachable)Exception\(|Description\(|New\(")]
    private static partial Regex NotForPeople();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
