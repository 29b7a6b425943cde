using System.Text;
using Backstep.Engine.Data;
using Backstep.Engine.Programs;

namespace Backstep.Engine.Tests.Data;

public class NameListTests
{
    private string _file = "";

    [SetUp]
    public void MakeFile() => _file = Path.Combine(Path.GetTempPath(), $"backstep-names-{Guid.NewGuid():N}.txt");

    [TearDown]
    public void RemoveFile() => File.Delete(_file);

    [Test]
    public void A_name_a_line_with_blanks_and_empty_lines_left_out_and_doubles_kept()
    {
        File.WriteAllText(_file, "ada\r\n\r\n  bo \nada\r\n\n");
        NameList list = NameList.Read(_file);
        Assert.That(list.Names, Is.EqualTo(new[] { "ada", "bo", "ada" }));
        Assert.That(list.Vocabulary.Texts, Is.EqualTo(new[] { "a", "b", "d", "o", "." }));
        Assert.That(list.Vocabulary.Bos, Is.EqualTo(4));
        Assert.That(list.Longest, Is.EqualTo(3));
    }

    [Test]
    public void A_sample_begins_with_the_beginning_and_its_targets_are_the_tokens_that_follow()
    {
        File.WriteAllText(_file, "ada\nbo\n");
        Dataset set = NameList.Read(_file).ToDataset();
        Assert.That(set.SampleShape.Dims, Is.EqualTo(new[] { 4 }));
        Assert.That(Tokens(set, 0), Is.EqualTo(new[] { 4, 0, 2, 0 }));
        Assert.That(Targets(set, 0), Is.EqualTo(new[] { 0, 2, 0, 4 }));
        Assert.That(Tokens(set, 1), Is.EqualTo(new[] { 4, 1, 3, 4 }), "behind its end a sample is filled up");
        Assert.That(Targets(set, 1), Is.EqualTo(new[] { 1, 3, 4, ClassLabels.Ignored }));
    }

    [Test]
    public void A_name_that_is_too_long_is_cut_where_the_positions_end()
    {
        File.WriteAllText(_file, "abcdef\nab\n");
        NameList list = NameList.Read(_file);
        Dataset set = list.ToDataset(list.Vocabulary, list.Positions(3));
        Assert.That(Tokens(set, 0), Is.EqualTo(new[] { 6, 0, 1 }));
        Assert.That(Targets(set, 0), Is.EqualTo(new[] { 0, 1, 2 }));
        Assert.That(Targets(set, 1), Is.EqualTo(new[] { 0, 1, 6 }));
    }

    [Test]
    public void Any_characters_are_letters_in_the_order_of_their_code_points()
    {
        File.WriteAllText(_file, "王伟\nZoë\n𝒜.b c\n");
        Vocabulary letters = NameList.Read(_file).Vocabulary;
        Assert.That(letters.Texts, Is.EqualTo(new[] { " ", ".", "Z", "b", "c", "o", "ë", "伟", "王", "𝒜", "<BOS>" }));
        Assert.That(new Vocabulary(letters.ToString()), Is.EqualTo(letters));
    }

    [Test]
    public void What_is_no_list_of_names_is_told_in_one_line()
    {
        Assert.That(Said(""), Does.EndWith("holds no names; write one a line"));
        Assert.That(Said(" \n\t\r\n"), Does.EndWith("holds no names; write one a line"));
        Assert.That(Said("ada\nb\0o\n"), Does.Contain("line 2 is no text"));
        Assert.That(Said("ada\n", [0xff, 0xfe, 0xfd, 0xc3]), Does.Contain("is no text"));
        Assert.That(Said("ada\u001b[2J\n"), Does.Contain("line 1 is no text"));
        string many = string.Concat(Enumerable.Range(0x4e00, NameList.MostLetters + 1).Select(c => $"{(char)c}"));
        Assert.That(Said(many), Does.Contain("has 10001 different characters"));
        Assert.That(() => NameList.Read(_file + ".no"), Throws.TypeOf<DataException>().With.Message.Contains("there is no such file"));
        Assert.That(() => NameList.Read(Path.GetTempPath()), Throws.TypeOf<DataException>().With.Message.Contains("is a folder"));

        string Said(string text, params byte[] more)
        {
            File.WriteAllBytes(_file, [.. Encoding.UTF8.GetBytes(text), .. more]);
            string message = Assert.Throws<DataException>(() => NameList.Read(_file))!.Message;
            Assert.That(message, Does.StartWith(_file + ": ").And.Not.Contain("\n"));
            return message;
        }
    }

    [Test]
    public void A_letter_that_a_model_has_not_learnt_is_named()
    {
        File.WriteAllText(_file, "ada\nzoe\n");
        NameList list = NameList.Read(_file);
        Assert.That(() => list.ToDataset(new("ado"), 4), Throws.TypeOf<DataException>().With.Message.EqualTo(
            $"{_file}: the letter z is not among those of the model: ado"));
    }

    [Test]
    public void Without_a_file_words_are_made_up_of_all_letters_and_said_to_be()
    {
        NameList words = NameList.MadeUp();
        Assert.That(words.Names, Has.Length.EqualTo(NameList.MadeUpCount).And.All.Match("^[a-z]{2,9}$"));
        Assert.That(words.Vocabulary.Count, Is.EqualTo(27));
        Assert.That(NameList.MadeUp().Names, Is.EqualTo(words.Names));
        Assert.That(NameList.MadeUp(1).Names, Is.Not.EqualTo(words.Names));
        Dataset loaded = DatasetStore.Load(DatasetKind.Names, DatasetSplit.Train, null);
        Assert.That(loaded.Names!.Names, Is.EqualTo(words.Names));
        Assert.That(loaded.Note!(Language.English), Does.Contain("made up"));
    }

    [Test]
    public void The_data_set_of_a_file_is_found_again_by_its_name()
    {
        File.WriteAllText(_file, "ada\nbo\n");
        DatasetKind kind = DatasetKind.NamesOf(_file);
        Assert.That(DatasetKind.Parse(kind.Name), Is.EqualTo(kind));
        Assert.That(DatasetStore.Load(DatasetKind.Parse(kind.Name), DatasetSplit.Train, null).Names!.Names,
            Is.EqualTo(new[] { "ada", "bo" }));
        Assert.That(DatasetKind.Parse("names"), Is.EqualTo(DatasetKind.Names));
    }

    private static int[] Tokens(Dataset set, int index)
    {
        var tokens = new double[set.SampleShape.Length];
        set.Write(index, tokens);
        return [.. tokens.Select(t => (int)t)];
    }

    private static int[] Targets(Dataset set, int index)
    {
        var targets = new double[set.TargetShape.Length];
        set.WriteTarget(index, targets);
        return [.. targets.Select(t => (int)t)];
    }
}
