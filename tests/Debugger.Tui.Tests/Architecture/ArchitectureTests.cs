using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Backstep.Debugger.Tui.Commands;
using Backstep.Engine.Programs;

namespace Backstep.Debugger.Tui.Tests.Architecture;

/// <summary>Holds what docs/architecture.md says about who may know whom.</summary>
public class ArchitectureTests
{
    private const string Tui = "Backstep.Debugger.Tui";

    private static readonly Assembly EngineAssembly = typeof(Program).Assembly, TuiAssembly = typeof(CommandLine).Assembly;

    private static readonly Assembly LessonsAssembly = Assembly.Load("Backstep.Lessons");

    private static Assembly[] Product => [EngineAssembly, LessonsAssembly, TuiAssembly];

    private static IEnumerable<string> Own(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(a => a.Name!)
            .Where(n => n.StartsWith("Backstep", StringComparison.Ordinal) || n == "backstep");

    [Test]
    public void Dependencies_between_projects_run_one_way()
    {
        Assert.That(Own(EngineAssembly), Is.Empty);
        Assert.That(Own(LessonsAssembly), Is.SubsetOf(new[] { "Backstep.Engine" }));
        Assert.That(Own(TuiAssembly), Is.SubsetOf(new[] { "Backstep.Engine", "Backstep.Lessons" }));
    }

    [Test]
    public void The_engine_knows_no_screen_and_no_command_line()
    {
        string[] theirs = [.. EngineAssembly.GetReferencedAssemblies().Select(a => a.Name!)
            .Where(n => !n.StartsWith("System", StringComparison.Ordinal) && n != "netstandard")];
        Assert.That(theirs, Is.SubsetOf(new[] { "MathNet.Numerics", "ILGPU", "Sep", "Stateless", "StbImageSharp" }));
        Assert.That(EngineAssembly.GetReferencedAssemblies().Select(a => a.Name),
            Has.None.EqualTo("System.Console").And.None.EqualTo("System.CommandLine"));
        Assert.That(LessonsAssembly.GetReferencedAssemblies().Select(a => a.Name),
            Has.None.EqualTo("System.Console").And.None.EqualTo("System.CommandLine").And.None.StartsWith("Spectre"));
    }

    /// <summary>Inside Debugger.Tui: what each folder may know of the others.</summary>
    private static readonly (string Folder, string[] MayKnow)[] Layers =
    [
        ("Texts", []),
        ("Rendering", []),
        ("Widgets", ["Rendering"]),
        ("Shell", ["Texts"]),
        ("Session", ["Widgets", "Rendering", "Shell", "Texts"]),
        ("Views", ["Widgets", "Rendering", "Texts"]),
        ("Screens", ["Views", "Session", "Widgets", "Rendering", "Shell", "Texts"]),
        ("Hosting", ["Screens", "Views", "Session", "Rendering", "Shell", "Texts"]),
        ("Commands", ["Hosting", "Session", "Shell", "Texts"]),
    ];

    [Test]
    public void Folders_of_the_interface_know_only_those_below_them()
    {
        var broken = new List<string>();
        foreach (Type type in TuiAssembly.GetTypes())
            foreach (Type used in References.Of(type).Where(t => t.Assembly == TuiAssembly))
                if (Folder(type) is { } from && Folder(used) is { } to && from != to
                    && Layers.Any(l => l.Folder == from && !l.MayKnow.Contains(to)))
                    broken.Add($"{type.FullName} uses {used.FullName}");
        Assert.That(broken, Is.Empty);
    }

    [Test]
    public void Every_folder_of_the_interface_is_one_that_the_design_knows() =>
        Assert.That(TuiAssembly.GetTypes().Select(Folder).OfType<string>().Distinct(), Is.SubsetOf(Layers.Select(l => l.Folder)));

    /// <summary>The folders on Terminal.Gui, down to their own folders: none reaches itself by way of another.</summary>
    [Test]
    public void Namespaces_of_the_screens_have_no_circles()
    {
        string[] moved = ["Session", "Views", "Screens", "Hosting", "Rendering"];
        var uses = TuiAssembly.GetTypes().Where(t => Folder(t) is { } f && moved.Contains(f)).GroupBy(t => t.Namespace!).ToDictionary(
            g => g.Key, g => g.SelectMany(References.Of)
                .Where(t => t.Assembly == TuiAssembly && t.Namespace is not null && t.Namespace != g.Key).Select(t => t.Namespace!)
                    .ToHashSet());
        Assert.That(uses.Keys.Where(n => Reaches(n, n, [])), Is.Empty);

        bool Reaches(string from, string goal, HashSet<string> seen) =>
            uses.TryGetValue(from, out HashSet<string>? used) && used.Any(n => n == goal || seen.Add(n) && Reaches(n, goal, seen));
    }

    [Test]
    public void Uses_inside_methods_are_seen()
    {
        // The commands call the engine from method bodies and lambdas only; a walk over signatures would miss it.
        Type[] command = [.. TuiAssembly.GetTypes().Where(t => (t.FullName ?? "").Contains("GradcheckCommand"))];
        Assert.That(command.SelectMany(References.Of), Has.Some.EqualTo(typeof(Backstep.Engine.Debugging.GradientCheck)));
    }

    [Test]
    public void Namespaces_follow_assemblies()
    {
        foreach ((Assembly assembly, string root) in new[]
            { (EngineAssembly, "Backstep.Engine"), (LessonsAssembly, "Backstep.Lessons"), (TuiAssembly, Tui) })
            Assert.That(assembly.GetTypes().Where(t => !IsGenerated(t)).Select(t => t.Namespace), Has.All.StartsWith(root),
                assembly.GetName().Name);
    }

    [Test]
    public void Nothing_static_can_change()
    {
        const BindingFlags Statics = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var changeable = from type in Product.SelectMany(a => a.GetTypes())
                         where !IsGenerated(type)
                         from field in type.GetFields(Statics)
                         where !field.IsLiteral && (!field.IsInitOnly || IsMutable(field.FieldType))
                         select $"{type.FullName}.{field.Name}";
        Assert.That(changeable, Is.Empty);
    }

    private static bool IsMutable(Type type) =>
        type.IsArray || type == typeof(StringBuilder)
            || (typeof(IDictionary).IsAssignableFrom(type)
                && type.Namespace is not ("System.Collections.Frozen" or "System.Collections.Immutable"))
        || (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(List<>) || type.GetGenericTypeDefinition() == typeof(HashSet<>)
            || type.GetGenericTypeDefinition() == typeof(Stack<>)));

