using System.Collections.Immutable;
using Backstep.Engine.Bugs;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Grading;

/// <summary>
/// Finds out what went wrong when a number is wrong: the course's misconceptions first, then every bug, then slips of arithmetic, and where
/// none of them gives the number, how far off it is.
/// </summary>
internal sealed class Diagnoser(string answer, string shownAt, ImmutableArray<Misconception> misconceptions, LessonWorld world)
{
    /// <summary>More slips than these are a guess, not a diagnosis.</summary>
    private const int MostAtOnce = 3;

    private readonly double _right = world.Number(answer);
    private readonly bool _isCount = world.IsCount(answer);

    /// <summary>What a misconception gives; NaN where the bug does not even have the value.</summary>
    /// <exception cref="LessonException">The course names a bug or expression that cannot be used here.</exception>
    public static double NumberOf(Misconception misconception, string answer, LessonWorld world) =>
        misconception.Bug is { } bug ? world.WithBug(bug).Number(answer) : world.Number(misconception.Expr!);

    /// <summary>What is to be said of a number that is not the answer.</summary>
    public Diagnosis Of(LearnerNumber given)
    {
        Candidate[] slips = [.. Fitting(Slips.Of(answer, shownAt, world), given)];
        Candidate[] listed = [.. Fitting(Listed(), given)];
        // A bug that a misconception of the course describes in its own words is not named a second time.
        Candidate[] all = [.. listed.Length > 0 ? listed : Fitting(Bugs(), given), .. slips];
        if (all.Length == 0) return Unknown(given);
        double precision = Precision(given);
        Candidate first = Nearest([.. all.TakeWhile(c => c.Rank == all[0].Rank)], given.Number);
        Candidate[] others =
            [.. all.Where(c => c != first && (_isCount || Closeness.Distance(c.Number, given.Number) <= precision) && !IsSame(c, first))];
        Diagnosis[] said = [.. others.Prepend(first).DistinctBy(c => c.Key).Take(MostAtOnce).Select(c => c.ToDiagnosis())];
        return said.Length == 1 ? said[0] : said[0] with
        {
            Text = LocalText.Of(l => string.Concat(said.Select((d, i) =>
                i == 0 ? GradingTexts.In(l).Maybe(d.Text.In(l)) : GradingTexts.In(l).OrMaybe(d.Text.In(l))))),
        };
    }

    /// <summary>No place is shown with it: nobody knows where the paths part, and the answer's own would give it away.</summary>
    private Diagnosis Unknown(LearnerNumber given) => given.Formula is { } formula && !_isCount && Closeness.Accepts(_right, given.Number)
        ? NearMiss.OtherFormula(_right, given.Number, formula.Named(answer))
        : NearMiss.Of(_right, given, _isCount);

    private IEnumerable<Candidate> Fitting(IEnumerable<Candidate> candidates, LearnerNumber given) => candidates.Where(c =>
        // What gives the answer itself is no slip.
        !Closeness.Accepts(_right, c.Number, _isCount) && Closeness.Accepts(c.Number, given.Number, _isCount)
        && (given.Formula is null || _isCount || given.Formula.Says(c.In, answer) != false));

    /// <summary>How exactly a number was typed, relative: slips that are farther away than that were not meant.</summary>
    private static double Precision(LearnerNumber given)
    {
        if (given.Literal is not { } literal || given.Number == 0) return 1e-4;
        int digits = literal.Split('e', 'E')[0].Where(char.IsAsciiDigit).SkipWhile(c => c == '0').Count();
        return Math.Clamp(Math.Pow(10, -digits), 1e-6, Closeness.RelativeTolerance);
    }

    private static Candidate Nearest(IReadOnlyList<Candidate> candidates, double number)
    {
        Candidate best = candidates[0];
        foreach (Candidate c in candidates)
            if (Closeness.Distance(c.Number, number) < Closeness.Distance(best.Number, number) * 0.999) best = c;
        return best;
    }

    /// <summary>
    /// Whether two slips are one, told by their numbers in other plays; where there is
    /// no other play, all slips with one number count as one.
    /// </summary>
    private bool IsSame(Candidate a, Candidate b) =>
        world.Probes.All(p => a.In(p) is { } x && b.In(p) is { } y && Math.Abs(x - y) <= 1e-6 * Math.Max(Math.Abs(x), Math.Abs(y)));

    private IEnumerable<Candidate> Listed()
    {
        for (int i = 0; i < misconceptions.Length; i++)
        {
            Misconception m = misconceptions[i];
            int index = i;
            double number = NumberOf(m, answer, world);
            yield return new($"listed {i}", 0, number, w => NumberOf(m, answer, w), () => new Diagnosis
            {
                Kind = DiagnosisKind.Misconception,
                Text = world.Render(m.Text),
                Number = number,
                Bug = m.Bug,
                Misconception = index,
                Formula = m.Expr,
                Divergence = m.Bug is { } bug ? DivergenceOf(bug) : world.Plain(answer) is { } plain ? Slips.At(plain, null) : null,
            });
        }
    }

    private IEnumerable<Candidate> Bugs()
    {
        if (!world.IsCheap) yield break;
        foreach (Bug bug in BugCatalog.For(world.Scenario))
        {
            if (misconceptions.Any(m => m.Bug == bug.Name) || NumberWith(bug.Name, world) is not { } number) continue;
            yield return new(bug.Name, 1, number, w => NumberWith(bug.Name, w),
                () => new Diagnosis
                {
                    Kind = DiagnosisKind.Bug,
                    Text = LocalText.Of(bug.Description),
                    Number = number,
                    Bug = bug.Name,
                    Divergence = DivergenceOf(bug.Name),
                });
        }
    }

    private double? NumberWith(string bug, LessonWorld world)
    {
        try
        {
            return world.WithBug(bug).Number(answer);
        }
        catch (LessonException)
        {
            // This bug's program has no such value, or does not go with another run of the exercise.
            return null;
        }
    }

    /// <summary>Where the program with the bug first gives another number than the exercise's.</summary>
    private DivergencePoint? DivergenceOf(string bug) =>
        world.Memo(("parting", bug, answer), () => RunComparison.First(
            world.Main, world.WithBug(bug).Main, strangers: false,
            world.Plain(answer) is { } plain && plain.Run == world.Main ? plain : null));
}

/// <summary>A number that a slip would give.</summary>
/// <param name="Key">Names the slip, the same in every play.</param>
/// <param name="Rank">0 for what the course lists, 1 for bugs, 2 for arithmetic.</param>
/// <param name="Number">What it gives in this play.</param>
/// <param name="In">What it gives in another; null where it does not exist there.</param>
/// <param name="ToDiagnosis">What is said of it.</param>
internal sealed record Candidate(string Key, int Rank, double Number, Func<LessonWorld, double?> In, Func<Diagnosis> ToDiagnosis);
