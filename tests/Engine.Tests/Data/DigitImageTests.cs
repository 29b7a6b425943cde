using Backstep.Engine.Data;

namespace Backstep.Engine.Tests.Data;

public class DigitImageTests
{
    private const int Side = DigitImage.Side;

    private static readonly Dataset Digits = SyntheticDigits.Create(40, split: DatasetSplit.Test);

    private static GreyPicture Picture(ReadOnlySpan<byte> image) => new(Side, Side, image.ToArray());

    /// <summary>
    /// The image <paramref name="factor"/> times as large, each pixel a mean of its neighbours, somewhere on a larger sheet.
    /// </summary>
    private static GreyPicture Enlarged(ReadOnlySpan<byte> image, double factor, int left, int top, int right, int bottom, bool inverted)
    {
        int side = (int)(Side * factor), rows = side + top + bottom, columns = side + left + right;
        var pixels = new byte[rows * columns];
        for (int y = 0; y < side; y++)
            for (int x = 0; x < side; x++)
            {
                double v = Math.Clamp((y + 0.5) / factor - 0.5, 0, Side - 1), u = Math.Clamp((x + 0.5) / factor - 0.5, 0, Side - 1);
                int i = Math.Min((int)v, Side - 2), j = Math.Min((int)u, Side - 2);
                double upper = image[i * Side + j] * (1 - (u - j)) + image[i * Side + j + 1] * (u - j);
                double lower = image[(i + 1) * Side + j] * (1 - (u - j)) + image[(i + 1) * Side + j + 1] * (u - j);
                pixels[(y + top) * columns + x + left] = (byte)Math.Round(upper * (1 - (v - i)) + lower * (v - i));
            }
        return new(rows, columns, inverted ? Array.ConvertAll(pixels, p => (byte)(255 - p)) : pixels);
    }

    /// <summary>
    /// The share of the ink that is elsewhere; a shift by one pixel, which a centre of mass between two pixels may make, is none.
    /// </summary>
    private static double Difference(byte[] a, ReadOnlySpan<byte> b)
    {
        double least = double.PositiveInfinity, ink = 0;
        foreach (byte p in b) ink += p;
        for (int shift = 0; shift < 9; shift++)
        {
            double sum = 0;
            for (int y = 1; y < Side - 1; y++)
                for (int x = 1; x < Side - 1; x++) sum += Math.Abs(a[(y + shift / 3 - 1) * Side + x + shift % 3 - 1] - b[y * Side + x]);
            least = Math.Min(least, sum);
        }
        return least / ink;
    }

    [TestCase(3.0, 0, 0, 0, 0, false)]
    [TestCase(5.7, 40, 3, 11, 90, true)]
    [TestCase(20, 7, 100, 300, 5, false)]
    [TestCase(1.4, 30, 0, 0, 30, true)]
    public void A_digit_is_the_same_wherever_it_stands_however_large_and_dark_or_light(
        double factor, int left, int top, int right, int bottom, bool inverted)
    {
        double sum = 0;
        for (int n = 0; n < Digits.Count; n++)
        {
            byte[] plain = DigitImage.Prepare(Picture(Digits.Image(n)))!;
            sum += Difference(DigitImage.Prepare(Enlarged(Digits.Image(n), factor, left, top, right, bottom, inverted))!, plain);
        }
        Assert.That(sum / Digits.Count, Is.LessThan(0.25));
    }

    [Test]
    public void The_larger_side_is_20_pixels_and_the_middle_is_the_centre_of_mass()
    {
        for (int n = 0; n < Digits.Count; n++)
        {
            byte[] image = DigitImage.Prepare(Picture(Digits.Image(n)))!;
            int[] rows = [.. Enumerable.Range(0, Side * Side).Where(i => image[i] > 0).Select(i => i / Side)];
            int[] columns = [.. Enumerable.Range(0, Side * Side).Where(i => image[i] > 0).Select(i => i % Side)];
            Assert.That(Math.Max(rows.Max() - rows.Min(), columns.Max() - columns.Min()) + 1, Is.EqualTo(20).Within(1));
            double sum = image.Sum(p => (double)p), y = 0, x = 0;
            for (int i = 0; i < image.Length; i++)
                (y, x) = (y + image[i] * (double)(i / Side) / sum, x + image[i] * (double)(i % Side) / sum);
            Assert.That(y, Is.InRange(13.4, 14.6));
            Assert.That(x, Is.InRange(13.4, 14.6));
            Assert.That(image.Max(), Is.EqualTo(255));
        }
    }

