using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Models.Files;

/// <summary>
/// What a text of Python, or what <c>print(net)</c> shows, says of a network: the modules of its <c>nn.Sequential</c>, and, where the text
/// has them, loss, optimizer and seed. Nothing is run: assignments of numbers and modules to names are followed, other lines are passed by.
/// </summary>
internal sealed partial class PythonNetwork
{
    private const string Container = "Sequential";

    /// <summary>Names that the program has itself.</summary>
    private static readonly FrozenSet<string> Taken = FrozenSet.ToFrozenSet(
        ["x", "images", "labels", "target", "preds", "p", "loss", "lr", "optimizer", "zero_grad", "backward", "update"]);

    private readonly string _text;
    private readonly Place _start;
    private readonly PythonReader _reader;

    /// <summary>What names were assigned, in the order of the text; the fault where it could not be read.</summary>
    private readonly Dictionary<string, PyNode> _names = new(StringComparer.Ordinal);

    private PythonNetwork(string text, Place start)
    {
        (_text, _start) = (text, start);
        _reader = new(text, start, name => _names.GetValueOrDefault(name));
    }

    public string ClassName { get; private set; } = Container;

    public ImmutableArray<NamedModule> Modules { get; private set; } = [];

    public NetworkLoss? Loss { get; private set; }

    public OptimizerSpec? Optimizer { get; private set; }

    public long? Seed { get; private set; }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where it stands.</param>
    /// <exception cref="NetworkFileException">There is no network in it, or it cannot be read.</exception>
    public static PythonNetwork Read(string text, Place start)
    {
        var network = new PythonNetwork(text.ReplaceLineEndings("\n"), start);
        network.ReadModules();
        network.ReadTraining();
        return network;
    }

    /// <summary>The network of layers one after another, under their positions unless they have names.</summary>
    public static PythonNetwork Of(IReadOnlyList<KeyValuePair<string?, PyCall>> layers, Place place)
    {
        if (layers.Count == 0) throw place.Fault(t => t.EmptyNetwork);
        var network = new PythonNetwork("", place);
        network.Modules = [.. layers.Select((l, i) => network.Module(KeyValuePair.Create(l.Key ?? $"{i}", (PyNode)l.Value)))];
        if (network.Modules.GroupBy(m => m.Name).FirstOrDefault(g => g.Count() > 1)?.Key is { } twice)
            throw place.Fault(t => t.NameTwice(Json.Quoted.Shown(twice)));
        return network;
    }

    private void ReadModules()
    {
        if (Printed().Match(_text) is { Success: true } printed
            && _reader.Read(printed.Groups[1].Index) is PyCall { Children.Length: > 0 } shown)
        {
            ClassName = shown.Type;
            Modules = [.. shown.Children.Select(Module)];
            return;
        }
        var roots = new List<(string? Owner, PyCall Call)>();
        NetworkFileException? fault = null;
        int end = 0;
        foreach (Match statement in Statement().Matches(_text))
        {
            if (statement.Index < end) continue;
            Group value = statement.Groups["value"];
            bool isContainer = IsContainer(value.Index);
            PyNode node;
            try
            {
                node = _reader.Read(value.Index);
            }
            catch (NetworkFileException e)
            {
                // A line that is none of ours; but a network that cannot be read is one.
                if (isContainer) fault ??= e;
                continue;
            }
            string name = statement.Groups["name"].Value;
            if (name.Length > 0 && !statement.Groups["self"].Success) _names[name] = node;
            if (node is not PyCall call || (call.Type != Container && (name.Length == 0 || LayerFormat.All.All(l => l.Name != call.Type))))
                continue;
            end = _reader.End;
            // A network that another one takes in is no network of its own.
            roots.RemoveAll(r => r.Owner is null && Contains(call, r.Call));
            roots.Add((statement.Groups["self"].Success ? name : null, call));
        }
        PyCall[] containers = [.. roots.Where(r => r.Call.Type == Container).Select(r => r.Call)];
        if (fault is not null && containers.Length == 0) throw fault;
        // model = nn.Linear(2, 1) is a network, too, where there is nothing else.
        if (containers.Length == 0 && roots is [{ Owner: null, Call: var single }])
        {
            Modules = [new("0", LayerFormat.Module(single))];
            return;
        }
        if (containers.Length == 0) throw _start.Fault(t => roots.Count > 0 || Class().IsMatch(_text) ? t.OnlyAClass : t.NoNetwork);
        if (containers.Length > 1) throw containers[1].Place.Fault(t => t.SeveralNetworks(containers[0].Place.Line));
        string? owner = roots.First(r => r.Call == containers[0]).Owner;
        ImmutableArray<NamedModule> inside = Children(containers[0]);
        if (owner is null) Modules = inside;
        else
        {
            (ClassName, Modules) = (Class().Match(_text) is { Success: true } c ? c.Groups[1].Value : Container,
                [new(owner, new Sequential(inside))]);
        }
    }

