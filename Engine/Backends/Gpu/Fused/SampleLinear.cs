using ILGPU;

namespace Backstep.Engine.Backends.Gpu.Fused;

/// <summary>Linear layers of one sample. The weights come straight out of memory, in rows, since each is used once.</summary>
internal static class SampleLinear
{
    /// <summary>
    /// Shares of the products of the weight's rows with the input. The threads that share a row read neighbouring words of it;
    /// each takes four rows at a time, so that an element of the input is read once for four and eight loads are under way together.
    /// </summary>
    public static void Forward(
        ArrayView<float> shared, LinearLayer layer, ArrayView<float> arena, int scratch, int sample, int thread, int threads)
    {
        if (layer.KeptInput >= 0)
            for (int i = thread; i < layer.Inputs; i += threads) arena[layer.KeptInput + sample * layer.Inputs + i] = shared[layer.In + i];
        int lanes = 1 << layer.LaneShift, lane = thread & (lanes - 1), row = thread >> layer.LaneShift, rows = threads >> layer.LaneShift;
        // One bank apart, so that those who add up the shares do not meet.
        int pitch = lanes + 1, last = layer.Outputs - 1;
        if (layer.Outputs <= rows)
        {
            if (row > last) return;
            float y = 0f;
            for (int i = lane; i < layer.Inputs; i += lanes) y += arena[layer.Weight + row * layer.Inputs + i] * shared[layer.In + i];
            shared[scratch + row * pitch + lane] = y;
            return;
        }
        for (int o = row; o <= last; o += 4 * rows)
        {
            // A row that is not there is computed as the last one again and not kept.
            int o1 = o + rows, o2 = o1 + rows, o3 = o2 + rows;
            int w0 = layer.Weight + o * layer.Inputs, w1 = layer.Weight + (o1 < last ? o1 : last) * layer.Inputs;
            int w2 = layer.Weight + (o2 < last ? o2 : last) * layer.Inputs, w3 = layer.Weight + (o3 < last ? o3 : last) * layer.Inputs;
            float y0 = 0f, y1 = 0f, y2 = 0f, y3 = 0f;
            int i = lane;
            for (; i + lanes < layer.Inputs; i += 2 * lanes)
            {
                int j = i + lanes;
                float a0 = arena[w0 + i], a1 = arena[w1 + i], a2 = arena[w2 + i], a3 = arena[w3 + i];
                float b0 = arena[w0 + j], b1 = arena[w1 + j], b2 = arena[w2 + j], b3 = arena[w3 + j];
                float x = shared[layer.In + i], z = shared[layer.In + j];
                y0 = y0 + a0 * x + b0 * z;
                y1 = y1 + a1 * x + b1 * z;
                y2 = y2 + a2 * x + b2 * z;
                y3 = y3 + a3 * x + b3 * z;
            }
            if (i < layer.Inputs)
            {
                float x = shared[layer.In + i];
                y0 += arena[w0 + i] * x;
                y1 += arena[w1 + i] * x;
                y2 += arena[w2 + i] * x;
                y3 += arena[w3 + i] * x;
            }
            int to = scratch + o * pitch + lane, step = rows * pitch;
            shared[to] = y0;
            if (o1 <= last) shared[to + step] = y1;
            if (o2 <= last) shared[to + 2 * step] = y2;
            if (o3 <= last) shared[to + 3 * step] = y3;
        }
    }

    /// <summary>Adds up the shares and the bias, and lets the ReLU follow.</summary>
    public static void Finish(
        ArrayView<float> shared, LinearLayer layer, ArrayView<float> arena, int scratch, int sample, int thread, int threads)
    {
        int lanes = 1 << layer.LaneShift, pitch = lanes + 1;
        for (int o = thread; o < layer.Outputs; o += threads)
        {
            float y = 0f;
            for (int lane = 0; lane < lanes; lane++) y += shared[scratch + o * pitch + lane];
            y += arena[layer.Bias + o];
            if (layer.Relu != 0) y = y <= 0f ? 0f : y;
            shared[layer.Out + o] = y;
            if (layer.KeptOutput >= 0) arena[layer.KeptOutput + sample * layer.Outputs + o] = y;
        }
    }

    /// <summary>Shares of the gradient of the input: neighbouring threads own neighbouring inputs,
    /// and the outputs are split among threads.</summary>
    public static void InputGradient(
        ArrayView<float> shared, LinearLayer layer, ArrayView<float> arena, int scratch, int thread, int threads)
    {
        int items = layer.Inputs * layer.Slices;
        for (int item = thread; item < items; item += threads)
        {
            int slice = Reciprocal.Quotient(item, layer.PerInputs), i = item - slice * layer.Inputs, step = layer.Inputs;
            int o = slice * layer.SliceOutputs, end = o + layer.SliceOutputs < layer.Outputs ? o + layer.SliceOutputs : layer.Outputs;
            int w = layer.Weight + o * step + i;
            float sum = 0f, other = 0f;
            for (; o + 7 < end; o += 8, w += 8 * step)
            {
                float w0 = arena[w], w1 = arena[w + step], w2 = arena[w + 2 * step], w3 = arena[w + 3 * step];
                float w4 = arena[w + 4 * step], w5 = arena[w + 5 * step], w6 = arena[w + 6 * step], w7 = arena[w + 7 * step];
                int d = layer.Delta + o;
                sum = sum + w0 * shared[d] + w1 * shared[d + 1] + w2 * shared[d + 2] + w3 * shared[d + 3];
                other = other + w4 * shared[d + 4] + w5 * shared[d + 5] + w6 * shared[d + 6] + w7 * shared[d + 7];
            }
            for (; o < end; o++, w += step) sum += arena[w] * shared[layer.Delta + o];
            shared[scratch + item] = sum + other;
        }
    }

    /// <summary>Adds up the shares, and goes back through the ReLU that the input came out of.</summary>
    /// <param name="shared">Shared memory.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="arena">All floats.</param>
    /// <param name="scratch">Where the shares are.</param>
    /// <param name="kept">Where in the arena the gradient is kept, a row for each sample, or -1.</param>
    /// <param name="sample">The sample.</param>
    /// <param name="thread">The thread.</param>
    /// <param name="threads">How many there are.</param>
    public static void FinishInputGradient(
        ArrayView<float> shared, LinearLayer layer, ArrayView<float> arena, int scratch, int kept, int sample, int thread, int threads)
    {
        for (int i = thread; i < layer.Inputs; i += threads)
        {
            float sum = 0f;
            for (int slice = 0; slice < layer.Slices; slice++) sum += shared[scratch + slice * layer.Inputs + i];
            if (layer.InputIsRelu != 0) sum = shared[layer.In + i] <= 0f ? 0f : sum;
            shared[layer.InputGradient + i] = sum;
            if (kept >= 0) arena[kept + sample * layer.Inputs + i] = sum;
        }
    }
}
