using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using NUnit.Framework.Interfaces;

[assembly: Backstep.Engine.Gpu.Tests.NothingWentWrong]

namespace Backstep.Engine.Gpu.Tests;

/// <summary>
/// What a device tells of kernels beside their results. ILGPU's simulation says of every index outside of its view, in whatever thread,
/// that an assertion failed; Oclgrind, an OpenCL device that watches kernels, writes races, missed barriers and accesses outside of any
/// memory into the file that its variable names.
/// </summary>
internal static class Watch
{
    private static readonly ConcurrentQueue<string> s_said = new();
    private static readonly string? s_log = Environment.GetEnvironmentVariable("OCLGRIND_LOG");

    /// <summary>Whether the kernels run on Oclgrind.</summary>
    public static bool IsOclgrind => s_log is not null;

    /// <summary>Begins to listen.</summary>
    public static void Start()
    {
        // The test platform's own listener throws, which ends the process where the simulation's threads fail.
        Trace.Listeners.Clear();
        Trace.Listeners.Add(new Listener());
    }

    /// <summary>What was said since the last call.</summary>
    public static string Take()
    {
        var said = new StringBuilder();
        while (s_said.TryDequeue(out string? line)) said.AppendLine(line);
        if (s_log is null || !File.Exists(s_log)) return said.ToString();
        using var log = new FileStream(s_log, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        said.Append(new StreamReader(log, leaveOpen: true).ReadToEnd());
        // Oclgrind appends.
        log.SetLength(0);
        return said.ToString();
    }

    private sealed class Listener : TraceListener
    {
        public override void Write(string? message)
        {
        }

        public override void WriteLine(string? message)
        {
        }

        public override void Fail(string? message, string? detail) => s_said.Enqueue($"{message} {detail}".TrimEnd());
    }
}

/// <summary>Fails every test whose kernels did something that is wrong, whatever came out of it.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class NothingWentWrongAttribute : Attribute, ITestAction
{
    public ActionTargets Targets => ActionTargets.Test | ActionTargets.Suite;

    public void BeforeTest(ITest test)
    {
        if (test.IsSuite) Watch.Start();
        else Watch.Take();
    }

    public void AfterTest(ITest test)
    {
        if (!test.IsSuite) Assert.That(Watch.Take(), Is.Empty);
    }
}
