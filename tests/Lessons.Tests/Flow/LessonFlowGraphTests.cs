using Backstep.Lessons.Flow;

namespace Backstep.Lessons.Tests.Flow;

/// <summary>The graph in docs/lesson-flow.md is the code's own; <c>BACKSTEP_WRITE_GOLDEN=1</c> writes it anew.</summary>
public sealed class LessonFlowGraphTests
{
    private const string Begin = "```mermaid\n", End = "```\n";

    private static string Document => Path.Combine(Shipped.Root, "docs", "lesson-flow.md");

    [Test]
    public void The_documented_graph_is_the_graph_of_the_code()
    {
        string text = File.ReadAllText(Document).ReplaceLineEndings("\n");
        int from = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, to = text.IndexOf(End, from, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("BACKSTEP_WRITE_GOLDEN") is "1")
            File.WriteAllText(Document, text[..from] + LessonFlow.Graph() + text[to..]);
        else
            Assert.That(text[from..to], Is.EqualTo(LessonFlow.Graph()));
    }

    [Test]
    public void Every_state_is_entered_and_every_trigger_used()
    {
        string graph = LessonFlow.Graph();
        Assert.Multiple(() =>
        {
            foreach (LessonState state in Enum.GetValues<LessonState>().Except([LessonState.Underway]))
                Assert.That(graph, Does.Contain($"--> {state}"));
            foreach (LessonTrigger trigger in Enum.GetValues<LessonTrigger>()) Assert.That(graph, Does.Contain($": {trigger}"));
        });
    }
}
