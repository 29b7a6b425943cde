namespace Backstep.Engine.Ilgpu;

/// <summary>A sum of many terms by one thread, in blocks that are added up in turn: two levels lose fewer digits than one long sum.</summary>
internal struct LongSum
{
    private const int Block = 64;

    private float _sum, _block;
    private int _count;

    /// <summary>What was added so far.</summary>
    public readonly float Total => _sum + _block;

    /// <summary>Adds a term.</summary>
    public void Add(float term)
    {
        _block += term;
        _count++;
        if (_count < Block) return;
        _sum += _block;
        _block = 0f;
        _count = 0;
    }
}
