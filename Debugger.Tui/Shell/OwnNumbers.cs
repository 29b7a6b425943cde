using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;
using Backstep.Engine.Training;

namespace Backstep.Debugger.Tui.Shell;

/// <summary>Numbers of a person's own in place of those that a program begins with.</summary>
internal static class OwnNumbers
{
    /// <summary>The scenario with them.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="arguments">Texts as <see cref="Assignments.Read"/> takes them; a later one sees what the earlier ones have set.</param>
    /// <param name="texts">The language.</param>
    /// <exception cref="UsageException">They cannot be understood.</exception>
    /// <exception cref="ExpressionException">Likewise.</exception>
    /// <exception cref="DebugException">Likewise.</exception>
    public static Scenario In(Scenario scenario, IReadOnlyCollection<string> arguments, UiTexts texts)
    {
        if (arguments.Count == 0) return scenario;
        var first = new FirstContents(scenario);
        var assignments = Assignments.Of(first, scenario, texts);
        var made = new List<Assignment>();
        foreach (string argument in arguments)
            foreach (Assignment assignment in assignments.Read(argument, texts.Usage.OwnNeeds))
            {
                if (assignment.Content.Data.ToArray().FirstOrDefault(n => !double.IsFinite(n), 0) is not 0 and var odd)
                    throw new UsageException(texts.Usage.NotFiniteNumber(EditText.Name(assignment.Value, assignment.Offset), $"{odd}"));
                first.Set(assignment);
                made.Add(assignment);
            }
        return first.ToScenario([.. made.Select(a => EditText.Change(a.Value, a.Offset, a.Content, EditText.FewDigits))]);
    }

    /// <summary>What a timeline begins with: its scenario, with what was changed in it before the first step.</summary>
    public static Scenario Begins(Timeline timeline)
    {
        Edit[] edits = [.. timeline.Edits.Where(e => e.At == default)];
        if (edits.Length == 0) return timeline.Scenario;
        var first = new FirstContents(timeline.Scenario);
        foreach (Edit edit in edits)
            if (first.Find(edit.Value.Name) is { } value) first.Set(new(value, edit.Content, edit.Offset));
        return first.ToScenario();
    }

    /// <summary>What a form asks for: fields that were changed, and a line for everything else.</summary>
    public static IReadOnlyList<Assignment> Read(
        Scenario begins, IEnumerable<KeyValuePair<string, string>> fields, string more, UiTexts texts)
    {
        var first = new FirstContents(begins);
        var assignments = Assignments.Of(first, begins, texts);
        List<Assignment> read = [.. assignments.Read(fields.Select(f => new NamedText("", f.Key, f.Value)), texts.Usage.OwnNeeds)];
        if (more.Length > 0) read.AddRange(assignments.Read(more, texts.Usage.OwnNeeds));
        // What does not fit is told before anything is changed.
        foreach (Assignment assignment in read) first.Set(assignment);
        return read;
    }

    /// <summary>A training that begins with them.</summary>
    public static TrainingPlan In(TrainingPlan plan, IReadOnlyCollection<string> arguments, UiTexts texts)
    {
        if (arguments.Count == 0) return plan;
        Program program = plan.Training(plan.TrainLoader.BatchSize);
        var begins = plan.Initial.Where(c => program.Find(c.Key) is not null).ToDictionary(c => program[c.Key], c => c.Value);
        Scenario own = In(new Scenario(program, plan.Seed, begins, new FixedBatch(plan.TrainLoader.Dataset.Name)), arguments, texts);
        var initial = plan.Initial.ToDictionary();
        foreach ((Value value, var content) in own.Initial) initial[value.Name] = content;
        return plan with { Initial = initial };
    }
}
