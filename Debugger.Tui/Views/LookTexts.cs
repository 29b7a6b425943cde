using Backstep.Debugger.Tui.Rendering;
using Backstep.Debugger.Tui.Texts;

namespace Backstep.Debugger.Tui.Views;

/// <summary>The interface's strings, wherever there is a look.</summary>
internal static class LookTexts
{
    extension(Look look)
    {
        /// <summary>What the interface says, in the language of the look.</summary>
        public UiTexts Texts => UiTexts.In(look.Language);
    }

    extension(Canvas canvas)
    {
        /// <summary>What the interface says, in the language of the look.</summary>
        public UiTexts Texts => UiTexts.In(canvas.Look.Language);
    }
}
