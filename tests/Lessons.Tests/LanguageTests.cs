using System.Text.Json;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Tests;

public sealed class LanguageTests
{
    [TestCase("en", Language.English)]
    [TestCase("EN", Language.English)]
    [TestCase("en_US", Language.English)]
    [TestCase("zh", Language.ChineseSimplified)]
    [TestCase("zh-CN", Language.ChineseSimplified)]
    [TestCase("zh_cn", Language.ChineseSimplified)]
    [TestCase("ZH-HANS", Language.ChineseSimplified)]
    [TestCase("zh-Hans-CN", Language.ChineseSimplified)]
    [TestCase("zh_TW", null)]
    [TestCase("zh-Hant", null)]
    [TestCase("fr", null)]
    [TestCase("english", null)]
    [TestCase("", null)]
    [TestCase(null, null)]
    public void A_language_is_read_by_its_name(string? text, Language? expected)
    {
        Assert.That(Languages.TryParse(text, out Language? language), Is.EqualTo(expected is not null));
        Assert.That(language, Is.EqualTo(expected));
    }

    [TestCase("LANG=zh_CN.UTF-8", Language.ChineseSimplified)]
    [TestCase("LANG=zh_SG", Language.ChineseSimplified)]
    [TestCase("LANG=zh_Hans", Language.ChineseSimplified)]
    [TestCase("LANG=zh_CN.GB18030@pinyin", Language.ChineseSimplified)]
    [TestCase("LANG=zh_TW.UTF-8", Language.English)]
    [TestCase("LANG=de_DE.UTF-8", Language.English)]
    [TestCase("", Language.English)]
    [TestCase("LANG=C.UTF-8", Language.English)]
    [TestCase("LC_ALL=C LANG=zh_CN.UTF-8", Language.English)]
    [TestCase("LC_ALL= LANG=zh_CN.UTF-8", Language.ChineseSimplified)]
    [TestCase("LC_MESSAGES=en_US.UTF-8 LANG=zh_CN.UTF-8", Language.English)]
    [TestCase("LC_MESSAGES=zh_CN.UTF-8 LANG=en_US.UTF-8", Language.ChineseSimplified)]
    [TestCase("LC_ALL=en_GB.UTF-8 LC_MESSAGES=zh_CN.UTF-8", Language.English)]
    [TestCase("LC_CTYPE=zh_CN.UTF-8", Language.English)]
    [TestCase("LANG=en_US.UTF-8 LANGUAGE=zh_CN:en", Language.ChineseSimplified)]
    [TestCase("LANG=zh_CN.UTF-8 LANGUAGE=fr:en:zh", Language.English)]
    [TestCase("LANG=zh_CN.UTF-8 LANGUAGE=fr", Language.ChineseSimplified)]
    [TestCase("LANG=POSIX LANGUAGE=zh_CN", Language.English)]
    [TestCase("LANGUAGE=zh_CN", Language.English)]
    public void The_system_s_language_is_found_as_gettext_finds_it(string environment, Language expected)
    {
        Dictionary<string, string> variables = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(v => v.Split('=')[0], v => v.Split('=')[1]);
        Assert.That(Languages.OfEnvironment(variables.GetValueOrDefault), Is.EqualTo(expected));
    }

    [Test]
    public void Every_language_is_called_by_a_code_that_is_understood()
    {
        foreach (Language language in Enum.GetValues<Language>())
        {
            Assert.That(Languages.TryParse(language.Code(), out Language? read), Is.True);
            Assert.That(read, Is.EqualTo(language));
        }
    }

    [Test]
    public void A_text_that_is_not_translated_falls_back_to_English()
    {
        var both = new LocalText("weight", "权重");
        Assert.That((both.In(Language.English), both.In(Language.ChineseSimplified), both.IsTranslated),
            Is.EqualTo(("weight", "权重", true)));
        foreach (string? missing in new[] { null, "", " " })
            Assert.That((new LocalText("weight", missing).In(Language.ChineseSimplified), new LocalText("weight", missing).IsTranslated),
                Is.EqualTo(("weight", false)));
    }

    [Test]
    public void A_text_is_read_from_JSON_by_the_codes_of_its_languages()
    {
        Assert.That(JsonSerializer.Deserialize<LocalText>("""{ "en": "weight", "zh-Hans": "权重" }"""),
            Is.EqualTo(new LocalText("weight", "权重")));
        Assert.That(JsonSerializer.Deserialize<LocalText>("""{ "en": "weight" }"""), Is.EqualTo(new LocalText("weight", null)));
    }
}
