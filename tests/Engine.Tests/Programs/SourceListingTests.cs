using Backstep.Engine.Autograd;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Programs;

public class SourceListingTests
{
    [Test]
    public void Markers_name_what_a_line_makes_and_are_not_shown()
    {
        SourceListing listing = SourceListing.Parse("a = f(x)   #@ a\r\n\nb = g(a)  #@ b, backward\n");
        Assert.That(listing.Lines, Is.EqualTo(new[] { "a = f(x)", "", "b = g(a)" }));
        Assert.That((listing.LineOf("a", 1), listing.LineOf("b", 1), listing.LineOf("backward", 2)), Is.EqualTo((1, 3, 3)));
        Assert.That(listing[3], Is.EqualTo("b = g(a)"));
    }

    [Test]
    public void A_pass_has_a_line_of_its_own_before_the_general_one()
    {
        SourceListing listing = SourceListing.Parse("one #@ backward\ntwo #@ 2:backward");
        Assert.That((listing.LineOf("backward", 1), listing.LineOf("backward", 2), listing.LineOf("backward", 3)), Is.EqualTo((1, 2, 1)));
    }

    [Test]
    public void What_no_line_makes_is_an_error_that_names_it() =>
        Assert.That(
            () => SourceListing.Parse("a #@ a").LineOf("b", 1), Throws.TypeOf<KeyNotFoundException>().With.Message.Contains("makes b"));

    [Test]
    public void Two_lines_cannot_make_the_same() =>
        Assert.That(
            () => SourceListing.Parse("x #@ a\ny #@ a"),
            Throws.TypeOf<FormatException>().With.Message.Contains("line 2").And.Message.Contains("line 1"));

    [Test]
    public void A_builder_refuses_a_value_that_no_line_makes() =>
        Assert.That(
            () => new ProgramBuilder("p", SourceListing.Parse("x"))
                .Op(Opcode.Exp, "y", [new Value(0, "x", "x", Shape.Scalar, ValueKind.Input)]),
            Throws.TypeOf<KeyNotFoundException>());
}
