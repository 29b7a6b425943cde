namespace Backstep.Lessons;

/// <summary>A course.</summary>
public sealed class Course;
