using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Data;
using Backstep.Engine.Debugging;
using Backstep.Engine.Models;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Debugging;

public class EditTests
{
    private static Tensor N(double number) => Tensor.Scalar(number);

    [Test]
    public void What_is_set_on_inputs_weights_and_the_learning_rate_gives_what_one_calculates_by_hand()
    {
        DebugSession session = Sessions.Session("one-weight");
        foreach ((string name, double number) in new[] { ("x", 1.5), ("w", 0), ("target", 1), ("lr", 1) })
            session.Set(session.Program[name], N(number));
        session.Iterate(2);
        // w = 0: gradient (0 - 1)·1.5 = -1.5, w = 1.5; then (2.25 - 1)·1.5 = 1.875, w = -0.375.
        Assert.That(session.Scalar("w"), Is.EqualTo(-0.375));
    }

    /// <summary>The numbers of Matt Mazur's "A Step by Step Backpropagation Example",
    /// whose second loss other programs give to twelve digits.</summary>
    [TestCase(true)]
    [TestCase(false)]
    public void The_classic_network_has_its_second_loss(bool together)
    {
        DebugSession session = Sessions.Session("two-layer");
        Assignment[] numbers =
        [
            .. new (string Name, double Number)[]
            {
                ("i1", 0.05), ("i2", 0.10), ("target_o1", 0.01), ("target_o2", 0.99), ("w1", 0.15), ("w2", 0.20), ("w3", 0.25),
                ("w4", 0.30),
                ("w5", 0.40), ("w6", 0.45), ("w7", 0.50), ("w8", 0.55), ("b1", 0.35), ("b2", 0.60), ("lr", 0.5),
            }.Select(n => new Assignment(session.Program[n.Name], N(n.Number))),
        ];
        if (together) session.Set(numbers);
        else foreach (Assignment number in numbers) session.Set([number]);
        Assert.That(session.Timelines, Has.Count.EqualTo(together ? 2 : 1 + numbers.Length));
        session.Iterate();
        Assert.That(session.Scalar("E"), Is.EqualTo(0.298371108760).Within(1e-12));
        session.Iterate();
        Assert.That(session.Scalar("E"), Is.EqualTo(0.285750886699).Within(1e-12));
    }

    [TestCase("i1", 0.7)]
    [TestCase("target_o1", 0.2)]
    [TestCase("out_h1", 0.3)]
    [TestCase("l_o2", -1.0)]
    [TestCase("E_o1", 2.0)]
    [TestCase("w5.grad", 0.0)]
    [TestCase("lr", 0.0)]
    public void An_edit_lasts(string name, double number)
    {
        DebugSession session = Sessions.Session();
        session.Set(session.Program[name], N(number));
        for (int i = 0; i < 3; i++)
        {
            session.Iterate();
            Assert.That(session.Scalar(name), Is.EqualTo(number), $"iteration {i}");
        }
        session.Restart();
        session.Iterate(3);
        Assert.That(session.Scalar(name), Is.EqualTo(number), "gone through again");
    }

    [Test]
    public void What_follows_from_a_lasting_edit_is_calculated_with_it_in_every_iteration()
    {
        DebugSession session = Sessions.Session();
        session.Set(session.Program["w5.grad"], N(0));
        double w5 = session.Scalar("w5"), w6 = session.Scalar("w6");
        session.Iterate(3);
        Assert.That(session.Scalar("w5"), Is.EqualTo(w5), "a gradient of zero changes nothing");
        Assert.That(session.Scalar("w6"), Is.Not.EqualTo(w6));
    }

    [Test]
    public void A_weight_that_is_set_is_where_training_goes_on_from()
    {
        DebugSession session = Sessions.Session();
        session.Set(session.Program["w5"], N(1));
        session.Iterate();
        double after = session.Scalar("w5");
        Assert.That(after, Is.Not.EqualTo(1));
        session.Step();
        Assert.That(session.Scalar("w5"), Is.EqualTo(after));
    }

    [Test]
    public void An_edit_lasts_in_every_pass_of_a_script()
    {
        DebugSession session = Sessions.Session("week4-net");
        Value conv1 = session.Program["conv1"];
        session.Set(conv1, Tensor.Full(conv1.Shape, 0.5));
        int seen = 0;
        for (int i = 0; i < session.Program.Instructions.Length; i++)
        {
            session.Step();
            if (session.Timeline.Last!.Output != conv1) continue;
            seen++;
            Assert.That(session.Timeline.Read(conv1)!.Data.ToArray(), Is.All.EqualTo(0.5));
        }
        Assert.That(seen, Is.EqualTo(3));
    }

    [Test]
    public void A_gradient_that_is_set_is_what_a_later_pass_ends_with()
    {
        DebugSession session = Sessions.Session("tutorial-net-001");
        Value bias = session.Program["fc3.bias.grad"];
        session.Set(bias, Tensor.Full(bias.Shape, 2));
        session.RunTo(Phase.Update);
        Assert.That(session.Timeline.Read(bias)!.Data.ToArray(), Is.All.EqualTo(2));
    }

    [Test]
    public void An_element_that_is_set_lasts_while_the_rest_comes_with_the_data()
    {
        DebugSession session =
            new(ProgramCatalog.Get("network2").Create(new() { BatchSize = 2, Dataset = SyntheticDigits.Create(8) }),
                new ReferenceBackend());
        Value images = session.Program["x"];
        session.Set([new(images, N(7), 5)]);
        Tensor first = session.Timeline.Read(images)!;
        session.Iterate();
        session.Step();
        Tensor second = session.Timeline.Read(images)!;
        session.SwitchTo(0);
        Tensor untouched = session.Timeline.Read(images)!;
        Assert.That((first[5], second[5]), Is.EqualTo((7.0, 7.0)));
        Assert.That(second.BitEquals(untouched.With(5, 7)), Is.True, "nothing else of the second batch is changed");
        Assert.That(second.BitEquals(first), Is.False);
    }

