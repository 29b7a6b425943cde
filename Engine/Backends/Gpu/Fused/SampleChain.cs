
namespace Backstep.Engine.Backends.Gpu.Fused;

/// <summary>
/// What <see cref="SampleKernel"/> is to do besides its layers. Offsets into the arena count floats, those into shared memory too;
/// -1 is "none". Fields, not properties: it is copied to the device as it is.
/// </summary>
internal struct SampleChain
{
    /// <summary>How many convolutional and how many linear layers there are.</summary>
    public int Convolutions, Linears;

    /// <summary>The batch.</summary>
    public int Samples;

    /// <summary>The arena's input (N × <see cref="Channels"/> × <see cref="Height"/> × <see cref="Width"/>);
    /// a vector is a plane of height 1.</summary>
    public int Input, Channels, Height, Width;

    /// <summary>The labels (N), as floats in the arena.</summary>
    public int Labels;

    /// <summary>Where the losses of the samples and whether each is right go (N and N).</summary>
    public int SampleLosses, SampleCorrect;

    /// <summary>1 if the backward pass is part of it.</summary>
    public int Backward;

    /// <summary>Where a sample's shares of the convolutions' gradients go, and how many there are.</summary>
    public int Partials, PartialLength;

    /// <summary>Reciprocals of <see cref="Width"/> and of the pixels of a channel.</summary>
    public float PerWidth, PerPlane;

    /// <summary>Where the gradient of an input that is a vector goes (N × length of the input).</summary>
    public int InputGradient;

    /// <summary>Adam's step counter, which the first group counts up: nobody else reads it before the update.</summary>
    public int Counter;

    /// <summary>Shared memory that belongs to no layer: partial sums, the table of the normalisation.</summary>
    public int Scratch;
}

/// <summary>
/// Division by a number that many others are divided by: by its reciprocal, since a card divides integers in some twenty instructions.
/// Exact below 2²⁰: (n + ½)/d is at least 1/(2d) away from any whole number, and the reciprocal and the product round by less.
/// </summary>
internal static class Reciprocal
{
    /// <summary>1/d.</summary>
    public static float Of(int d) => 1f / d;

    /// <summary>n/d, rounded down.</summary>
    public static int Quotient(int n, float reciprocal) => (int)((n + 0.5f) * reciprocal);
}

/// <summary>
/// How values of C × H × W lie in shared memory. The columns of a row are parted into even and odd ones, so that threads at neighbouring
/// 2×2 windows read neighbouring words; padding is there as zeros.
/// </summary>
internal struct PlaneLayout
{
    /// <summary>The first element, the distances between rows and between channels,
    /// and from a row's even columns to its odd ones.</summary>
    public int Start, Pitch, Plane, Odd;

    /// <summary>Zeros around the image.</summary>
    public int Padding;

    /// <summary>Where an element is; the coordinates count from the padding's corner.
    /// Where <see cref="Odd"/> is 0 the columns are not parted: a vector.</summary>
    public readonly int At(int channel, int row, int column) =>
        Start + channel * Plane + row * Pitch + (Odd == 0 ? column : (column & 1) * Odd + (column >> 1));
}

/// <summary>A convolution of stride 1, perhaps a ReLU, and 2×2 max pooling: one step of the chain.</summary>
internal struct ConvLayer
{
    /// <summary>Extents: channels in and out, kernel, input without padding, pooled output.</summary>
    public int Channels, Outputs, KernelHeight, KernelWidth, Height, Width, PooledHeight, PooledWidth;

    /// <summary>Reciprocals of the windows of a channel, of a row of them, and of the pairs of output channels.</summary>
    public float PerWindows, PerPooledWidth, PerPairs;

    /// <summary>Reciprocals of the kernel's places, of a row of them, of <see cref="Blocks"/>, and of <see cref="Outputs"/>.</summary>
    public float PerKernel, PerKernelWidth, PerBlocks, PerOutputs;

    /// <summary>Reciprocals of the input's pixels and of a row of them.</summary>
    public float PerPixels, PerWidth;

    /// <summary>1 if a ReLU lies between convolution and pooling.</summary>
    public int Relu;

    /// <summary>1 if the layer's input came out of a ReLU and a gradient goes back to it.</summary>
    public int InputIsRelu;

    /// <summary>The input.</summary>
    public PlaneLayout In;

    /// <summary>The output: the next layer's input, or, where <see cref="PlaneLayout.Odd"/> is 0,
    /// a vector in the order (channel, row, column).</summary>
    public PlaneLayout Out;

    /// <summary>Weight and bias in the arena; and in shared memory, one behind the other.</summary>
    public int Weight, Bias, SharedWeights;

    /// <summary>In shared memory, each Outputs × PooledHeight × PooledWidth:
    /// which of its four places a window's maximum was at (0 to 3), and the gradient of the output.</summary>
    public int Places, Gradient;

    /// <summary>Where the gradient of the input goes (the layer before's <see cref="Gradient"/>); -1 in the first layer.</summary>
    public int InputGradient;

    /// <summary>Where this layer's weights, then its biases, begin among a sample's partial gradients.</summary>
    public int Partial;

    /// <summary>Forward: into how many parts the input channels are split among threads, and how many channels a part has.</summary>
    public int Slices, SliceChannels;

    /// <summary>Weight gradient: channels a thread takes at once, how many such blocks,
    /// parts that the pooled rows are split into, rows a part.</summary>
    public int BlockChannels, Blocks, WeightSlices, SliceRows;

    /// <summary>Input gradient: parts that the output channels are split into, and channels a part.</summary>
    public int InputSlices, SliceOutputs;
}

/// <summary>A linear layer and perhaps a ReLU: one step of the chain. The last one gives the logits.</summary>
internal struct LinearLayer
{
    /// <summary>Lengths of the input and the output.</summary>
    public int Inputs, Outputs;

    /// <summary>Reciprocal of <see cref="Inputs"/>.</summary>
    public float PerInputs;

    /// <summary>Whether a ReLU follows; whether the input came out of one.</summary>
    public int Relu, InputIsRelu;

    /// <summary>Weight (Outputs × Inputs) and bias in the arena.</summary>
    public int Weight, Bias;

    /// <summary>In shared memory: input, output, gradient of the output before the ReLU,
    /// and where the gradient of the input goes, or -1.</summary>
    public int In, Out, Delta, InputGradient;

    /// <summary>In the arena, a row for each sample, or -1: where the input, the output and the gradient are kept for the update.</summary>
    public int KeptInput, KeptOutput, KeptDelta;

    /// <summary>Forward: 2^LaneShift threads share a row of the weight.</summary>
    public int LaneShift;

    /// <summary>Input gradient: parts that the outputs are split into, and outputs a part.</summary>
    public int Slices, SliceOutputs;
}