    /// <summary>Caches of lambdas, data of array literals and generated regular expressions are the compiler's own.</summary>
    private static bool IsGenerated(Type type) =>
        type.Name.StartsWith('<') || type.GetCustomAttribute<CompilerGeneratedAttribute>() is not null
            || type.Namespace == "System.Text.RegularExpressions.Generated"
        || type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true || type.Namespace == "Microsoft.CodeAnalysis"
            || type.DeclaringType is { } outer && IsGenerated(outer);

    private static string? Folder(Type type)
    {
        string name = type.Namespace ?? "";
        return name.StartsWith(Tui + ".", StringComparison.Ordinal) ? name[(Tui.Length + 1)..].Split('.')[0] : null;
    }

    [Test]
    public void Using_directives_are_in_order_those_of_the_system_first()
    {
        // A namespace comes before those inside it.
        (bool, string) Key(string name) =>
            (!name.StartsWith("System", StringComparison.Ordinal), name.Replace('.', '\0').ToUpperInvariant());
        foreach (string file in Directory.EnumerateFiles(Repository.Root, "*.cs", SearchOption.AllDirectories))
        {
            if (file.Contains("/obj/", StringComparison.Ordinal) || file.Contains("\\obj\\", StringComparison.Ordinal)) continue;
            string[] used = [.. File.ReadLines(file)
                .Where(l => l.StartsWith("using ", StringComparison.Ordinal) && !l.Contains('=') && l.EndsWith(';'))
                .Select(l => l["using ".Length..^1]).Where(n => !n.StartsWith("static ", StringComparison.Ordinal))];
            Assert.That(used, Is.EqualTo(used.OrderBy(n => Key(n).Item1).ThenBy(n => Key(n).Item2, StringComparer.Ordinal)), file);
        }
    }
}
