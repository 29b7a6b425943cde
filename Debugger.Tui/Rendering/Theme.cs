using System.Collections.Immutable;

namespace Backstep.Debugger.Tui.Rendering;

/// <summary>
/// The styles of the program by meaning. Where there are no colours, bold, underline and reverse still tell the main states apart.
/// </summary>
public sealed record Theme
{
    /// <summary><c>dark</c>, <c>light</c>, <c>high-contrast</c>, or what the user calls it.</summary>
    public required string Name { get; init; }

    /// <summary>The empty screen: foreground and background.</summary>
    public required Style Base { get; init; }

    /// <summary>Ordinary text, on whatever lies beneath.</summary>
    public required Style Text { get; init; }

    /// <summary>What is to come or matters less.</summary>
    public required Style Dim { get; init; }

    /// <summary>The current thing.</summary>
    public required Style Bright { get; init; }

    /// <summary>Border of a panel without focus.</summary>
    public required Style Border { get; init; }

    /// <summary>Border and marks of the panel with focus: the one focus colour.</summary>
    public required Style Focus { get; init; }

    /// <summary>Title of a panel.</summary>
    public required Style Title { get; init; }

    /// <summary>The selected row in the panel with focus.</summary>
    public required Style Selection { get; init; }

    /// <summary>The selected row in a panel without focus.</summary>
    public required Style SelectionIdle { get; init; }

    /// <summary>The line of the current instruction.</summary>
    public required Style CurrentLine { get; init; }

    /// <summary>Forward pass.</summary>
    public required Style Forward { get; init; }

    /// <summary>Loss.</summary>
    public required Style Loss { get; init; }

    /// <summary>Clearing of the gradients.</summary>
    public required Style ZeroGrad { get; init; }

    /// <summary>Backward pass.</summary>
    public required Style Backward { get; init; }

    /// <summary>Parameter update.</summary>
    public required Style Update { get; init; }

    /// <summary>Negative numbers: warm.</summary>
    public required Style Negative { get; init; }

    /// <summary>Positive numbers: cool.</summary>
    public required Style Positive { get; init; }

    /// <summary>What has just changed.</summary>
    public required Style Changed { get; init; }

    /// <summary>Right answers and reached aims.</summary>
    public required Style Success { get; init; }

    /// <summary>Something to note.</summary>
    public required Style Warning { get; init; }

    /// <summary>Errors and breakpoints.</summary>
    public required Style Error { get; init; }

    /// <summary>A breakpoint's dot.</summary>
    public required Style Breakpoint { get; init; }

    /// <summary>Names in code and formulas.</summary>
    public required Style Code { get; init; }

    /// <summary>Comments and captions.</summary>
    public required Style Caption { get; init; }

    /// <summary>A key in the footer.</summary>
    public required Style Key { get; init; }

    /// <summary>What that key does.</summary>
    public required Style KeyText { get; init; }

    /// <summary>The field that takes typed text.</summary>
    public required Style Input { get; init; }

    /// <summary>Dialogs and toasts.</summary>
    public required Style Popup { get; init; }

    /// <summary>The cell of a picture, heatmap or table that the cursor is on.</summary>
    public required Style CursorCell { get; init; }

    /// <summary>Colour of the largest negative number in heatmaps.</summary>
    public required Colour HeatNegative { get; init; }

    /// <summary>Colour of zero in heatmaps.</summary>
    public required Colour HeatZero { get; init; }

    /// <summary>Colour of the largest positive number in heatmaps.</summary>
    public required Colour HeatPositive { get; init; }

    /// <summary>The darkest tone of grey pictures: ink on paper is drawn as stored, 0 dark and 1 bright.</summary>
    public required Colour ImageLow { get; init; }

    /// <summary>The brightest tone of grey pictures.</summary>
    public required Colour ImageHigh { get; init; }

