using Backstep.Bench.Screen;
using BenchmarkDotNet.Running;

// 'training [EPOCHS [ROUNDS [DIR|synthetic [THREADS]]]]' measures what snapshots and the dashboard cost, on DIR's MNIST;
// 'pty BUILD ...' compares built executables on a pseudo-terminal; all else is BenchmarkDotNet's.
if (args is ["training", .. var cost]) TrainingCost.Run(cost);
else if (args is ["pty", .. var builds]) PtyBenchmark.Run(builds);
else BenchmarkSwitcher.FromAssembly(typeof(FrameBenchmark).Assembly).Run(args);
