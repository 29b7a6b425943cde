using System.Collections.Immutable;
using Backstep.Engine.Backends;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Expressions;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;
using Backstep.Lessons.Grading;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Homework;

/// <summary>
/// Judges a homework: walks one iteration as the learner did, with the learner's number wherever one was written down, so that what follows
/// rightly from a wrong number is not wrong a second time.
/// </summary>
public sealed class HomeworkCheck
{
    /// <summary>Slips are looked for in so many wrong numbers; in a large tensor the first ones tell enough.</summary>
    private const int MostDiagnosed = 12;

    private readonly LessonWorld _world;
    private readonly IBackend _backend;
    private readonly int _iteration;
    private readonly HomeworkNames _names;
    private readonly Tensor?[] _own;
    private readonly ImmutableList<HomeworkLine>[] _origins;
    private readonly List<HomeworkLine> _lines = [];

    private HomeworkCheck(LessonWorld world, IBackend backend, int iteration)
    {
        (_world, _backend, _iteration) = (world, backend, iteration);
        _names = new HomeworkNames(Program);
        _own = [.. Program.Values.Select(v => Run.Read(v, Begin))];
        _origins = [.. Program.Values.Select(_ => ImmutableList<HomeworkLine>.Empty)];
    }

    private ExerciseRun Run => _world.Main;

    private Program Program => Run.Program;

    private Moment Begin => new(_iteration - 1, 0);

    /// <summary>Judges numbers of iteration <paramref name="iteration"/>, from 1; what has no text is left out.</summary>
    /// <exception cref="HomeworkException">A name or a number cannot be understood, or nothing is there to judge.</exception>
    /// <exception cref="LessonException">The program cannot run so far.</exception>
    public static HomeworkReport Of(Scenario scenario, IBackend backend, int iteration, IEnumerable<HomeworkNumber> numbers)
    {
        var world = LessonWorld.Of(scenario, backend, iteration);
        var check = new HomeworkCheck(world, backend, iteration);
        Answer[] answers = [.. numbers.Where(n => n.Text.Trim() is not ("" or "?" or "-" or "—")).SelectMany(check.Read)];
        if (answers.Length == 0) throw new HomeworkException(l => HomeworkTexts.In(l).NothingToCheck);
        check.Walk([.. answers.DistinctBy(a => (a.Value, a.Offset, a.At, a.Given.Number))]);
        return new(scenario.Program, iteration, [.. check._lines]);
    }

    /// <summary>Whether a text names a value of the program in one of the ways that learners have.</summary>
    public static bool IsName(Program program, string text)
    {
        try
        {
            new HomeworkNames(program).Find(text);
            return true;
        }
        catch (HomeworkException)
        {
            return false;
        }
    }

    /// <summary>What a homework may ask for, by the names of formulas and in the order of the program: what the passes compute, the
    /// gradients, and what the update makes.</summary>
    /// <param name="program">The program.</param>
    /// <param name="most">Tensors of more elements are left out.</param>
    public static IEnumerable<string> Asked(Program program, int most) => program.Instructions
        .Where(i => i.Phase != Phase.ZeroGrad && i.Output.Shape.Length <= most
            && i.Output.Kind is ValueKind.Activation or ValueKind.Gradient or ValueKind.Parameter)
        .Select(i => i.Output.Shape.IsScalar ? i.Label : i.Output.Name + (i.Output.Kind == ValueKind.Parameter ? "⁺" : "")).Distinct();

    private IEnumerable<Answer> Read(HomeworkNumber number)
    {
        int bracket = number.Name.IndexOf('[', StringComparison.Ordinal);
        NamedNumber named = _names.Find(bracket < 0 ? number.Name : number.Name[..bracket]);
        string text = number.Text.Trim();
        if (bracket < 0 && text.StartsWith('['))
        {
            if (NestedList.Read(text) is not { } list) throw new HomeworkException(l => HomeworkTexts.In(l).Uneven(number.Name));
            return list.Shape.Equals(named.Value.Shape) ? list.Elements.Select((element, i) => One(number.Name, element, named, i))
                : throw new HomeworkException(l => HomeworkTexts.In(l).OtherShape(number.Name, named.Value.Shape, list.Shape));
        }
        try
        {
            int offset = ValueReference.Parse(named.Value.Name + (bracket < 0 ? "" : number.Name[bracket..]), [named.Value.Name])
                .Resolve(named.Value.Shape);
            return [One(number.Name, text, named, offset)];
        }
        catch (ExpressionException e)
        {
            throw new HomeworkException(e.Problem);
        }
    }

