namespace Backstep.Engine.Programs;

/// <summary>Two shapes do not fit. The message is one line: the layer, both shapes, and what PyTorch would say.</summary>
public sealed class ShapeException(Func<Language, string> line) : LocalizedException(line);
