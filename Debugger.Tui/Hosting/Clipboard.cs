using System.Text;

namespace Backstep.Debugger.Tui.Hosting;

/// <summary>The system's clipboard by way of the terminal: OSC 52, which works over ssh and within tmux, too.</summary>
public static class Clipboard
{
    /// <summary>The sequence that puts a text there.</summary>
    public static string Sequence(string text) => $"\e]52;c;{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}\e\\";
}
