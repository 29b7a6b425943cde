using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Backstep.Debugger.Tui.Commands.Reports;

/// <summary>
/// How this program writes JSON: ∂ and · as they are, and NaN and infinities as the strings "NaN", "Infinity" and "-Infinity".
/// </summary>
internal static class JsonOutput
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };
}
