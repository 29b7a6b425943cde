using System.Collections.Immutable;

namespace Backstep.Engine.Random;

/// <summary>
/// MT19937, the engine of PyTorch's CPU generator (ATen/core/MT19937RNGEngine.h), which seeds it with <c>init_genrand</c>, and of
/// CPython's <c>random</c> (Modules/_randommodule.c), which seeds it with <c>init_by_array</c>; twisted before the first draw.
/// M. Matsumoto, T. Nishimura, "Mersenne Twister", ACM TOMACS 8 (1998).
/// </summary>
internal sealed class MersenneTwister
{
    /// <summary>The number of 32-bit words of state.</summary>
    internal const int StateLength = 624;

    private const int Middle = 397;
    private const uint TwistMatrix = 0x9908B0DF;
    private const uint UpperMask = 0x80000000;
    private const uint LowerMask = 0x7FFFFFFF;

    private readonly uint[] _words = new uint[StateLength];
    private int _next;

    internal MersenneTwister(uint seed)
    {
        _words[0] = seed;
        for (int i = 1; i < StateLength; i++)
            _words[i] = 1812433253 * (_words[i - 1] ^ (_words[i - 1] >> 30)) + (uint)i;
        _next = StateLength;
    }

    /// <summary><c>init_by_array</c> of mt19937ar.c: a key of any length but 0 is mixed into a fixed state.</summary>
    internal static MersenneTwister FromKey(ReadOnlySpan<uint> key)
    {
        var engine = new MersenneTwister(19650218);
        uint[] words = engine._words;
        int i = 1;
        for (int k = 0; k < Math.Max(StateLength, key.Length); k++)
        {
            int j = k % key.Length;
            words[i] = (words[i] ^ Mixed(i, 1664525)) + key[j] + (uint)j;
            Next();
        }
        for (int k = 1; k < StateLength; k++)
        {
            words[i] = (words[i] ^ Mixed(i, 1566083941)) - (uint)i;
            Next();
        }
        words[0] = 0x80000000;
        return engine;

        uint Mixed(int at, uint factor) => (words[at - 1] ^ (words[at - 1] >> 30)) * factor;
        void Next()
        {
            if (++i < StateLength) return;
            words[0] = words[^1];
            i = 1;
        }
    }

    internal MersenneTwister(ReadOnlySpan<uint> words, int next)
    {
        words.CopyTo(_words);
        _next = next;
    }

    /// <summary>A copy of the state words.</summary>
    internal ImmutableArray<uint> Words => [.. _words];

    /// <summary>How many words of the present block have been given out; <see cref="StateLength"/> means twist first.</summary>
    internal int Next => _next;

    internal uint NextUInt32()
    {
        if (_next == StateLength) Twist();
        uint y = _words[_next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680;
        y ^= (y << 15) & 0xEFC60000;
        return y ^ (y >> 18);
    }

    private void Twist()
    {
        for (int i = 0; i < StateLength; i++)
        {
            uint y = (_words[i] & UpperMask) | (_words[(i + 1) % StateLength] & LowerMask);
            _words[i] = _words[(i + Middle) % StateLength] ^ (y >> 1) ^ ((y & 1) == 0 ? 0 : TwistMatrix);
        }
        _next = 0;
    }
}