    private Answer One(string name, string text, NamedNumber named, int offset)
    {
        ImmutableArray<LearnerNumber> readings = LearnerNumber.Read(text, _world, out LocalText problem);
        if (readings.IsEmpty) throw new HomeworkException(l => HomeworkTexts.In(l).NoNumber(name, text, problem.In(l)));
        Value value = named.Value;
        Instruction? writer = Program.Instructions.LastOrDefault(i => i.Output == value && i.Phase != Phase.ZeroGrad);
        double? given = Run.Read(value, Begin) is { } first && (value.IsLeaf || writer is null) ? first[offset] : null;
        Moment end = Run.EndOf(_iteration);
        if (Run.Read(value, end) is not { } last || (writer is null && given is null))
            throw new HomeworkException(l => HomeworkTexts.In(l).NeverComputed(value.Name, Program.Name));
        LearnerNumber best = readings.FirstOrDefault(r => Agrees(last[offset], r) || (given is { } g && Agrees(g, r))) ?? readings[^1];
        // Who writes w5 means the one that the pass uses, unless the number is the new one.
        bool isGiven = given is { } old && !named.IsUpdated && (writer is null || Agrees(old, best) || !Agrees(last[offset], best));
        return new(value, offset, isGiven ? -1 : writer!.Index, text, best);
    }

    private void Walk(Answer[] answers)
    {
        foreach (Answer a in answers.Where(a => a.At < 0).OrderBy(a => a.Value.Slot).ThenBy(a => a.Offset))
            Judge(a, Run.Read(a.Value, Begin)![a.Offset], _own[a.Value.Slot]![a.Offset], a.Value.Label, []);
        ILookup<int, Answer> made = answers.ToLookup(a => a.At);
        foreach (Instruction i in Program.Instructions)
        {
            Tensor[] inputs = [.. i.Inputs.Select(v => _own[v.Slot] ?? Tensor.Zeros(v.Shape))];
            int slot = i.Output.Slot;
            Tensor? previous = i.Accumulate ? _own[slot] ?? Tensor.Zeros(i.Output.Shape) : null;
            ImmutableList<HomeworkLine> origins = [.. i.Inputs.SelectMany(v => _origins[v.Slot]).Concat(i.Accumulate ? _origins[slot] : [])
                .Distinct()];
            _own[slot] = _backend.Execute(i, inputs, previous);
            _origins[slot] = origins;
            Tensor right = Run.Read(i.Output, new(_iteration - 1, i.Index + 1))!;
            foreach (Answer a in made[i.Index].OrderBy(a => a.Offset))
                Judge(a, right[a.Offset], _own[slot]![a.Offset], i.Label, origins);
        }
    }

