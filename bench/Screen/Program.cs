using Backstep.Bench.Screen;
using BenchmarkDotNet.Running;

// 'pty BUILD ...' compares built executables on a pseudo-terminal; all else is BenchmarkDotNet's.
if (args is ["pty", .. var builds]) PtyBenchmark.Run(builds);
else BenchmarkSwitcher.FromAssembly(typeof(FrameBenchmark).Assembly).Run(args);
