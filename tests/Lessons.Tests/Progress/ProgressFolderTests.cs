using Backstep.Engine.Data;
using Backstep.Lessons.Progress;

namespace Backstep.Lessons.Tests.Progress;

public sealed class ProgressFolderTests
{
    private static Func<string, string?> Environment(params (string Name, string Value)[] variables) =>
        name => variables.Where(v => v.Name == name).Select(v => v.Value).FirstOrDefault();

    [TestCase(UserSystem.Linux, "/home/u/.local/share/backstep")]
    [TestCase(UserSystem.MacOS, "/home/u/Library/Application Support/backstep")]
    [TestCase(UserSystem.Windows, "/local/backstep")]
    public void Every_system_has_its_place(UserSystem system, string expected) =>
        Assert.That(ProgressFolder.Find(null, Environment(("HOME", "/home/u"), ("LOCALAPPDATA", "/local")), system).Replace('\\', '/'),
            Is.EqualTo(expected));

    [TestCase("/data", "/data/backstep")]
    [TestCase("relative", "/home/u/.local/share/backstep")]
    [TestCase("", "/home/u/.local/share/backstep")]
    public void Xdg_data_home_counts_where_it_is_absolute(string xdg, string expected) =>
        Assert.That(ProgressFolder.Find(null, Environment(("HOME", "/home/u"), ("XDG_DATA_HOME", xdg)), UserSystem.Linux)
            .Replace('\\', '/'), Is.EqualTo(expected));

    [Test]
    public void The_argument_comes_before_the_variable_and_the_variable_before_the_system()
    {
        Func<string, string?> environment = Environment((UserFolder.Variable, "/variable"), ("HOME", "/home/u"));
        Assert.That(ProgressFolder.Find("/argument", environment, UserSystem.Linux), Is.EqualTo(Path.GetFullPath("/argument")));
        Assert.That(ProgressFolder.Find("", environment, UserSystem.Linux), Is.EqualTo(Path.GetFullPath("/variable")));
    }

    [TestCase(UserSystem.Linux, "HOME")]
    [TestCase(UserSystem.MacOS, "HOME")]
    [TestCase(UserSystem.Windows, "LOCALAPPDATA")]
    public void Without_any_place_the_message_says_what_to_set(UserSystem system, string variable) =>
        Assert.That(() => ProgressFolder.Find(null, _ => null, system),
            Throws.TypeOf<ProgressException>().With.Message.Contains(variable).And.Message.Contains("BACKSTEP_HOME"));
}
