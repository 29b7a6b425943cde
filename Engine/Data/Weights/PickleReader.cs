using System.Buffers.Binary;
using System.Text;

namespace Backstep.Engine.Data.Weights;

/// <summary>
/// Reads what <c>torch.save</c> pickles, and nothing else. A pickle is a program for a stack machine, which can name any function and have
/// it called; this machine knows the few opcodes of plain containers, numbers, texts and tensors, and the few names in
/// <see cref="TorchNames"/>, and calls nothing: what it does not know ends the reading. So does PyTorch's own
/// <c>torch.load(weights_only=True)</c>. Sources: Python, Lib/pickletools.py; PyTorch, torch/_weights_only_unpickler.py.
/// </summary>
internal sealed class PickleReader
{
    /// <summary>The most bytes of a pickle; the numbers themselves lie outside of it.</summary>
    public const int MostBytes = 16 << 20;

    /// <summary>The most opcodes; a network of a thousand tensors takes some thirty thousand.</summary>
    private const int MostSteps = 2_000_000;

    private readonly string _path;
    private readonly byte[] _bytes;
    private readonly Stack<List<object?>> _marked = [];
    private readonly Dictionary<long, object?> _memo = [];
    private List<object?> _stack = [];
    private int _at;

    private PickleReader(string path, byte[] bytes, int at) => (_path, _bytes, _at) = (path, bytes, at);

    /// <summary>Reads one pickle.</summary>
    /// <param name="path">For messages.</param>
    /// <param name="at">Where it begins; afterwards where it has ended.</param>
    /// <exception cref="WeightsException">It is damaged, or wants something else than weights need.</exception>
    public static object? Read(string path, byte[] bytes, ref int at)
    {
        var reader = new PickleReader(path, bytes, at);
        try
        {
            object? result = reader.Run();
            at = reader._at;
            return result;
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or InvalidOperationException
            or OverflowException or IndexOutOfRangeException)
        {
            throw new WeightsException(l => WeightsTexts.In(l).PickleDamaged(path, reader._at), e);
        }
    }

    private object? Run()
    {
        for (int steps = 0; steps < MostSteps; steps++)
        {
            byte opcode = Byte();
            if (opcode == '.') return Pop();
            if (!Step(opcode))
            {
                int place = _at - 1;
                throw new WeightsException(l => WeightsTexts.In(l).PickleOpcode(_path, $"0x{opcode:x2}", place));
            }
        }
        throw new WeightsException(l => WeightsTexts.In(l).PickleTooLong(_path, MostSteps));
    }

    private bool Step(byte opcode) => Constant(opcode) || Container(opcode) || Memory(opcode) || Named(opcode);

    private bool Constant(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'N': return Push(null);
            case 0x88: return Push(true);
            case 0x89: return Push(false);
            case (byte)'J': return Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4)));
            case (byte)'K': return Push((long)Byte());
            case (byte)'M': return Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)));
            case 0x8A: return Push(Long(Take(Byte())));
            case (byte)'G': return Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8)));
            case (byte)'U' or 0x8C: return Push(Text(Byte()));
            case (byte)'T' or (byte)'X': return Push(Text(Length()));
            case (byte)'C': return Push(Take(Byte()).ToArray());
            case (byte)'B': return Push(Take(Length()).ToArray());
            default: return false;
        }
    }

    private bool Container(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'(':
                _marked.Push(_stack);
                _stack = [];
                return true;
            case (byte)')': return Push(new PickledTuple([]));
            case (byte)'t': return Push(new PickledTuple([.. PopMarked()]));
            case 0x85 or 0x86 or 0x87:
                object?[] items = new object?[opcode - 0x84];
                for (int i = items.Length - 1; i >= 0; i--) items[i] = Pop();
                return Push(new PickledTuple(items));
            case (byte)']' or 0x8F: return Push(new PickledList([]));
            case (byte)'a':
                object? item = Pop();
                Top<PickledList>().Items.Add(item);
                return true;
            case (byte)'e' or 0x90:
                List<object?> more = PopMarked();
                Top<PickledList>().Items.AddRange(more);
                return true;
            case (byte)'}': return Push(new PickledDict([]));
            case (byte)'s':
                object? value = Pop(), key = Pop();
                Top<PickledDict>().Entries.Add(new(key, value));
                return true;
            case (byte)'u':
                List<object?> pairs = PopMarked();
                if (pairs.Count % 2 != 0) throw new InvalidDataException();
                PickledDict dict = Top<PickledDict>();
                for (int i = 0; i < pairs.Count; i += 2) dict.Entries.Add(new(pairs[i], pairs[i + 1]));
                return true;
            default: return false;
        }
    }

    private bool Memory(byte opcode)
    {
        switch (opcode)
        {
            case 0x80: return Byte() is >= 2 and <= 5 ? true : throw new InvalidDataException();
            case 0x95:
                Take(8);
                return true;
            case (byte)'0':
                Pop();
                return true;
            case (byte)'q':
                _memo[Byte()] = _stack[^1];
                return true;
            case (byte)'r':
                _memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = _stack[^1];
                return true;
            case 0x94:
                _memo[_memo.Count] = _stack[^1];
                return true;
            case (byte)'h': return Push(Remembered(Byte()));
            case (byte)'j': return Push(Remembered(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))));
            default: return false;
        }
    }

    private bool Named(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'c': return Push(TorchNames.Known(_path, new(Line(), Line())));
            case 0x93:
                string name = Pickled.As<string>(Pop());
                return Push(TorchNames.Known(_path, new(Pickled.As<string>(Pop()), name)));
            case (byte)'R':
                var arguments = Pickled.As<PickledTuple>(Pop());
                return Push(TorchNames.Made(_path, Pickled.As<PickledName>(Pop()), arguments.Items));
            case (byte)'Q': return Push(TorchNames.Storage(Pickled.As<PickledTuple>(Pop()).Items));
            case (byte)'b':
                // An OrderedDict is given attributes, of which none matters: state_dict() has the versions of modules there.
                Pop();
                Top<PickledDict>();
                return true;
            default: return false;
        }
    }

    private bool Push(object? value)
    {
        _stack.Add(value);
        return true;
    }

    private object? Pop()
    {
        object? top = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    private T Top<T>() => Pickled.As<T>(_stack[^1]);

    private List<object?> PopMarked()
    {
        List<object?> items = _stack;
        _stack = _marked.Pop();
        return items;
    }

    private object? Remembered(long index) => _memo.TryGetValue(index, out object? value) ? value : throw new InvalidDataException();

    private byte Byte() => Take(1)[0];

    private int Length() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    private ReadOnlySpan<byte> Take(int count)
    {
        ReadOnlySpan<byte> taken = _bytes.AsSpan(_at, count);
        _at += count;
        return taken;
    }

    private string Text(int length) => Encoding.UTF8.GetString(Take(length));

    private string Line()
    {
        int length = _bytes.AsSpan(_at).IndexOf((byte)'\n');
        string line = Text(length);
        _at++;
        return line;
    }

    private static object Long(ReadOnlySpan<byte> littleEndian)
    {
        if (littleEndian.Length > sizeof(long)) return littleEndian.ToArray();
        Span<byte> wide = stackalloc byte[sizeof(long)];
        wide.Fill(littleEndian is [.., >= 0x80] ? byte.MaxValue : byte.MinValue);
        littleEndian.CopyTo(wide);
        return BinaryPrimitives.ReadInt64LittleEndian(wide);
    }
}
