namespace Backstep.Debugger.Tui.App.Home;

/// <summary>The state of the first screen.</summary>
public sealed record HomeModel
{
    /// <summary>The selected entry of the left list.</summary>
    public int Selected { get; init; }

    /// <summary>The list of programs is open, with this one selected; null while it is closed.</summary>
    public int? Program { get; init; }
}
