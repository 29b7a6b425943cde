using Backstep.Bench.Compare;
using Backstep.Engine.Backends.Cpu;
using Backstep.Engine.Data;

string dir = args[0];
int threads = args.Length > 2 ? int.Parse(args[2]) : Environment.ProcessorCount;
var width = args.Length > 3 ? (VectorWidth)int.Parse(args[3]) : VectorWidth.Auto;
int epochs = args.Length > 4 ? int.Parse(args[4]) : 3;
using var backend = new CpuBackend(new CpuOptions { Threads = threads, VectorWidth = width, Profile = args.Length > 5 });
double peak = CpuInfo.MeasurePeak(backend);
Console.WriteLine($"{CpuInfo.Detect()}, {backend.Threads} threads, {backend.VectorWidth}: peak {peak:F0} GFLOP/s");
foreach (Job job in Job.All)
{
    if (!args[1].Contains(job.Letter)) continue;
    Dataset train = DatasetStore.Load(job.Data, DatasetSplit.Train, dir), test = DatasetStore.Load(job.Data, DatasetSplit.Test, dir);
    TimeSpan cpu = Environment.CpuUsage.TotalTime;
    RunResult r = BackstepRun.Train(job, backend, train, test, epochs);
    double median = r.EpochSeconds.Order().ElementAt(epochs / 2);
    Console.WriteLine($"{job.Title}: {string.Join(" ", r.EpochSeconds.Select(s => s.ToString("F3")))} s, {job.FlopsPerEpoch(train.Count) / median / 1e9:F0} GFLOP/s, accuracy {r.TestAccuracy:F2} %, losses {string.Join(" ", r.FirstLosses.Take(3))}; CPU {(Environment.CpuUsage.TotalTime - cpu).TotalSeconds / epochs:F3} s an epoch; working set {Environment.WorkingSet / 1048576} MB");
}
if (args.Length > 5)
    foreach (var g in backend.Profile().GroupBy(t => (t.Program, t.Stage)).Select(g => (g.Key, Seconds: g.Sum(t => t.Seconds))).OrderByDescending(g => g.Seconds).Take(25))
        Console.WriteLine($"{g.Seconds / epochs * 1e3,8:F1} ms/epoch {g.Key.Program} {g.Key.Stage}");
