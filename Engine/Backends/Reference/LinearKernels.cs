namespace Backstep.Engine.Backends.Reference;

/// <summary>The fully connected layer and its adjoints; leading dimensions count as rows.</summary>
internal static class LinearKernels
{
    /// <summary><c>y = x·weightᵀ (+ bias)</c>.</summary>
    public static double[] Forward(in OpCall call)
    {
        int features = call.Shape(1)[1], outputs = call.Shape(1)[0], rows = call.Output.Length / outputs;
        double[] y = call.NewOutput();
        bool hasBias = call.Count > 2;
        if (hasBias)
            for (int r = 0; r < rows; r++) call[2].CopyTo(y, r * outputs);
        MatrixProduct.Multiply(call[0], rows, features, false, call[1], outputs, features, true, y, add: hasBias);
        return y;
    }

    /// <summary><c>gy·weight</c>.</summary>
    public static double[] BackwardInput(in OpCall call)
    {
        int features = call.Shape(1)[1], outputs = call.Shape(1)[0], rows = call.Shape(0).Length / outputs;
        double[] gx = call.NewOutput();
        MatrixProduct.Multiply(call[0], rows, outputs, false, call[1], outputs, features, false, gx);
        return gx;
    }

    /// <summary><c>gyᵀ·x</c>.</summary>
    public static double[] BackwardWeight(in OpCall call)
    {
        int outputs = call.Output[0], features = call.Output[1], rows = call.Shape(0).Length / outputs;
        double[] gw = call.NewOutput();
        MatrixProduct.Multiply(call[0], rows, outputs, true, call[1], rows, features, false, gw);
        return gw;
    }

    /// <summary>gy summed over all rows, from the first to the last.</summary>
    public static double[] BackwardBias(in OpCall call)
    {
        double[] gy = call[0];
        var gb = new double[call.Output.Length];
        for (int start = 0; start < gy.Length; start += gb.Length)
            for (int j = 0; j < gb.Length; j++) gb[j] += gy[start + j];
        return gb;
    }
}
