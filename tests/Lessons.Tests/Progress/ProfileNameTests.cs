using Backstep.Lessons.Progress;
using FsCheck;
using FsCheck.Fluent;

namespace Backstep.Lessons.Tests.Progress;

public sealed class ProfileNameTests
{
    [TestCase("Anna")]
    [TestCase("安娜")]
    [TestCase("Ångström / ../ \\ : * ?")]
    [TestCase("CON")]
    [TestCase("👩‍🔬")]
    [TestCase("..")]
    [TestCase("\uFFFD")]
    public void Any_unicode_is_a_name_and_gives_a_plain_file_name(string name)
    {
        Assert.That(ProfileName.Check(name), Is.EqualTo(name));
        Assert.That(ProfileName.FileStem(name), Does.Match("^[a-z0-9][a-z0-9-]{0,23}-[0-9a-f]{12}$"));
    }

    [TestCase("", "empty")]
    [TestCase("  \t ", "empty")]
    [TestCase("a\nb", "control")]
    [TestCase("a\u001b[31mb", "control")]
    [TestCase("a\u0085b", "control")]
    [TestCase("a\u2028b", "control")]
    [TestCase("a\u0000", "control")]
    public void What_would_break_a_line_is_refused(string name, string why) =>
        Assert.That(() => ProfileName.Check(name),
            Throws.TypeOf<ProgressException>().With.Message.Contains(why).And.Message.Not.Contains("\n"));

    [Test]
    public void Half_a_character_is_refused() =>
        Assert.That(() => ProfileName.Check("a" + (char)0xD83D), Throws.TypeOf<ProgressException>().With.Message.Contains("Unicode"));

    [Test]
    public void A_long_name_is_refused()
    {
        Assert.That(ProfileName.Check(new('x', 64)), Has.Length.EqualTo(64));
        Assert.That(() => ProfileName.Check(new('x', 65)), Throws.TypeOf<ProgressException>().With.Message.Contains("65"));
    }

    [TestCase("Anna", "anna")]
    [TestCase("安娜", "妮娜")]
    [TestCase("a b", "a-b")]
    public void Names_that_differ_have_files_that_differ(string one, string other) =>
        Assert.That(ProfileName.FileStem(one), Is.Not.EqualTo(ProfileName.FileStem(other)));

    [Test]
    public void Whatever_is_typed_is_refused_or_is_a_safe_file() => Check.QuickThrowOnFailure(Prop.ForAll<string>(text =>
    {
        try
        {
            string stem = ProfileName.FileStem(ProfileName.Check(text ?? ""));
            return stem.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
        }
        catch (ProgressException e)
        {
            return !e.Message.Any(char.IsControl);
        }
    }));
}