    /// <summary>Judges a number, and goes on with it.</summary>
    /// <param name="a">What was written.</param>
    /// <param name="right">What is right.</param>
    /// <param name="own">What follows from the learner's numbers before it.</param>
    /// <param name="label">How formulas call it.</param>
    /// <param name="origins">The wrong numbers that it was calculated from.</param>
    private void Judge(Answer a, double right, double own, string label, ImmutableList<HomeworkLine> origins)
    {
        if (!a.Value.Shape.IsScalar)
            label = $"{a.Value.Name}[{string.Join(",", a.Value.Shape.IndexOf(a.Offset))}]{(label.EndsWith('⁺') ? "⁺" : "")}";
        var line = new HomeworkLine(label, a.Value, a.Offset, a.Text, a.Given.Number, right, new(_iteration - 1, a.At + 1));
        bool parted = !own.Equals(right);
        if (Agrees(right, a.Given) || IsPrinted(a))
            line = line with { Kind = HomeworkKind.Right };
        else if (parted && !origins.IsEmpty && Agrees(own, a.Given))
            line = Following(line, origins[0]);
        else if (Closeness.Accepts(right, a.Given.Number) || (parted && Agrees(own, a.Given)))
            line = line with { Kind = HomeworkKind.Close, Text = LocalText.Of(l => HomeworkTexts.In(l).Close(Exact(right))) };
        else if (parted && !origins.IsEmpty && Closeness.Accepts(own, a.Given.Number))
            line = Following(line, origins[0]);
        else line = Wrong(line, a, own, parted);
        _lines.Add(line);
        int slot = a.Value.Slot;
        _own[slot] = _own[slot]!.With(a.Offset, a.Given.Number);
        // Of a tensor some elements may still follow from what was wrong before.
        if (line.Kind is HomeworkKind.Right or HomeworkKind.Close && a.Value.Shape.Length == 1) _origins[slot] = [];
        else if (line.Kind is HomeworkKind.Wrong or HomeworkKind.Again)
            _origins[slot] = a.Value.Shape.Length == 1 ? [line] : _origins[slot].Add(line);
    }

    private static HomeworkLine Following(HomeworkLine line, HomeworkLine origin) => line with
    {
        Kind = HomeworkKind.Follows,
        Because = origin.Label,
        Text = LocalText.Of(l => HomeworkTexts.In(l).Follows(origin.Label, Exact(line.Right))),
    };

    private HomeworkLine Wrong(HomeworkLine line, Answer a, double own, bool parted)
    {
        line = line with { Kind = HomeworkKind.Wrong };
        if (a.At < 0) return line with { Text = LocalText.Of(l => HomeworkTexts.In(l).Given(Exact(line.Right))) };
        if (_lines.Count(l => l.Kind == HomeworkKind.Wrong) >= MostDiagnosed) return line;
        string name = a.Value.Shape.IsScalar ? a.Value.Name : $"{a.Value.Name}[{string.Join(",", a.Value.Shape.IndexOf(a.Offset))}]";
        Diagnosis slip = new Diagnoser(name, name, [], _world).Of(a.Given);
        line = line with { Text = slip.Text, Bug = slip.Bug };
        // Nothing known gives it: how it lies to what the learner's own numbers come to.
        if (parted && slip.Kind is DiagnosisKind.Close or DiagnosisKind.TooLarge or DiagnosisKind.TooSmall)
            return line with
            {
                Text = LocalText.Of(l => HomeworkTexts.In(l).FromOwn(Exact(own), NearMiss.Of(own, a.Given, isCount: false).Text.In(l))),
            };
        return slip.Bug is { } bug && _lines.FirstOrDefault(l => l.Bug == bug && l.Kind == HomeworkKind.Wrong) is { } before
            ? line with
            {
                Kind = HomeworkKind.Again,
                Because = before.Label,
                Text = LocalText.Of(l => HomeworkTexts.In(l).Again(before.Label))
            }
            : line;
    }

    private bool IsPrinted(Answer a) => a.At >= 0 && a.Value.Shape.IsScalar && a.Given.Literal is { } literal
        && _world.PrintedDigits(a.Value.Name) is { } printed && Closeness.IsPrinted(printed, literal);

    /// <summary>Whether all digits that were given are right, rounded or cut off.</summary>
    private static bool Agrees(double right, LearnerNumber given) =>
        !double.IsFinite(right) ? right.Equals(given.Number)
        : given.Number == 0 || Closeness.IsZero(right) ? Closeness.Accepts(right, given.Number)
        : given.Literal is { } literal ? Closeness.Distance(right, given.Number) < 0.05 && NearMiss.IsRounded(right, given.Number, literal)
        : Closeness.Distance(right, given.Number) <= 1e-9;

    private static string Exact(double number) => Numbers.Format(number, 9);

    // At is the index of the instruction that makes it; -1 for what is given.
    private sealed record Answer(Value Value, int Offset, int At, string Text, LearnerNumber Given);
}
