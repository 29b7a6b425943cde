namespace Backstep.Debugger.Tui.Rendering;

/// <summary>The colours that a theme is made of, by what they are for; a user's own theme names them so.</summary>
public enum Tone
{
    /// <summary>The background.</summary>
    Back,
    Text,
    Dim,

    /// <summary>The current thing.</summary>
    Bright,
    Border,

    /// <summary>The border with the focus, and keys.</summary>
    Focus,

    /// <summary>Background of the selected row.</summary>
    Selection,

    /// <summary>Background of the selected row of a list without the focus.</summary>
    SelectionIdle,

    /// <summary>Background of the line that has just run.</summary>
    CurrentLine,

    /// <summary>The forward pass, and names in code.</summary>
    Forward,

    /// <summary>The loss, and what has just changed.</summary>
    Loss,
    Backward,

    /// <summary>The update, and what is right.</summary>
    Update,
    ZeroGrad,
    Negative,
    Positive,
    Error,

    /// <summary>Background of dialogs and menus.</summary>
    Popup,

    /// <summary>Background of fields that take text.</summary>
    Input,
    HeatZero,
    HeatNegative,
    HeatPositive,
    ImageLow,
    ImageHigh,
}
