using Backstep.Engine.Json;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Courses.Reading;

/// <summary>What can be wrong with a course whose parts are each right: ids used twice, lessons that wait for each other.</summary>
internal static class StructureChecks
{
    public static void Run(Course course, Problems problems)
    {
        Unique(course.Chapters.Select(c => (c.Id, c.At("id"))), t => t.IdOfChapter);
        Unique(course.Lessons.Select(l => (l.Id, l.At("id"))), t => t.IdOfLesson);
        foreach (Lesson lesson in course.Lessons)
        {
            Unique(lesson.Questions.Select(q => (q.Id, q.At("id"))), t => t.IdOfQuestion);
            CheckRequires(lesson);
            CheckRuns(lesson);
        }
        CheckCycles();

        void Add(string path, Func<CourseTexts, string> text) => problems.Add(path, course.Lines[path], text);

        void Unique(IEnumerable<(string Id, string Path)> ids, Func<CourseTexts, string> what)
        {
            var first = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach ((string id, string path) in ids)
                if (id.Length > 0 && !first.TryAdd(id, path))
                    Add(path, t => t.IdTaken(what(t), Quoted.Shown(id), course.Lines[first[id]]));
        }

        void CheckRequires(Lesson lesson)
        {
            if (!course.Lines.Has(lesson.At("requires"))) return;
            for (int i = 0; i < lesson.Requires.Length; i++)
                if (lesson.Requires[i] is { Length: > 0 } wanted && course.Find(wanted) is null)
                    Add(lesson.At("requires", i), t =>
                        t.NoSuchLesson(Quoted.Shown(wanted), Quoted.Near(wanted, course.Lessons.Select(l => l.Id))));
        }

        void CheckRuns(Lesson lesson)
        {
            foreach (Question question in lesson.Questions)
            {
                if (question is (FixQuestion or FirstWrongStepQuestion) && !lesson.Exercise.HasBugs)
                    Add(question.Path, t => t.NeedsBug(question.Kind));
                if (question is FactorQuestion factor && factor.Missing >= factor.Factors.Length)
                    Add(question.At("missing"), t => t.IntegerWanted("0", $"{factor.Factors.Length - 1}", $"{factor.Missing}"));
                if (question is WorkedQuestion worked)
                {
                    if (worked.Blanks > worked.Steps.Length)
                        Add(question.At("blanks"), t => t.IntegerWanted("1", $"{worked.Steps.Length}", $"{worked.Blanks}"));
                    if (worked.Run is { Length: > 0 } other && !lesson.Exercise.Runs.ContainsKey(other))
                        Add(question.At("run"), t => t.NoSuchRun(Quoted.Shown(other), Quoted.Near(other, lesson.Exercise.Runs.Keys)));
                }
                if (question is not ExperimentQuestion experiment) continue;
                for (int i = 0; i < experiment.Options.Length; i++)
                {
                    string run = experiment.Options[i].Run;
                    if (run.Length > 0 && !lesson.Exercise.Runs.ContainsKey(run))
                        Add(experiment.Options[i].At("run"),
                            t => t.NoSuchRun(Quoted.Shown(run), Quoted.Near(run, lesson.Exercise.Runs.Keys)));
                }
            }
        }

        void CheckCycles()
        {
            // Lessons are taken away as soon as nothing that is left stands before them (A. B. Kahn, 1962); what stays waits for itself.
            var left = course.Lessons.DistinctBy(l => l.Id).ToDictionary(l => l.Id);
            var waiting = left.Values.ToDictionary(l => l.Id, l => l.Requires.Where(left.ContainsKey).ToHashSet());
            var after = left.Values.SelectMany(l => waiting[l.Id].Select(r => (r, l.Id))).ToLookup(p => p.r, p => p.Id);
            var free = new Queue<string>(waiting.Where(w => w.Value.Count == 0).Select(w => w.Key));
            while (free.TryDequeue(out string? id))
            {
                left.Remove(id);
                foreach (string next in after[id])
                    if (waiting[next].Remove(id) && waiting[next].Count == 0) free.Enqueue(next);
            }
            if (left.Count == 0) return;
            // Every lesson that is left requires one that is left, so following them must come round.
            var path = new List<string>();
            string at = left.Keys.First();
            while (!path.Contains(at))
            {
                path.Add(at);
                at = waiting[at].First(left.ContainsKey);
            }
            IEnumerable<string> ring = path.Skip(path.IndexOf(at)).Append(at);
            Lesson first = left[at];
            string[] names = [.. ring];
            Add(course.Lines.Has(first.At("requires")) ? first.At("requires") : first.Path, t =>
                t.WaitInCircle(names.Length <= 6
                    ? string.Join(" → ", names) : t.MoreLessons(string.Join(" → ", names[..5]), names.Length - 1)));
        }
    }
}
