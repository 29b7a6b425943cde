using Backstep.Bench.Kernels;
using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(LayerBenchmarks).Assembly).Run(args);