    /// <summary>For dark terminals.</summary>
    public static Theme Dark { get; } = Build("dark", new ToneColours
    {
        [Tone.Back] = Colour.Hex(0x14171D, Colour.TerminalDefault),
        [Tone.Text] = Colour.Hex(0xC9D1D9, Colour.TerminalDefault),
        [Tone.Dim] = Colour.Hex(0x8E98A6, 8),
        [Tone.Bright] = Colour.Hex(0xFFFFFF, 15),
        [Tone.Border] = Colour.Hex(0x3B4350, 8),
        [Tone.Focus] = Colour.Hex(0xFFB454, 11),
        [Tone.Selection] = Colour.Hex(0x2D3B55, 4),
        [Tone.SelectionIdle] = Colour.Hex(0x232833, Colour.TerminalDefault),
        [Tone.CurrentLine] = Colour.Hex(0x2A2F3D, Colour.TerminalDefault),
        [Tone.Forward] = Colour.Hex(0x4CC9F0, 14),
        [Tone.Loss] = Colour.Hex(0xF4D35E, 11),
        [Tone.Backward] = Colour.Hex(0xE06CD9, 13),
        [Tone.Update] = Colour.Hex(0x73D08A, 10),
        [Tone.ZeroGrad] = Colour.Hex(0xA3AEBB, 7),
        [Tone.Negative] = Colour.Hex(0xFF8A65, 9),
        [Tone.Positive] = Colour.Hex(0x64B5F6, 12),
        [Tone.Error] = Colour.Hex(0xFF5C57, 9),
        [Tone.Popup] = Colour.Hex(0x202531, Colour.TerminalDefault),
        [Tone.Input] = Colour.Hex(0x1D222C, Colour.TerminalDefault),
        [Tone.HeatZero] = Colour.Hex(0x252A34, 0),
        [Tone.HeatNegative] = Colour.Hex(0xFF7043, 9),
        [Tone.HeatPositive] = Colour.Hex(0x42A5F5, 12),
        [Tone.ImageLow] = Colour.Hex(0x0A0C10, 0),
        [Tone.ImageHigh] = Colour.Hex(0xF5F7FA, 15),
    });

    /// <summary>For light terminals.</summary>
    public static Theme Light { get; } = Build("light", new ToneColours
    {
        [Tone.Back] = Colour.Hex(0xFBFAF6, Colour.TerminalDefault),
        [Tone.Text] = Colour.Hex(0x2B303B, Colour.TerminalDefault),
        [Tone.Dim] = Colour.Hex(0x606974, 8),
        [Tone.Bright] = Colour.Hex(0x000000, 0),
        [Tone.Border] = Colour.Hex(0xC6C8CC, 7),
        [Tone.Focus] = Colour.Hex(0xA04F00, 3),
        [Tone.Selection] = Colour.Hex(0xCFE0F7, 14),
        [Tone.SelectionIdle] = Colour.Hex(0xECEAE3, Colour.TerminalDefault),
        [Tone.CurrentLine] = Colour.Hex(0xF1EAD2, Colour.TerminalDefault),
        [Tone.Forward] = Colour.Hex(0x006A8E, 6),
        [Tone.Loss] = Colour.Hex(0x7F5F00, 3),
        [Tone.Backward] = Colour.Hex(0xA626A4, 5),
        [Tone.Update] = Colour.Hex(0x2A7230, 2),
        [Tone.ZeroGrad] = Colour.Hex(0x4D5661, 8),
        [Tone.Negative] = Colour.Hex(0xB53C16, 1),
        [Tone.Positive] = Colour.Hex(0x1565C0, 4),
        [Tone.Error] = Colour.Hex(0xC62828, 1),
        [Tone.Popup] = Colour.Hex(0xF1EFE8, Colour.TerminalDefault),
        [Tone.Input] = Colour.Hex(0xF3F1EA, Colour.TerminalDefault),
        [Tone.HeatZero] = Colour.Hex(0xEDEBE4, 15),
        [Tone.HeatNegative] = Colour.Hex(0xD84315, 1),
        [Tone.HeatPositive] = Colour.Hex(0x1565C0, 4),
        [Tone.ImageLow] = Colour.Hex(0x16181C, 0),
        [Tone.ImageHigh] = Colour.Hex(0xFFFFFF, 15),
    });

    /// <summary>For eyes that need it: everything that is read stands out from its background by 7 to 1 at least.</summary>
    public static Theme HighContrast { get; } = Build("high-contrast", new ToneColours
    {
        [Tone.Back] = Colour.Hex(0x000000, Colour.TerminalDefault),
        [Tone.Text] = Colour.Hex(0xFFFFFF, Colour.TerminalDefault),
        [Tone.Dim] = Colour.Hex(0xC4C9D0, 7),
        [Tone.Bright] = Colour.Hex(0xFFFFFF, 15),
        [Tone.Border] = Colour.Hex(0x9AA0A8, 7),
        [Tone.Focus] = Colour.Hex(0xFFD43B, 11),
        [Tone.Selection] = Colour.Hex(0x0047AB, 4),
        [Tone.SelectionIdle] = Colour.Hex(0x2A2A2A, Colour.TerminalDefault),
        [Tone.CurrentLine] = Colour.Hex(0x262626, Colour.TerminalDefault),
        [Tone.Forward] = Colour.Hex(0x6BE5FF, 14),
        [Tone.Loss] = Colour.Hex(0xFFE873, 11),
        [Tone.Backward] = Colour.Hex(0xFF9BF5, 13),
        [Tone.Update] = Colour.Hex(0x8CFFA8, 10),
        [Tone.ZeroGrad] = Colour.Hex(0xDADFE5, 15),
        [Tone.Negative] = Colour.Hex(0xFFA586, 9),
        [Tone.Positive] = Colour.Hex(0x8CCBFF, 12),
        [Tone.Error] = Colour.Hex(0xFF9A96, 9),
        [Tone.Popup] = Colour.Hex(0x101010, Colour.TerminalDefault),
        [Tone.Input] = Colour.Hex(0x202020, Colour.TerminalDefault),
        [Tone.HeatZero] = Colour.Hex(0x161616, 0),
        [Tone.HeatNegative] = Colour.Hex(0xFF6A3D, 9),
        [Tone.HeatPositive] = Colour.Hex(0x3DA5FF, 12),
        [Tone.ImageLow] = Colour.Hex(0x000000, 0),
        [Tone.ImageHigh] = Colour.Hex(0xFFFFFF, 15),
    });

