using Backstep.Engine.Backends;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Backends.Conformance;

/// <summary>A backend under test and how far it may be off; errors are relative, in the Euclidean norm of the whole tensor.</summary>
/// <param name="Create">Makes the backend.</param>
/// <param name="Forward">For results against a formula in double precision.</param>
/// <param name="Gradient">For gradients against central differences.</param>
/// <param name="PyTorch">For results and gradients against PyTorch in float64.</param>
/// <param name="Trajectory">For parameters after five optimizer steps, against PyTorch in float64.</param>
public sealed record Precision(Func<IBackend> Create, double Forward, double Gradient, double PyTorch, double Trajectory);

/// <summary>Comparison of tensors.</summary>
internal static class Closeness
{
    /// <summary>
    /// Fails unless ‖actual - expected‖ ≤ tolerance · ‖expected‖ (an expectation near zero counts as 1e-3). Where NaN or
    /// an infinity is expected, the very same must be there.
    /// </summary>
    public static void AssertClose(Tensor actual, ReadOnlySpan<double> expected, double tolerance, string what)
    {
        Assert.That(actual.Length, Is.EqualTo(expected.Length), $"{what}: elements");
        double difference = 0, norm = 0;
        ReadOnlySpan<double> numbers = actual.Data;
        for (int i = 0; i < expected.Length; i++)
        {
            if (!double.IsFinite(expected[i]))
            {
                if (!numbers[i].Equals(expected[i])) Assert.Fail($"{what}: element {i} is {numbers[i]}, not {expected[i]}");
                continue;
            }
            // Said by itself, because a comparison with NaN holds: NUnit orders NaN below every number.
            if (!double.IsFinite(numbers[i])) Assert.Fail($"{what}: element {i} is {numbers[i]}, not {expected[i]}");
            difference += (numbers[i] - expected[i]) * (numbers[i] - expected[i]);
            norm += expected[i] * expected[i];
        }
        Assert.That(Math.Sqrt(difference) / Math.Max(Math.Sqrt(norm), 1e-3), Is.LessThanOrEqualTo(tolerance), $"{what}: relative error");
    }
}
