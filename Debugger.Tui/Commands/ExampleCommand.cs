using System.Collections.Immutable;
using System.CommandLine;
using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Json;

namespace Backstep.Debugger.Tui.Commands;

/// <summary><c>backstep example</c>: networks as files, to begin one's own with.</summary>
internal static class ExampleCommand
{
    private static readonly ImmutableArray<(string Name, Func<CommandTexts, string> About)> Files =
    [
        ("xor.json", t => t.ExampleXor), ("classic.json", t => t.ExampleClassic), ("spiral.json", t => t.ExampleSpiral),
        ("mlp.json", t => t.ExampleMlp), ("lenet.py", t => t.ExampleLenet), ("network.schema.json", t => t.ExampleSchema),
    ];

    public static Command Create(CommandIo io)
    {
        Command command = CommandExtensions.New("example", io.Texts.Commands.Example, "example", "example xor.json > my-net.json");
        var name = new Argument<string?>("name") { Description = io.Texts.Commands.ExampleName, Arity = ArgumentArity.ZeroOrOne };
        command.Arguments.Add(name);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(name) is { } asked) io.Out.Write(Text(asked, io.Texts.Usage));
            else List(io);
            return CommandLine.Success;
        });
        return command;
    }

    private static void List(CommandIo io)
    {
        int width = Files.Max(f => f.Name.Length);
        foreach ((string name, Func<CommandTexts, string> about) in Files)
            io.Out.WriteLine($"{name.PadRight(width)}  {about(io.Texts.Commands)}");
        io.Out.WriteLine();
        io.Out.WriteLine(io.Texts.Commands.ExampleUse);
    }

    /// <summary>What a file says; its ending may be left out.</summary>
    private static string Text(string name, UsageTexts texts)
    {
        string[] all = [.. Files.Select(f => f.Name)];
        string file = all.FirstOrDefault(f => f == name || Path.GetFileNameWithoutExtension(f) == name)
            ?? throw new UsageException(texts.NoExample(Quoted.Shown(name), Quoted.Near(name, all), string.Join(", ", all)));
        using Stream stream = typeof(ExampleCommand).Assembly.GetManifestResourceStream($"examples/{file}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