    /// <summary>All themes.</summary>
    public static ImmutableArray<Theme> All { get; } = [Dark, Light, HighContrast];

    /// <summary>Its colours.</summary>
    public required ToneColours Tones { get; init; }

    /// <summary>A theme like this one, some of whose colours are others.</summary>
    public Theme With(string name, IEnumerable<KeyValuePair<Tone, Colour>> others) => Build(name, new ToneColours(Tones, others));

    public override string ToString() => Name;

    /// <summary>
    /// The same theme for a terminal of fewer colours: where the background that marks a thing cannot be seen, reverse, bold or underline
    /// does.
    /// </summary>
    public Theme For(ColourLevel level) => level switch
    {
        ColourLevel.None => this with
        {
            Selection = Selection.Reverse,
            SelectionIdle = SelectionIdle.Underline,
            CurrentLine = CurrentLine.Bold,
            Input = Input.Underline,
            CursorCell = new Style(default).Reverse,
            Dim = Dim with { Attributes = TextAttributes.None },
        },
        // Numbers in their colours cannot be read on each of sixteen backgrounds: the colours change places instead.
        ColourLevel.Ansi16 => this with
        {
            Selection = (Selection with { Background = default }).Reverse,
            SelectionIdle = SelectionIdle.Bold,
            Input = Input.Underline,
            CursorCell = new Style(default).Reverse,
        },
        _ => this,
    };

    private static Theme Build(string name, ToneColours t) => new()
    {
        Name = name,
        Base = new Style(t[Tone.Text], t[Tone.Back]),
        Text = new Style(t[Tone.Text]),
        Dim = new Style(t[Tone.Dim]),
        Bright = new Style(t[Tone.Bright]).Bold,
        Border = new Style(t[Tone.Border]),
        Focus = new Style(t[Tone.Focus]).Bold,
        Title = new Style(t[Tone.Text]).Bold,
        Selection = new Style(t[Tone.Bright], t[Tone.Selection]).Bold,
        SelectionIdle = new Style(default, t[Tone.SelectionIdle]),
        CurrentLine = new Style(default, t[Tone.CurrentLine]).Bold,
        Forward = new Style(t[Tone.Forward]),
        Loss = new Style(t[Tone.Loss]),
        ZeroGrad = new Style(t[Tone.ZeroGrad]),
        Backward = new Style(t[Tone.Backward]),
        Update = new Style(t[Tone.Update]),
        Negative = new Style(t[Tone.Negative]),
        Positive = new Style(t[Tone.Positive]),
        Changed = new Style(t[Tone.Loss]).Bold,
        Success = new Style(t[Tone.Update]),
        Warning = new Style(t[Tone.Loss]),
        Error = new Style(t[Tone.Error]).Bold,
        Breakpoint = new Style(t[Tone.Error]),
        Code = new Style(t[Tone.Forward]),
        Caption = new Style(t[Tone.Dim]),
        Key = new Style(t[Tone.Focus]).Bold,
        KeyText = new Style(t[Tone.ZeroGrad]),
        Input = new Style(t[Tone.Text], t[Tone.Input]),
        Popup = new Style(t[Tone.Text], t[Tone.Popup]),
        CursorCell = new Style(t[Tone.Back], t[Tone.Focus]).Bold,
        HeatNegative = t[Tone.HeatNegative],
        HeatZero = t[Tone.HeatZero],
        HeatPositive = t[Tone.HeatPositive],
        ImageLow = t[Tone.ImageLow],
        ImageHigh = t[Tone.ImageHigh],
        Tones = t,
    };
}
