using System.Drawing;
using Backstep.Debugger.Tui.Session;

namespace Backstep.Debugger.Tui.Screens.Debug;

/// <summary>The panes of the debugger, in the order of their keys.</summary>
internal enum Pane
{
    Program,
    Network,
    Values,
    Why,
}

/// <summary>What decides where panes stand, besides the room at hand.</summary>
/// <param name="Focus">The pane with the focus: always visible.</param>
/// <param name="Side">Program or values, whichever was looked at last.</param>
/// <param name="Top">Program, network or values, whichever was looked at last.</param>
/// <param name="IsZoomed">Whether the pane with the focus has all the room.</param>
/// <param name="Sizes">Where borders were put.</param>
internal sealed record PaneChoice(Pane Focus, Pane Side, Pane Top, bool IsZoomed, PaneSizes Sizes);

/// <summary>Where the panes stand: as many of them as fit.</summary>
internal sealed class PaneLayout
{
    /// <summary>The least room for four, three and two panes.</summary>
    private const int FourColumns = 110, FourRows = 26, ThreeColumns = 84, ThreeRows = 22, TwoRows = 29;

    private const int LeastColumns = 20, LeastWhy = 4, LeastRows = 6;

    private readonly Rectangle[] _places = new Rectangle[4];

    /// <summary>Whether a row names all panes, since some of them cannot be seen.</summary>
    public bool ShowsTabs { get; private init; }

    /// <summary>The borders that can be dragged: where they run, and what a new place means.</summary>
    public List<Splitter> Splitters { get; } = [];

    public Rectangle this[Pane pane]
    {
        get => _places[(int)pane];
        private set => _places[(int)pane] = value;
    }

    public bool Shows(Pane pane) => !this[pane].IsEmpty;

    public static PaneLayout Of(int width, int height, PaneChoice choice)
    {
        if (choice.IsZoomed) return One(width, height, choice.Focus);
        if (width >= FourColumns && height >= FourRows) return Four(width, height, choice.Sizes);
        if (width >= ThreeColumns && height >= ThreeRows) return Three(width, height, choice);
        if (height >= TwoRows) return Two(width, height, choice);
        return One(width, height, choice.Focus);
    }

    private static PaneLayout One(int width, int height, Pane pane) =>
        new() { ShowsTabs = true, [pane] = new Rectangle(0, 1, width, height - 1) };

    private static PaneLayout Four(int width, int height, PaneSizes sizes)
    {
        int why = Clamp(sizes.Why ?? Math.Clamp(height / 4, 7, 11), LeastWhy, height - LeastRows), rows = height - why;
        int left = Clamp(sizes.Left ?? Math.Clamp(width * 345 / 1000, 40, 64), LeastColumns, width - 2 * LeastColumns);
        int right = Clamp(sizes.Right ?? Math.Clamp(width * 225 / 1000, 27, 48), LeastColumns, width - left - LeastColumns);
        return new()
        {
            [Pane.Program] = new Rectangle(0, 0, left, rows),
            [Pane.Network] = new Rectangle(left, 0, width - left - right, rows),
            [Pane.Values] = new Rectangle(width - right, 0, right, rows),
            [Pane.Why] = new Rectangle(0, rows, width, why),
            Splitters =
            {
                new(new Rectangle(left - 1, 0, 2, rows), (s, place) => s with { Left = place.X + 1 }),
                new(new Rectangle(width - right - 1, 0, 2, rows), (s, place) => s with { Right = width - place.X - 1 }),
                new(new Rectangle(0, rows - 1, width, 2), (s, place) => s with { Why = height - place.Y - 1 }),
            },
        };
    }

    /// <summary>Program or values at the left, the network beside it, the formula below.</summary>
    private static PaneLayout Three(int width, int height, PaneChoice choice)
    {
        int why = Clamp(choice.Sizes.Why ?? 7, LeastWhy, height - LeastRows), rows = height - why;
        int left = Clamp(choice.Sizes.Left ?? Math.Clamp(width * 38 / 100, 34, 48), LeastColumns, width - LeastColumns);
        return new()
        {
            ShowsTabs = true,
            [choice.Side] = new Rectangle(0, 1, left, rows - 1),
            [Pane.Network] = new Rectangle(left, 1, width - left, rows - 1),
            [Pane.Why] = new Rectangle(0, rows, width, why),
            Splitters =
            {
                new(new Rectangle(left - 1, 1, 2, rows - 1), (s, place) => s with { Left = place.X + 1 }),
                new(new Rectangle(0, rows - 1, width, 2), (s, place) => s with { Why = height - place.Y - 1 }),
            },
        };
    }

    /// <summary>In a narrow, high terminal one above the other.</summary>
    private static PaneLayout Two(int width, int height, PaneChoice choice)
    {
        int why = Clamp(choice.Sizes.Why ?? 8, LeastWhy, height - LeastRows), rows = height - why;
        return new()
        {
            ShowsTabs = true,
            [choice.Top] = new Rectangle(0, 1, width, rows - 1),
            [Pane.Why] = new Rectangle(0, rows, width, why),
            Splitters = { new(new Rectangle(0, rows - 1, width, 2), (s, place) => s with { Why = height - place.Y - 1 }) },
        };
    }

    private static int Clamp(int value, int least, int most) => Math.Max(Math.Min(value, most), Math.Min(least, Math.Max(most, 1)));
}

/// <summary>A border between panes.</summary>
/// <param name="Area">Its cells: the edges of both panes.</param>
/// <param name="Move">The sizes when it is dragged to a place.</param>
internal sealed record Splitter(Rectangle Area, Func<PaneSizes, Point, PaneSizes> Move);
