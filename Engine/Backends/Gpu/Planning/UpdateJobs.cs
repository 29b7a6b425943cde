using Backstep.Engine.Backends.Gpu.Fused;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Backends.Gpu.Planning;

/// <summary>Divides an update among groups.</summary>
internal sealed class UpdateJobs
{
    /// <summary>From so many tiles of 64 × 64 on a weight keeps a card busy with them;
    /// a smaller one is done sooner in more, smaller tiles.</summary>
    private const int ManyTiles = 48;

    private readonly Workspace _space;
    private readonly UpdatePlan _plan;
    private readonly bool _isProcessor;
    private readonly List<UpdateJob> _jobs = [];
    private int _partialLength, _partials = -1;

    /// <param name="space">The memory.</param>
    /// <param name="plan">What is to be done.</param>
    /// <param name="isProcessor">Whether a processor does it.</param>
    public UpdateJobs(Workspace space, UpdatePlan plan, bool isProcessor)
    {
        (_space, _plan, _isProcessor) = (space, plan, isProcessor);
        OptimizerAttributes a = plan.Settings?.Attributes ?? new OptimizerAttributes();
        Rule = new UpdateRule
        {
            Samples = plan.Samples,
            LearningRate = At(plan.Settings?.LearningRate),
            Counter = At(plan.Settings?.Counter),
            Loss = At(plan.Loss),
            WeightDecay = (float)a.WeightDecay,
            Momentum = (float)a.Momentum,
            Beta1 = (float)a.Beta1,
            Beta2 = (float)a.Beta2,
            Rest1 = (float)(1 - a.Beta1),
            Rest2 = (float)(1 - a.Beta2),
            LogBeta1 = (float)Math.Log(a.Beta1),
            LogBeta2 = (float)Math.Log(a.Beta2),
            Epsilon = (float)a.Epsilon,
        };
    }

    /// <summary>What all groups have in common.</summary>
    public UpdateRule Rule { get; }

    /// <summary>Lets a group add up the samples' losses and how many are correct,
    /// and says where the samples' shares of the convolutions' gradients are.</summary>
    public void AddResults(int sampleLosses, int sampleCorrect, int partialLength, int partials)
    {
        _jobs.Add(new UpdateJob { Kind = UpdateKind.Results, A = sampleLosses, B = sampleCorrect });
        (_partialLength, _partials) = (partialLength, partials);
    }

    /// <summary>The table.</summary>
    public UpdateJob[] Build()
    {
        foreach (GradientSource source in _plan.Sources) Add(source);
        return [.. _jobs];
    }

    private void Add(GradientSource source)
    {
        int length = source.Gradient.Shape.Length;
        var job =
            new UpdateJob
            {
                Gradient = At(source.Gradient),
                Parameter = At(source.Step?.Parameter),
                Moment1 = At(source.Step?.Moment1),
                Moment2 = At(source.Step?.Moment2)
            };
        if (source.Input is not null) AddTiles(job, source);
        else if (source.Delta is not null)
            AddRuns(job with { Kind = UpdateKind.Columns, A = At(source.Delta), Columns = length }, length, ParameterUpdate.ColumnsAtOnce);
        else if (source.Partial >= 0)
            AddRuns(
                job with { Kind = UpdateKind.Columns, A = _partials + source.Partial, Columns = _partialLength }, length,
                ParameterUpdate.ColumnsAtOnce);
        else AddRuns(job with { Kind = UpdateKind.Elements }, length, ParameterUpdate.ElementsAtOnce);
    }

    private void AddTiles(UpdateJob job, GradientSource source)
    {
        (int rows, int columns) = (source.Gradient.Shape[0], source.Gradient.Shape[1]);
        bool large = _isProcessor || Tiles(rows, WeightTiles.LargeSide) * Tiles(columns, WeightTiles.LargeSide) >= ManyTiles;
        int side = large ? WeightTiles.LargeSide : WeightTiles.SmallSide;
        job.Kind = _isProcessor ? UpdateKind.DirectTile : large ? UpdateKind.LargeTile : UpdateKind.SmallTile;
        (job.A, job.B, job.Rows, job.Columns) = (At(source.Delta), At(source.Input), rows, columns);
        for (int row = 0; row < rows; row += side)
            for (int column = 0; column < columns; column += side) _jobs.Add(job with { Start0 = row, Start1 = column });
    }

    private void AddRuns(UpdateJob job, int length, int each)
    {
        for (int start = 0; start < length; start += each) _jobs.Add(job with { Start0 = start, Start1 = Math.Min(each, length - start) });
    }

    private static int Tiles(int length, int side) => (length + side - 1) / side;

    private int At(Value? value) => value is null ? -1 : checked((int)_space.OffsetOf(value));
}
