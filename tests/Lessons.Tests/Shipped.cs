using Backstep.Lessons.Courses;

namespace Backstep.Lessons.Tests;

/// <summary>The files at the top of the repository.</summary>
internal static class Shipped
{
    public static string Root
    {
        get
        {
            string folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "Backstep.slnx"))) folder = Path.GetDirectoryName(folder)!;
            return folder;
        }
    }

    public static string CourseFile => Path.Combine(Root, "lessons.json");

    public static string SchemaFile => Path.Combine(Root, "lessons.schema.json");

    public static Course Course => CourseReader.Load(CourseFile);
}