    private bool IsContainer(int at) => ContainerCall().IsMatch(_text, at);

    private static bool Contains(PyCall call, PyCall inner) =>
        call.Arguments.Concat(call.Named.Select(n => n.Value)).Any(a => Inside(a, inner));

    private static bool Inside(PyNode node, PyCall inner) => node switch
    {
        PyCall call => ReferenceEquals(call, inner) || Contains(call, inner),
        PyList list => list.Items.Any(i => Inside(i, inner)),
        _ => false,
    };

    private NamedModule Module(KeyValuePair<string, PyNode> named) => new(Checked(named.Key, named.Value.Place), Module(named.Value));

    private Module Module(PyNode node) => node switch
    {
        PyCall { Type: Container } container => new Sequential(Children(container)),
        PyCall call => LayerFormat.Module(call),
        PyName { Name: var name } => throw node.Place.Fault(t => t.UnknownModule(Json.Quoted.Shown(name))),
        _ => throw node.Place.Fault(t => t.ModuleWanted),
    };

    private ImmutableArray<NamedModule> Children(PyCall container)
    {
        if (container.Children.Length > 0) return [.. container.Children.Select(Module)];
        ImmutableArray<PyNode> items = container.Arguments;
        // nn.Sequential(OrderedDict([("fc1", nn.Linear(2, 2)), ...]))
        if (items is [PyCall { Type: "OrderedDict", Arguments: [PyList { Items: var pairs }] }])
            return [.. pairs.Select(pair => pair is PyList { Items: [PyText name, var module] }
                ? new NamedModule(Checked(name.Text, name.Place), Module(module))
                : throw pair.Place.Fault(t => t.PairWanted))];
        if (items.Length == 0) throw container.Place.Fault(t => AddedLater().IsMatch(_text) ? t.AddedLater : t.EmptyNetwork);
        return [.. items.Select((item, i) => new NamedModule($"{i}", Module(item)))];
    }

    private static string Checked(string name, Place place) =>
        NamePattern().IsMatch(name) && !Taken.Contains(name) ? name : throw place.Fault(t => t.NoModuleName(Json.Quoted.Shown(name)));

    private void ReadTraining()
    {
        foreach (Match match in TrainingCall().Matches(_text))
        {
            if (_reader.Read(match.Groups[1].Index) is not PyCall call) continue;
            if (call.Type == "manual_seed")
                Seed = call.Arguments is [PyNumber { Number: var seed }] && Math.Abs(seed) < 1L << 53 ? (long)seed : null;
            else if (call.Type.EndsWith("Loss", StringComparison.Ordinal)) Loss = TrainingFormat.Loss(call);
            else Optimizer = TrainingFormat.Optimizer(call);
        }
    }

    /// <summary>A module with modules inside, as <c>print(net)</c> shows it.</summary>
    [GeneratedRegex(@"^[ \t]*([^\W\d]\w*\(\s*\n\s*\(\w+\):)", RegexOptions.Multiline)]
    private static partial Regex Printed();

    /// <summary>An assignment, or a call of Sequential that stands alone.</summary>
    [GeneratedRegex("""
        (?:^|;)[\ \t]*(?:return[\ \t]+)?
        (?:(?<self>self\.)?(?<name>[^\W\d]\w*)[\ \t]*=(?!=)[\ \t]*(?<value>[^\s=])|(?<value>[\w.]*Sequential\s*\())
        """, RegexOptions.Multiline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Statement();

    [GeneratedRegex(@"\G[\w.]*Sequential\s*\(")]
    private static partial Regex ContainerCall();

    [GeneratedRegex(@"^[ \t]*class\s+(\w+)", RegexOptions.Multiline)]
    private static partial Regex Class();

    /// <summary>The making of a loss or an optimizer, or the seed.</summary>
    [GeneratedRegex(@"^[^#\n]*?((?:torch\.)?(?:nn\.\w+Loss|optim\.\w+|torch\.manual_seed|(?<=[=\s])\w+Loss|(?<==\s*)(?:SGD|Adam))\s*\()",
        RegexOptions.Multiline)]
    private static partial Regex TrainingCall();

    [GeneratedRegex(@"\.(?:add_module|append|register_module)\s*\(")]
    private static partial Regex AddedLater();

    [GeneratedRegex(@"^\w{1,40}\z")]
    private static partial Regex NamePattern();
}
