namespace Backstep.Engine.Random;

/// <summary>The initial parameters of one layer, row-major in PyTorch's shapes.</summary>
/// <param name="Weight">Linear: (out, in). Conv2d: (out channels, in channels, kernel height, kernel width).</param>
/// <param name="Bias">Linear: (out). Conv2d: (out channels). Empty for a layer without a bias.</param>
public sealed record LayerParameters(float[] Weight, float[] Bias);

/// <summary>
/// The initialisation that PyTorch's layers do when they are constructed: weights, then biases, both uniform in
/// ±1/√fan_in (<c>kaiming_uniform_(a=√5)</c> in <c>reset_parameters</c> comes to the same). To have a model's numbers, call in the
/// order in which its layers are constructed. Bit-exact.
/// </summary>
public static class TorchInit
{
    /// <summary>Draws the parameters of <c>nn.Linear(inFeatures, outFeatures, bias=hasBias)</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is 0 or less.</exception>
    public static LayerParameters Linear(TorchRandom random, int inFeatures, int outFeatures, bool hasBias = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inFeatures);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outFeatures);
        return Draw(random, inFeatures, outFeatures, hasBias);
    }

    /// <summary>Draws the parameters of <c>nn.Conv2d(inChannels, outChannels, (kernelHeight, kernelWidth))</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is 0 or less.</exception>
    public static LayerParameters Conv2d(
        TorchRandom random, int inChannels, int outChannels, int kernelHeight, int kernelWidth, bool hasBias = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inChannels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outChannels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(kernelHeight);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(kernelWidth);
        return Draw(random, checked(inChannels * kernelHeight * kernelWidth), outChannels, hasBias);
    }

    private static LayerParameters Draw(TorchRandom random, int fanIn, int outputs, bool hasBias)
    {
        float bound = (float)(1 / Math.Sqrt(fanIn));
        float[] weight = random.Uniform(checked(outputs * fanIn), -bound, bound);
        return new(weight, hasBias ? random.Uniform(outputs, -bound, bound) : []);
    }
}
