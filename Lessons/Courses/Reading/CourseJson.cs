using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Courses.Reading;

/// <summary>How a course file is made into the records of a course.</summary>
internal static class CourseJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowOutOfOrderMetadataProperties = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        TypeInfoResolver = CourseContext.Default.WithAddedModifier(LeaveOutWhatIsComputed),
        Converters = { new LocalTextConverter(), new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>The words of an enumeration as files have them.</summary>
    public static IEnumerable<string> Words(Type type) => Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName);

    /// <summary>The kinds of goals or questions, by the word for them.</summary>
    public static IEnumerable<(string Kind, Type Type)> Kinds(JsonTypeInfo info) =>
        info.PolymorphismOptions?.DerivedTypes.Select(d => ((string)d.TypeDiscriminator!, d.DerivedType)) ?? [];

    private static void LeaveOutWhatIsComputed(JsonTypeInfo info)
    {
        for (int i = info.Properties.Count - 1; i >= 0; i--)
            if (info.Properties[i].Set is null) info.Properties.RemoveAt(i);
    }

    /// <summary><c>"text"</c>, or <c>{"en": "text", "zh-Hans": "文字"}</c>.</summary>
    private sealed class LocalTextConverter : JsonConverter<LocalText>
    {
        public override LocalText Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String) return new(reader.GetString()!, null);
            using var text = JsonDocument.ParseValue(ref reader);
            JsonElement root = text.RootElement;
            return new(root.GetProperty(LocalText.EnglishKey).GetString()!,
                root.TryGetProperty(LocalText.ChineseKey, out JsonElement chinese) ? chinese.GetString() : null);
        }

        public override void Write(Utf8JsonWriter writer, LocalText value, JsonSerializerOptions options) =>
            throw new NotSupportedException();
    }
}

/// <summary>
/// What .NET makes of the records at compile time, so that opening a course looks nothing up by reflection. It would set what the file
/// leaves out of the init-only members to null: those that begin as something else have a setter.
/// </summary>
[JsonSerializable(typeof(Course))]
internal sealed partial class CourseContext : JsonSerializerContext;

/// <summary>The rules of a member: the attributes of the property, or of the parameter of the constructor that it comes from.</summary>
internal sealed class MemberRules
{
    public MemberRules(JsonPropertyInfo member)
    {
        Attribute[] all = [.. Of(member.AttributeProvider), .. Of(member.AssociatedParameter?.AttributeProvider)];
        Text = all.OfType<TextAttribute>().FirstOrDefault()?.Kind;
        IsUnique = all.OfType<UniqueAttribute>().Any();
        Range = all.OfType<RangeAttribute>().FirstOrDefault();
        Allowed = all.OfType<AllowedValuesAttribute>().FirstOrDefault()?.Values ?? [];
        Description = all.OfType<DescriptionAttribute>().FirstOrDefault()?.Description;
        Usual = all.OfType<DefaultValueAttribute>().FirstOrDefault()?.Value;
        if (all.OfType<LengthAttribute>().FirstOrDefault() is { } both) (MinLength, MaxLength) = (both.MinimumLength, both.MaximumLength);
        else MinLength = all.OfType<MinLengthAttribute>().FirstOrDefault()?.Length ?? 0;
    }

    public TextKind? Text { get; }

    public bool IsUnique { get; }

    public RangeAttribute? Range { get; }

    /// <summary>What alone is possible; empty: everything.</summary>
    public IReadOnlyList<object?> Allowed { get; }

    /// <summary>How many items a list has at least.</summary>
    public int MinLength { get; }

    /// <summary>How many items a list has at most.</summary>
    public int MaxLength { get; } = int.MaxValue;

    public string? Description { get; }

    /// <summary>What leaving it out means.</summary>
    public object? Usual { get; }

    private static IEnumerable<Attribute> Of(ICustomAttributeProvider? of) =>
        of?.GetCustomAttributes(inherit: true).OfType<Attribute>() ?? [];
}
