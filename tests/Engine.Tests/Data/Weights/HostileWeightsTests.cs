using System.Text;
using Backstep.Engine.Data;
using Backstep.Engine.Data.Weights;
using Backstep.Engine.Texts;
using static Backstep.Engine.Tests.Data.Weights.HostilePickles;

namespace Backstep.Engine.Tests.Data.Weights;

/// <summary>
/// Files that would run something, fill the memory, or are not what they say: each is refused in one line, and nothing is run.
/// </summary>
public class HostileWeightsTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("backstep-hostile-").FullName;

    [TearDown]
    public void DropFolder() => Directory.Delete(_folder, recursive: true);

    private static IEnumerable<TestCaseData> Runs()
    {
        const string asks = "which weights never need";
        byte[] command = Text("touch HURT");
        yield return Case("os.system", File(Pickle(Call(Name("os", "system"), command))), "asks for os.system, " + asks);
        yield return Case("posix.system", File(Pickle(Call(Name("posix", "system"), command))), "posix.system");
        yield return Case("os.system inside of a state_dict",
            File(Pickle(Dict(("w", Tensor()), ("x", Call(Name("os", "system"), command))))), asks);
        yield return Case("os.system among a tensor's arguments",
            File(Pickle(Dict(("w", Tensor(offset: Call(Name("os", "system"), command)))))), asks);
        yield return Case("builtins.eval", File(Pickle(Call(Name("builtins", "eval"), Text("1")))), "builtins.eval");
        yield return Case("builtins.getattr", File(Pickle(Call(Name("builtins", "getattr"), Text("1")))), "builtins.getattr");
        yield return Case("__builtin__.exec", File(Pickle(Call(Name("__builtin__", "exec"), Text("1")))),
            "whole module (__builtin__.exec)");
        yield return Case("subprocess.Popen", File(Pickle(Call(Name("subprocess", "Popen"), command))), "subprocess.Popen");
        yield return Case("exec by STACK_GLOBAL", File(Pickle(Text("builtins"), Text("exec"), [0x93], Tuple(command), Ascii("R"))),
            "builtins.exec");
        yield return Case("torch.load", File(Pickle(Call(Name("torch", "load"), Text("http://127.0.0.1/x")))), "torch.load");
        yield return Case("torch.hub.load", File(Pickle(Call(Name("torch.hub", "load"), Text("x")))), "torch.hub.load");
        yield return Case("a module", File(Pickle(Call(Name("torch.nn.modules.linear", "Linear")))),
            "whole module (torch.nn.modules.linear.Linear)");
        yield return Case("a module of one's own", File(Pickle(Call(Name("__main__", "Net")))), "whole module (__main__.Net)");
        yield return Case("a quantized tensor", File(Pickle(Call(Name("torch._utils", "_rebuild_qtensor")))), asks);
        yield return Case("a sparse tensor", File(Pickle(Call(Name("torch._utils", "_rebuild_sparse_tensor")))), asks);
        yield return Case("complex numbers", File(Pickle(Dict(("w", Tensor(Storage(type: "ComplexFloatStorage")))))), asks);
        yield return Case("a NumPy scalar", File(Pickle(Call(Name("numpy.core.multiarray", "scalar")))), asks);
        yield return Case("a name across a dot", File(Pickle(Call(Name("collections", "OrderedDict.fromkeys")))), asks);
        yield return Case("a name of a megabyte", File(Pickle(Name("os", new string('x', 1_000_000)))), "…, " + asks);
        yield return Case("INST", File(Pickle(Ascii("(ios\nsystem\n"))), "opcode 0x69");
        yield return Case("OBJ", File(Pickle(Ascii("(cos\nsystem\no"))), asks);
        yield return Case("NEWOBJ", File(Pickle(Name("collections", "OrderedDict"), Tuple(), [0x81])), "opcode 0x81");
        yield return Case("EXT1", File(Pickle([0x82, 1])), "opcode 0x82");
        yield return Case("a persistent id in the text", File(Pickle(Ascii("Pos.system\n"))), "opcode 0x50");
        yield return Case("attributes for a tensor", File(Pickle(Tensor(), Dict(), Ascii("b"))), "is damaged");
        yield return Case("a container called", File(Pickle(Call(Call(Name("collections", "OrderedDict"))))), "is damaged");
        yield return Case("a storage's class called", File(Pickle(Call(Name("torch", "FloatStorage"), Int(4)))), asks);
        yield return Case("a bare pickle", Pickle(Call(Name("os", "system"), command)), "is a pickle that torch.save has not written");
        yield return Case("an old file whose system facts call", Old(Call(Name("os", "system"), command), Dict(), Ascii("]"), []),
            "asks for os.system");
        yield return Case("an old file that calls", Old(Dict(), Call(Name("os", "system"), command), Ascii("]"), []), "asks for os.system");
        yield return Case("an old file whose keys call", Old(Dict(), Dict(), Call(Name("os", "system"), command), []),
            "asks for os.system");
    }

    private static IEnumerable<TestCaseData> Impossible()
    {
        yield return Case("a negative extent", Weight(size: Ints(-4)), "w has the shape (-4), which cannot be");
        yield return Case("extents whose product overflows",
            Weight(size: Ints(int.MaxValue, int.MaxValue, int.MaxValue), stride: Ints(0, 0, 0)), "more than 134217728 numbers");
        yield return Case("four numbers a billion times", Weight(size: Ints(250_000_000, 4), stride: Ints(0, 1)),
            "more than 134217728 numbers");
        yield return Case("many tensors of many numbers",
            File(Pickle(Dict([.. Enumerable.Range(0, 100).Select(i => ($"{i}", Tensor(size: Ints(2_000_000), stride: Ints(0))))]))),
            "more than 134217728 numbers");
        yield return Case("nothing times a billion times a billion",
            Weight(size: Ints(0, int.MaxValue, int.MaxValue), stride: Ints(1, 1, 1)), "more than 134217728 numbers");
        yield return Case("a negative stride", Weight(stride: Ints(-1)), "which cannot be");
        yield return Case("a stride beyond the storage", Weight(stride: Ints(2)), "which cannot be");
        yield return Case("the largest strides", Weight(size: Ints(2, 2), stride: Ints(int.MaxValue, int.MaxValue)), "which cannot be");
        yield return Case("an offset beyond the storage", Weight(offset: Int(1)), "which cannot be");
        yield return Case("a negative offset", Weight(offset: Int(-1)), "which cannot be");
        yield return Case("fewer strides than extents", Weight(stride: Ints()), "which cannot be");
        yield return Case("a hundred dimensions", Weight(size: Ints([.. Enumerable.Repeat(1, 100)]), stride: Ints(new int[100])),
            "which cannot be");
        yield return Case("a fraction as an extent", Weight(size: Tuple(Join(Ascii("G"), new byte[8]))), "is damaged");
        yield return Case("an extent of 255 bytes", Weight(size: Tuple(Join([0x8A, 255], new byte[255]))), "is damaged");
        yield return Case("a text as an offset", Weight(offset: Text("0")), "is damaged");
        yield return Case("a storage that is not there", Weight(storage: Storage("7")), "storage 7 are missing");
        yield return Case("a storage outside of the file", Weight(storage: Storage("../../../etc/passwd")), "are missing");
        yield return Case("a storage at the root", Weight(storage: Storage("/etc/passwd")), "are missing");
        yield return Case("a storage that is shorter", Weight(storage: Storage(length: 5)), "w looks at 5 numbers");
        yield return Case("a storage that is longer", Weight(storage: Storage(length: 3), size: Ints(3)), "unpacks to more than 12 bytes");
        yield return Case("a storage of -1 numbers", Weight(storage: Storage(length: -1)), "is damaged");
        yield return Case("a storage of 2^31 numbers", Weight(storage: Storage(length: int.MaxValue)), "w looks at 2147483647 numbers");
        yield return Case("a persistent id of another kind", Weight(storage: Storage(kind: "module")), "is damaged");
        yield return Case("a persistent id that is no tuple", Weight(storage: Join(Text("storage"), Ascii("Q"))), "is damaged");
        yield return Case("a dtype for a storage", Weight(storage: Storage(type: "float32")), "is damaged");
        yield return Case("a list for a storage", Weight(storage: Ascii("]")), "is damaged");
        yield return Case("a parameter of a text", File(Pickle(Dict(("w", Call(Name("torch._utils", "_rebuild_parameter"), Text("x")))))),
            "is damaged");
        yield return Case("a name twice", File(Pickle(Dict(("w", Tensor()), ("w", Tensor())))), "holds w twice");
        yield return Case("nothing by name", File(Pickle(Dict(("epoch", Int(3))))), "holds no parameters by name");
        yield return Case("a lone tensor", File(Pickle(Tensor())), "holds no parameters by name");
        yield return Case("a list in itself", File(Pickle(Ascii("]q\u0001h\u0001a"))), "holds no parameters by name");
        yield return Case("a dictionary in itself", File(Pickle(Ascii("}q\u0001"), Text("model"), Ascii("h\u0001s"))),
            "holds no parameters by name");

        static byte[] Weight(byte[]? storage = null, byte[]? offset = null, byte[]? size = null, byte[]? stride = null) =>
            File(Pickle(Dict(("w", Tensor(storage, offset, size, stride)))));
    }

    private static IEnumerable<TestCaseData> Damaged()
    {
        yield return Case("no pickle", File([]), "is damaged");
        yield return Case("a pickle without an end", File(Pickle(Dict())[..^1]), "is damaged");
        yield return Case("an end with nothing before it", File(Pickle()), "is damaged");
        yield return Case("a tuple without a beginning", File(Pickle(Ascii("t"))), "is damaged");
        yield return Case("a key without a value", File(Pickle(Ascii("}(Nu"))), "is damaged");
        yield return Case("a value for no dictionary", File(Pickle(Ascii("NNNs"))), "is damaged");
        yield return Case("a memory of nothing", File(Pickle(Ascii("h\u0009"))), "is damaged");
        yield return Case("a name without an end", File(Pickle(Ascii("cos"))), "is damaged");
        yield return Case("a text of 2^31 bytes", File(Pickle(Ascii("X"), Int32(int.MaxValue))), "is damaged");
        yield return Case("a text of -1 bytes", File(Pickle(Ascii("X"), Int32(-1))), "is damaged");
        yield return Case("another protocol", File([0x80, 9, (byte)'N', (byte)'.']), "is damaged");
        yield return Case("a memory without an end",
            File(Pickle(Ascii("N" + string.Concat(Enumerable.Repeat("r\u0001\u0001\u0001\u0001", 2_100_000))))), "more than 2000000 steps");
        yield return Case("marks without an end", File(Pickle(Ascii(new string('(', 3_000_000)))), "more than 2000000 steps");
        yield return Case("lists without an end", File(Pickle(Ascii(new string(']', 3_000_000)))), "more than 2000000 steps");
        yield return Case("a pickle of 17 MB", File(new byte[17 << 20]), "unpacks to more than 16777216 bytes");
        yield return Case("a zip file without weights", Zip(("readme.txt", [1])), "neither a pickle of PyTorch nor .npy arrays");
        yield return Case("an empty zip file", Zip(), "neither a pickle of PyTorch nor .npy arrays");
        yield return Case("two pickles of the same name", Zip(("archive/data.pkl", Pickle()), ("archive/data.pkl", Pickle())),
            "holds archive/data.pkl twice");
        yield return Case("the beginning of a zip file", Ascii("PK\u0003\u0004 archive/data.pkl and so on"), "is a damaged zip file");
        yield return Case("arrays of objects", Zip(("w.npy", System.IO.File.ReadAllBytes(Fixtures.PathOf("own/objects.npy")))),
            "holds Python objects");
        yield return Case("an array of 10^9 numbers", Zip(("w.npy", Join([0x93], Ascii("NUMPY\u0001\0"), [76, 0],
            Ascii("{'descr': '|u1', 'fortran_order': False, 'shape': (1000000000,), }".PadRight(75) + "\n")))), "is truncated");
        yield return Case("gzip", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0], "is gzip");
        yield return Case("HDF5", [0x89, .. "HDF\r\n\u001A\n"u8, 0, 0, 0, 0], "is an HDF5 file");
        yield return Case("nothing", [], "it has 0 bytes");
        yield return Case("a text", Encoding.UTF8.GetBytes("these are no weights\n"), "is no safetensors file");
        yield return Case("an old file with a storage of -1 numbers", OldWeight(Int64(-1)), "is damaged");
        yield return Case("an old file with a storage of 2^62 numbers", OldWeight(Int64(1L << 62)), "is damaged");
        yield return Case("an old file without its storages", OldWeight([]), "is damaged");
        yield return Case("an old file with half a storage", OldWeight(Join(Int64(4), new byte[9])), "is damaged");
        yield return Case("an old file of another length than its tensors say", OldWeight(Join(Int64(3), new byte[12])),
            "w looks at 4 numbers");

        static byte[] OldWeight(byte[] storages) => Old(Dict(), Dict(("w", Tensor())), Join(Ascii("]"), Text("0"), Ascii("a")), storages);
    }

    private static TestCaseData Case(string what, byte[] content, string said) => new TestCaseData(content, said).SetArgDisplayNames(what);

    [TestCaseSource(nameof(Runs)), TestCaseSource(nameof(Impossible)), TestCaseSource(nameof(Damaged))]
    public void A_file_that_is_no_honest_file_of_weights_is_refused_in_one_line(byte[] content, string said)
    {
        string path = Path.Combine(_folder, "w.pt");
        System.IO.File.WriteAllBytes(path, content);
        WeightsException e = Assert.Throws<WeightsException>(() => WeightFile.Read(path))!;
        Assert.That(e.Message, Does.StartWith(path).And.Contains(said).And.Not.Contains("\n").And.Length.LessThan(600));
        Assert.That(e.In(Language.ChineseSimplified), Does.StartWith(path).And.Not.EqualTo(e.Message));
        Assert.That(Directory.GetFileSystemEntries(_folder), Is.EqualTo(new[] { path }), "nothing was run, nothing was unpacked");
    }

    [Test]
    public void Entries_that_name_places_outside_are_never_written_anywhere()
    {
        string inside = Path.Combine(_folder, "inside");
        Directory.CreateDirectory(inside);
        string path = Path.Combine(inside, "w.pt");
        System.IO.File.WriteAllBytes(path, File(Pickle(Dict(("w", Tensor()))), ("../../slipped", [1]), ("/tmp/backstep-slipped", [1])));
        Assert.That(WeightFile.Read(path).Tensors.Single().Value.Length, Is.EqualTo(4));
        Assert.That(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories), Is.EqualTo(new[] { path }));
        Assert.That(System.IO.File.Exists("/tmp/backstep-slipped"), Is.False);
    }
}
