using System.Collections.Immutable;
using Backstep.Engine.Data;
using Backstep.Lessons.Courses;
using Backstep.Lessons.Game;
using Backstep.Lessons.Playing;

namespace Backstep.Debugger.Tui.Session.Lessons;

/// <summary>What the first screen wants to know and need not wait for.</summary>
public static class FirstLook
{
    /// <summary>Where data sets lie, of the places where the program always looks.</summary>
    public static Msg DataSets()
    {
        var folders = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (DatasetKind kind in DatasetKind.All.Where(k => !k.IsDrawn))
            if (DatasetStore.FolderOf(kind) is { } folder) folders[kind.Name] = folder;
        return new DataMsg(folders.ToImmutable());
    }

    /// <summary>How far the learner is; null where the course cannot be read, which is told to who opens it.</summary>
    public static Msg? Learner(LessonSources sources)
    {
        try
        {
            Course course = sources.Course();
            return new LearnerMsg(LearnerView.Of(course, new CourseProgress(CourseOutlines.Of(course), sources.SavedGame.Peek()),
                DateOnly.FromDateTime(sources.Time.GetLocalNow().DateTime)));
        }
        catch (CourseException)
        {
            return null;
        }
    }
}
