namespace Backstep.Engine.Backends.Gpu.Fused;

/// <summary>What a group of <see cref="ParameterUpdate"/> does.</summary>
internal enum UpdateKind
{
    /// <summary>A tile of 16 × 16 of a weight's gradient δᵀ·a.</summary>
    SmallTile,

    /// <summary>A tile of 64 × 64.</summary>
    LargeTile,

    /// <summary>A tile of 64 × 64 without shared memory, for processors, whose caches do that work.</summary>
    DirectTile,

    /// <summary>Some columns' sums over the samples: biases, and the samples' shares of a convolution's gradients.</summary>
    Columns,

    /// <summary>Some elements of a gradient that lies in memory already.</summary>
    Elements,

    /// <summary>The mean loss and the number of correct samples.</summary>
    Results,
}

/// <summary>The work of one group. Offsets into the arena count floats; -1 is "none". Fields, not properties:
/// it is copied to the device as it is.</summary>
internal struct UpdateJob
{
    public UpdateKind Kind;

    /// <summary>The parameter's gradient, the parameter itself (-1: the gradient alone is wanted), and what the optimizer remembers of it
    /// (momentum or first moment, second moment).</summary>
    public int Gradient, Parameter, Moment1, Moment2;

    /// <summary>
    /// What the gradient is made of. Tile: δ (samples × <see cref="Rows"/>) and a (samples × <see cref="Columns"/>). Columns:
    /// a matrix whose first column of interest is at A. Results: the samples' losses and whether each is correct.
    /// </summary>
    public int A, B;

    /// <summary>Tile: the weight's extents. Columns: Columns is the matrix's row length. Elements: unused.</summary>
    public int Rows, Columns;

    /// <summary>Tile: its first row and column. Columns and Elements: the first element and how many there are.</summary>
    public int Start0, Start1;
}

/// <summary>What all groups of an update have in common.</summary>
internal struct UpdateRule
{
    /// <summary>How many samples sums run over.</summary>
    public int Samples;

    /// <summary>Where learning rate, Adam's step counter (already counted up) and the loss are in the arena.</summary>
    public int LearningRate, Counter, Loss;

    /// <summary>λ of the weight decay, μ of the momentum, Adam's β1 and β2,
    /// 1 - β1 and 1 - β2 (which lose digits as floats), their logarithms, and ε.</summary>
    public float WeightDecay, Momentum, Beta1, Beta2, Rest1, Rest2, LogBeta1, LogBeta2, Epsilon;
}
