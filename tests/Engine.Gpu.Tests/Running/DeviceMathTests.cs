using Backstep.Engine.Backends.Gpu.Kernels;

namespace Backstep.Engine.Gpu.Tests.Running;

/// <summary>The elementary functions against the library's in double precision, in units in the last place.</summary>
[TestFixture]
public sealed class DeviceMathTests
{
    private static IEnumerable<float> AllSizes =>
        from exponent in Enumerable.Range(-30, 37)
        from i in Enumerable.Range(0, 200)
        from sign in (float[])[1, -1]
        select sign * MathF.ScaleB(1 + i / 200f, exponent);

    [Test]
    public void Exp_and_its_difference_from_one_are_within_two_units_in_the_last_place()
    {
        foreach (float x in AllSizes.Where(x => MathF.Abs(x) < 87)) AssertUnits(DeviceMath.Exp(x), Math.Exp(x), 2, $"exp {x}");
        foreach (float x in AllSizes.Where(x => x < 87))
            AssertUnits(
                DeviceMath.ExpM1(x), MathF.Abs(x) < 1e-3 ? x + x * (double)x / 2 + x * (double)x * x / 6 : Math.Exp(x) - 1, 3,
                $"expm1 {x}");
    }

    [Test]
    public void Log_is_within_two_units_in_the_last_place()
    {
        foreach (float x in AllSizes.Where(x => x > 0).Concat(Enumerable.Range(-2000, 4000).Select(i => 1 + i * 1e-4f)))
            AssertUnits(DeviceMath.Log(x), Math.Log(x), 2, $"log {x}");
        AssertUnits(DeviceMath.Log(1e-42f), Math.Log(1e-42f), 2, "log of a denormal");
        AssertUnits(DeviceMath.Log(float.MaxValue), Math.Log(float.MaxValue), 2, "log of the largest");
    }

    [Test]
    public void Sigmoid_and_tanh_are_within_four_units_in_the_last_place()
    {
        foreach (float x in AllSizes.Where(x => MathF.Abs(x) < 80))
        {
            AssertUnits(DeviceMath.Sigmoid(x), 1 / (1 + Math.Exp(-x)), 4, $"sigmoid {x}");
            AssertUnits(DeviceMath.Tanh(x), Math.Tanh(x), 4, $"tanh {x}");
        }
    }

    [Test]
    public void Edges_are_those_of_the_definitions()
    {
        Assert.That(
            (float[])[DeviceMath.Exp(-1000), DeviceMath.Exp(0), DeviceMath.Exp(1000), DeviceMath.Exp(float.NegativeInfinity),
            DeviceMath.Exp(float.NaN)],
            Is.EqualTo((float[])[0, 1, float.PositiveInfinity, 0, float.NaN]));
        Assert.That(
            (float[])[DeviceMath.Log(0), DeviceMath.Log(1), DeviceMath.Log(-1), DeviceMath.Log(float.PositiveInfinity),
            DeviceMath.Log(float.NaN)],
            Is.EqualTo((float[])[float.NegativeInfinity, 0, float.NaN, float.PositiveInfinity, float.NaN]));
        Assert.That(
            (float[])[DeviceMath.Tanh(100), DeviceMath.Tanh(-100), DeviceMath.Tanh(0), DeviceMath.Sigmoid(-1000), DeviceMath.Sigmoid(1000),
            DeviceMath.Tanh(float.NaN)],
            Is.EqualTo((float[])[1, -1, 0, 0, 1, float.NaN]));
        Assert.That(
            (bool[])[DeviceMath.IsNaN(float.NaN), DeviceMath.IsNaN(-float.NaN), DeviceMath.IsNaN(float.PositiveInfinity),
            DeviceMath.IsNaN(0)],
            Is.EqualTo((bool[])[true, true, false, false]));
    }

    [TestCase(0.9, 1)]
    [TestCase(0.999, 1)]
    [TestCase(0.999, 17)]
    [TestCase(0.999, 50_000)]
    [TestCase(0.99999, 1)]
    public void Adams_bias_correction_keeps_its_digits(double beta, int t) =>
        Assert.That(UpdateKernels.BiasCorrection((float)Math.Log(beta), t) / (1 - Math.Pow(beta, t)), Is.EqualTo(1).Within(5e-7));

    private static void AssertUnits(float actual, double expected, double units, string what) =>
        Assert.That(
            Math.Abs(actual - expected) / Math.Max(
                MathF.BitIncrement((float)Math.Abs(expected)) - (float)Math.Abs(expected), float.Epsilon),
            Is.LessThanOrEqualTo(units), what);
}
