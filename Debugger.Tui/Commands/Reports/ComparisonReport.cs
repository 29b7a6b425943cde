using Backstep.Debugger.Tui.Shell;
using Backstep.Debugger.Tui.Texts;
using Backstep.Engine.Comparing;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Debugger.Tui.Commands.Reports;

/// <summary>A comparison as text: whether all agrees, the first difference with both sides, and the mistake that gives it.</summary>
internal sealed class ComparisonReport(TextWriter output, UiTexts ui)
{
    /// <summary>Tensors of up to so many elements are shown whole.</summary>
    private const int Whole = 12;

    /// <summary>How many further differences are named.</summary>
    private const int Named = 6;

    private readonly CompareTexts _texts = ui.Compare;

    public void Write(Comparison comparison, bool all)
    {
        Program program = comparison.Scenario.Program;
        output.WriteLine(_texts.Head(
            Path.GetFileName(comparison.Recording.Path), comparison.Recording.Steps.Length, comparison.Recording.Precision.Name(),
                program.Name));
        foreach (Func<Language, string> note in comparison.Notes) output.WriteLine(_texts.Note(note(ui.Language)));
        WriteCount(comparison.Compared, comparison.Differences.Length, comparison.Worst);
        if (comparison.First is not { } first) return;
        output.WriteLine();
        Write(first, program);
        output.WriteLine();
        Write(comparison.Suspects);
        if (all)
            foreach (RecordedDifference further in comparison.Differences.Skip(1))
            {
                output.WriteLine();
                Write(further, program);
            }
        else WriteMore([.. comparison.Differences.Skip(1).Select(d => Label(d, program))]);
    }

    public void Write(RecordingComparison comparison, bool all)
    {
        (string a, string b) = (Path.GetFileName(comparison.A.Path), Path.GetFileName(comparison.B.Path));
        output.WriteLine(_texts.HeadFiles(a, b, comparison.Compared));
        if (!comparison.OnlyA.IsEmpty) output.WriteLine(_texts.OnlyIn(a, string.Join(", ", comparison.OnlyA)));
        if (!comparison.OnlyB.IsEmpty) output.WriteLine(_texts.OnlyIn(b, string.Join(", ", comparison.OnlyB)));
        if (comparison.OtherSettings is { Length: > 0 } settings) output.WriteLine(_texts.Note(_texts.OtherSettings(settings)));
        WriteCount(comparison.Compared, comparison.Differences.Length, comparison.Worst);
        foreach (RecordingDifference difference in all ? comparison.Differences : [.. comparison.Differences.Take(1)])
        {
            output.WriteLine();
            string name = Name(difference.A.Kind, difference.A.Name);
            output.WriteLine(_texts.FirstRecorded(
                difference.Step + 1, difference.A.Name == difference.B.Name ? name : $"{name} ({difference.B.Name})"));
            WriteSides(difference.A.Content, difference.B.Content, difference.By, difference.Slip, a, b);
        }
        if (!all) WriteMore([.. comparison.Differences.Skip(1).Select(d => Name(d.A.Kind, d.A.Name))]);
    }

    /// <summary>A recorded name as PyTorch would call what it stands for.</summary>
    internal static string Name(RecordedKind kind, string name) => kind switch
    {
        RecordedKind.Gradient or RecordedKind.ActivationGradient => $"{name}.grad",
        RecordedKind.Updated => $"{name}⁺",
        _ => name,
    };

    private static string Label(RecordedDifference d, Program program) =>
        d.Instruction is { } i && d.Moment.Executed > 0 ? i.Label : d.Value.Label;

    private void WriteCount(int compared, int different, double worst)
    {
        string by = Scientific(worst);
        output.WriteLine(different == 0 ? _texts.Equal(by, compared) : _texts.Agreeing(compared - different, compared, by));
    }

    private void Write(RecordedDifference d, Program program)
    {
        if (d.IsBetweenSteps) output.WriteLine(_texts.FirstBetween(d.WrittenIn + 1, d.Step + 1, d.Value.Name));
        else if (d.Instruction is { } i)
        {
            output.WriteLine(d.Moment.Executed > 0 || d.Recorded.Kind == RecordedKind.Parameter
                ? _texts.First(d.WrittenIn + 1, i.Index + 1, i.Label)
                : _texts.FirstInput(d.Step + 1, i.Index + 1, d.Value.Name));
            output.WriteLine($"  {_texts.Line(i.SourceLine, program.Source[i.SourceLine].Trim())}");
        }
        else output.WriteLine(_texts.FirstRecorded(d.Step + 1, d.Value.Name));
        string name = Name(d.Recorded.Kind, d.Recorded.Name);
        if (name != d.Value.Name && name != d.Instruction?.Label) output.WriteLine($"  {_texts.RecordedAs(name)}");
        WriteSides(d.Ours, d.Yours ?? d.Recorded.Content, d.By, d.Slip, _texts.Ours, _texts.Yours);
    }

    private void WriteSides(Tensor? ours, Tensor? yours, TensorDifference by, Slip? slip, string oursName, string yoursName)
    {
        int width = Math.Max(oursName.Length, yoursName.Length);
        output.WriteLine($"  {oursName.PadRight(width)}  {Contents(ours)}");
        output.WriteLine($"  {yoursName.PadRight(width)}  {Contents(yours)}");
        if (ours is not null && yours is not null && ours.Length == yours.Length && ours.Length > 1)
            output.WriteLine($"  {_texts.WorstElement(Index(ours.Shape, by.Worst), Short(ours[by.Worst]), Short(yours[by.Worst]))}");
        if (double.IsFinite(by.Relative)) output.WriteLine($"  {_texts.By(Scientific(by.Relative))}");
        if (slip is not null) output.WriteLine($"  → {slip.In(ui.Language)}");
    }

    private void Write(IReadOnlyList<Suspect> suspects)
    {
        output.WriteLine(suspects.Count == 0 ? _texts.Unknown
            : suspects[0].ExplainsAll ? _texts.Exactly
            : _texts.Mostly(suspects[0].Agreeing, suspects[0].Compared));
        foreach (Suspect suspect in suspects)
        {
            string title = suspect.Title(ui.Language);
            output.WriteLine($"  {suspect.Name}: {(suspect.Place is { } place ? _texts.At(title, place) : title)}");
            output.WriteLine($"    {suspect.Description(ui.Language)}");
        }
    }

    private void WriteMore(string[] names)
    {
        if (names.Length == 0) return;
        output.WriteLine();
        output.WriteLine(_texts.More(names.Length, string.Join(", ", names.Take(Named)) + (names.Length > Named ? ", ..." : "")));
    }

    private static string Contents(Tensor? tensor)
    {
        if (tensor is null) return "None";
        if (tensor.Length == 1) return Numbers.Format(tensor[0], 9);
        string numbers = string.Join(", ", tensor.Data[..Math.Min(tensor.Length, Whole)].ToArray().Select(Short));
        return $"[{numbers}{(tensor.Length > Whole ? ", ..." : "")}]  {tensor.Shape}";
    }

    private static string Index(Shape shape, int offset) => $"[{string.Join(", ", shape.IndexOf(offset))}]";

    private static string Short(double value) => Numbers.Significant(value, 6);

    private static string Scientific(double value) => value.ToString("0.0e+00", System.Globalization.CultureInfo.InvariantCulture);
}