    [Test]
    public void Elements_of_one_value_are_set_one_after_another()
    {
        DebugSession session = Sessions.Session("conv4x4");
        Value y = session.Program["conv1"];
        session.Set([new(y, N(1), 0), new(y, N(2), 1)]);
        session.Set([new(y, N(3), 0)]);
        session.Iterate(2);
        Assert.That(session.Timeline.Read(y)!.Data[..2].ToArray(), Is.EqualTo(new[] { 3.0, 2.0 }));
        Assert.That(session.Timeline.Edits, Has.Count.EqualTo(2));
    }

    [Test]
    public void An_edit_holds_from_the_moment_at_which_it_was_made()
    {
        DebugSession session = Sessions.Session();
        Value i1 = session.Program["i1"];
        double before = session.Scalar("i1");
        session.Iterate(3);
        session.Step();
        session.Set(i1, N(0.9));
        session.Iterate();
        session.GoTo(new(1, 1));
        Assert.That(session.Scalar("i1"), Is.EqualTo(before));
        session.GoTo(new(3, 0));
        Assert.That(session.Scalar("i1"), Is.EqualTo(0.9));
    }

    [Test]
    public void Of_two_edits_of_a_value_the_one_made_last_holds_also_where_the_other_one_was_made_later()
    {
        foreach (string name in new[] { "i1", "w5", "out_h1" })
        {
            DebugSession session = Sessions.Session();
            Value value = session.Program[name];
            session.Iterate(3);
            session.Step(3);
            session.Set(value, N(0.9));
            session.GoTo(new(1, 3));
            session.Set(value, N(0.1));
            Assert.That(session.Timeline.Edits, Has.Count.EqualTo(1), name);
            session.GoTo(new(3, 3));
            Assert.That(session.Scalar(name), value.IsState ? Is.Not.EqualTo(0.9) : Is.EqualTo(0.1), name);
        }
    }

    [Test]
    public void Undo_goes_back_to_the_timeline_without_the_last_edits()
    {
        DebugSession session = Sessions.Session();
        session.Set([new(session.Program["w5"], N(1)), new(session.Program["i1"], N(2))]);
        session.Set(session.Program["w5"], N(3));
        session.Iterate();
        Moment now = session.Now;
        session.Undo();
        Assert.That((session.Current, session.Now, session.Timeline.Edits.Count), Is.EqualTo((1, now, 2)));
        session.Undo();
        Assert.That((session.Current, session.Timeline.Edits.Count), Is.EqualTo((0, 0)), "both of what was set together");
        Assert.That(() => session.Undo(), Throws.TypeOf<DebugException>().With.Message.Contains("nothing has been set"));
        Assert.That(session.Timelines, Has.Count.EqualTo(3), "what was made stays");
    }

    [Test]
    public void The_edit_of_one_value_is_taken_back_and_the_others_stay()
    {
        DebugSession session = Sessions.Session();
        Value w5 = session.Program["w5"], i1 = session.Program["i1"];
        session.Set(w5, N(1));
        session.Set(i1, N(2));
        session.Iterate(2);
        WhatIf without = session.Undo(w5);
        Assert.That((session.Current, session.Timeline.Edits.Single().Value, without.Undone.Single().Value), Is.EqualTo((3, i1, w5)));
        DebugSession other = Sessions.Session();
        other.Set(other.Program["i1"], N(2));
        other.Iterate(2);
        Assert.That(session.Timeline.Picture(), Is.EqualTo(other.Timeline.Picture()));
        Assert.That(() => session.Undo(w5), Throws.TypeOf<DebugException>().With.Message.Contains("w5 has not been set"));
        session.Undo();
        Assert.That(session.Current, Is.Zero, "the last edit that is left");
    }

    [Test]
    public void Undo_is_in_the_journal()
    {
        DebugSession session = Sessions.Session();
        session.Set(session.Program["w5"], N(1));
        JournalEntry? last = null;
        session.Recorded += e => last = e;
        session.Undo();
        Assert.That(((Undone)last!).Edits.Single().Value.Name, Is.EqualTo("w5"));
    }

    [Test]
    public void What_does_not_fit_is_refused_and_makes_no_timeline()
    {
        DebugSession session = Sessions.Session("conv4x4");
        Value weight = session.Program["conv1.weight"];
        foreach (Assignment wrong in new Assignment[] { new(weight, N(1)), new(weight, Tensor.Full(weight.Shape, 1), 0),
            new(weight, N(1), 9), new(weight, N(1), -1) })
            Assert.That(() => session.Set([wrong]), Throws.TypeOf<DebugException>().With.Message.Contains("conv1.weight"));
        Assert.That(session.Timelines, Has.Count.EqualTo(1));
    }

    [TestCase(10)]
    [TestCase(-1)]
    [TestCase(2.5)]
    [TestCase(double.NaN)]
    public void A_label_can_only_become_a_class(double label)
    {
        DebugSession session = Sessions.Session("network2");
        Value labels = session.Program["labels"];
        Assert.That(
            () => session.Set([new(labels, Tensor.Scalar(label), 1)]),
            Throws.TypeOf<DebugException>().With.Message.EqualTo("labels holds labels: whole numbers from 0 to 9"));
        Assert.That(() => session.Set([new(labels, Tensor.Full(labels.Shape, label))]), Throws.TypeOf<DebugException>());
        session.Set([new(labels, Tensor.Scalar(9), 1)]);
        Assert.That(session.Iterate().Kind, Is.EqualTo(StopKind.EndOfIteration));
    }
}
