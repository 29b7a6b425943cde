using Backstep.Engine.Programs;

namespace Backstep.Engine.Comparing;

/// <summary>A recorded optimizer as one of ours.</summary>
public static class RecordedOptimizers
{
    /// <summary>The same optimizer; null for one that there is none of here (RMSprop, Nesterov's momentum).</summary>
    public static OptimizerSpec? Spec(this RecordedOptimizer optimizer)
    {
        double Setting(string name, double otherwise) => optimizer.Settings.GetValueOrDefault(name, otherwise);
        double rate = Setting("lr", 1e-3), decay = Setting("weight_decay", 0);
        return optimizer.Name switch
        {
            "SGD" when Setting("nesterov", 0) == 0 && Setting("dampening", 0) == 0 =>
                OptimizerSpec.Sgd(rate, Setting("momentum", 0), decay),
            "Adam" or "AdamW" when Setting("amsgrad", 0) == 0 => OptimizerSpec.Adam(
                rate, decay, Setting("betas.1", 0.9), Setting("betas.2", 0.999), Setting("eps", 1e-8)) with
            { Kind = optimizer.Name == "Adam" ? OptimizerKind.Adam : OptimizerKind.AdamW },
            _ => null,
        };
    }
}
