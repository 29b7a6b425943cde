namespace Backstep.Engine.Backends.Gpu.Kernels;

/// <summary>
/// A sum of many terms by one thread: blocks of 64 terms, blocks of 64 such blocks, and those.
/// No number grows far beyond what is added to it, so few digits are lost.
/// </summary>
internal struct LongSum
{
    private const int Block = 64;

    private float _high, _middle, _low;
    private int _count;

    /// <summary>What was added so far.</summary>
    public readonly float Total => _high + (_middle + _low);

    /// <summary>Adds a term.</summary>
    public void Add(float term)
    {
        _low += term;
        _count++;
        if (_count % Block != 0) return;
        _middle += _low;
        _low = 0f;
        if (_count < Block * Block) return;
        _high += _middle;
        _middle = 0f;
        _count = 0;
    }
}