    [Test]
    public void A_shade_over_the_paper_and_noise_are_no_ink()
    {
        var random = new System.Random(1);
        double sum = 0;
        for (int n = 0; n < 10; n++)
        {
            // Without the noise that the digits come with.
            byte[] digit = Array.ConvertAll(Digits.Image(n).ToArray(), p => p < 50 ? (byte)0 : p);
            GreyPicture clean = Enlarged(digit, 6, 20, 20, 20, 20, inverted: true);
            var photo = new byte[clean.Pixels.Length];
            for (int i = 0; i < photo.Length; i++)
            {
                double shade = 0.75 + 0.15 * (i % clean.Columns) / clean.Columns;
                photo[i] = (byte)Math.Clamp(clean.Pixels[i] * shade + random.Next(-6, 7), 0, 255);
            }
            byte[] wanted = DigitImage.Prepare(clean)!;
            sum += Difference(DigitImage.Prepare(clean with { Pixels = photo })!, wanted);
        }
        Assert.That(sum / 10, Is.LessThan(0.35));
    }

    [Test]
    public void Proportions_stay_and_nothing_leaves_the_image()
    {
        var line = new byte[200 * 300];
        for (int x = 10; x < 290; x++) line[100 * 300 + x] = 200;
        byte[] image = DigitImage.Prepare(new(200, 300, line))!;
        Assert.That(image.Count(p => p > 0), Is.EqualTo(20), "a thin line stays one");
        Assert.That(image.Max(), Is.EqualTo(255));
        // All of the mass at one end.
        var comet = new byte[100 * 100];
        for (int x = 0; x < 100; x++) comet[50 * 100 + x] = 90;
        for (int y = 45; y < 56; y++) for (int x = 88; x < 100; x++) comet[y * 100 + x] = 255;
        Assert.That(DigitImage.Prepare(new(100, 100, comet)), Is.Not.Null);
    }

    [TestCase(1, 1, 0)]
    [TestCase(28, 28, 255)]
    [TestCase(1, 900, 128)]
    public void One_colour_is_no_digit(int rows, int columns, byte colour)
    {
        byte[] pixels = [.. Enumerable.Repeat(colour, rows * columns)];
        Assert.That(DigitImage.Prepare(new(rows, columns, pixels)), Is.Null);
        Assert.That(() => DigitImage.Prepare(new(rows, columns + 1, pixels)), Throws.ArgumentException);
    }

    [TestCase(1, 2)]
    [TestCase(2, 1)]
    [TestCase(3, 3)]
    public void The_smallest_pictures_with_anything_in_them_are_no_trouble(int rows, int columns)
    {
        var pixels = new byte[rows * columns];
        pixels[^1] = 255;
        Assert.That(DigitImage.Prepare(new(rows, columns, pixels))!.Max(), Is.EqualTo(255));
    }

    [Test]
    public void MNIST_s_own_images_stay_nearly_what_they_are()
    {
        Dataset test;
        try
        {
            test = DatasetStore.Load(DatasetKind.Mnist, DatasetSplit.Test, null);
        }
        catch (DataException)
        {
            Assert.Ignore("there is no MNIST here");
            return;
        }
        double same = 0, enlarged = 0;
        for (int n = 0; n < 200; n++)
        {
            same += Difference(DigitImage.Prepare(Picture(test.Image(n)))!, test.Image(n));
            enlarged += Difference(DigitImage.Prepare(Enlarged(test.Image(n), 7.3, 50, 9, 3, 120, n % 2 == 0))!, test.Image(n));
        }
        Assert.That(same / 200, Is.LessThan(0.1));
        Assert.That(enlarged / 200, Is.LessThan(0.3));
        TestContext.Out.WriteLine($"ink elsewhere: {same / 200:P1} of the images themselves, {enlarged / 200:P1} of enlarged ones");
    }
}
