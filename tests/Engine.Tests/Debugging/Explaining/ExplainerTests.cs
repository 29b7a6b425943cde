using Backstep.Engine.Autograd;
using Backstep.Engine.Backends.Reference;
using Backstep.Engine.Debugging;
using Backstep.Engine.Debugging.Explaining;
using Backstep.Engine.Models;
using Backstep.Engine.Operations;
using Backstep.Engine.Programs;
using Backstep.Engine.Tensors;

namespace Backstep.Engine.Tests.Debugging.Explaining;

public sealed class ExplainerTests
{
    [Test]
    public void The_terms_of_every_element_of_every_opcode_make_its_result()
    {
        var seen = new HashSet<Opcode>();
        var slopes = new HashSet<Opcode>();
        foreach (Timeline timeline in Networks.All())
        {
            var explainer = new Explainer(timeline);
            for (long iteration = 0; iteration <= timeline.Now.Iteration; iteration++)
                foreach (Instruction i in timeline.Program.Instructions)
                    for (int offset = 0; offset < i.Output.Shape.Length; offset++)
                    {
                        Explanation e = explainer.Explain(i.Output, offset, new(iteration, i.Index + 1), maxTerms: 7);
                        string what = $"{timeline.Program.Name}: {e.Subject} = {e.Symbolic} = {e.Numeric}";
                        double scale = e.Combination is Combination.Sum ? e.Terms.Sum(t => Math.Abs(t.Value)) : Math.Abs(e.Result);
                        Assert.That(e.Instruction, Is.SameAs(i), what);
                        Assert.That(e.Recombined(), Is.EqualTo(e.Result).Within(1e-12 * scale), what);
                        Assert.That(what, Does.Not.Contain("{").And.Not.Contain("?").And.Not.Contain(" via "));
                        Assert.That(e.Symbolic, Is.Not.Empty, what);
                        Assert.That(e.Numeric, Is.Not.Empty, what);
                        Assert.That(e.Sentence, Does.EndWith("."), what);
                        seen.Add(i.Opcode);
                        if (i.Attributes is DerivativeAttributes d) slopes.Add(d.Of);
                    }
        }
        Assert.That(seen, Is.EquivalentTo(Enum.GetValues<Opcode>()));
        Assert.That(slopes, Has.Count.EqualTo(18));
    }

    [Test]
    public void Every_factor_of_every_term_can_be_opened_down_to_what_was_given()
    {
        foreach (Timeline timeline in Networks.All())
        {
            var explainer = new Explainer(timeline);
            foreach (Value value in timeline.Program.Values) Open(explainer.Explain(value, value.Shape.Length - 1, maxTerms: 2), 0);

            void Open(Explanation e, int depth)
            {
                if (e.Instruction is null) Assert.That(e.Operation, Is.Not.Empty);
                if (depth > 3) return;
                foreach (Term term in e.Terms)
                    foreach (ElementRef factor in term.Factors.Take(3)) Open(explainer.Explain(factor, maxTerms: 2), depth + 1);
            }
        }
    }

    [Test]
    public void Every_program_of_the_catalog_can_be_explained()
    {
        foreach (ProgramEntry entry in ProgramCatalog.All)
        {
            var timeline = new Timeline(entry.Create(new ScenarioOptions { Seed = 3 }), new ReferenceBackend());
            timeline.MoveTo(new(0, timeline.Program.Instructions.Length));
            var explainer = new Explainer(timeline, 6);
            foreach (Instruction i in timeline.Program.Instructions)
                foreach (int offset in new[] { 0, i.Output.Shape.Length / 2 })
                {
                    Explanation e = explainer.Explain(i.Output, offset, new(0, i.Index + 1));
                    double scale = e.Terms.Sum(t => Math.Abs(t.Value)) + Math.Abs(e.Result);
                    Assert.That(e.Recombined(), Is.EqualTo(e.Result).Within(1e-12 * scale), $"{entry.Name}: {e.Subject} = {e.Symbolic}");
                    Assert.That(ExplanationText.Render(e, explainer, 3), Does.Contain(e.Subject));
                }
        }
    }

    [Test]
    public void An_output_weights_gradient_is_a_product_of_three()
    {
        Timeline timeline = Walkthrough.Run();
        Explanation e = new Explainer(timeline).Explain(timeline.Program["w5.grad"]);
        Assert.That(e.Subject, Is.EqualTo("∂E/∂w5"));
        Assert.That(e.Combination, Is.EqualTo(Combination.Product));
        Assert.That(e.Terms.Select(t => t.Symbolic), Is.EqualTo(new[] { "∂E/∂out_o1", "∂out_o1/∂l_o1", "∂l_o1/∂w5" }));
        Assert.That(e.Result, Is.EqualTo(-0.018375021542).Within(5e-13));
        Assert.That(e.Paths, Has.Length.EqualTo(1));
        Assert.That(e.Paths[0].Symbolic, Is.EqualTo(e.Symbolic));
    }

    [Test]
    public void A_hidden_weights_gradient_has_two_paths_that_add_up()
    {
        Timeline timeline = Walkthrough.Run();
        var explainer = new Explainer(timeline);
        Explanation e = explainer.Explain(timeline.Program["w1.grad"]);
        Assert.That(e.Symbolic, Is.EqualTo("∂E/∂out_h1 · ∂out_h1/∂l_h1 · ∂l_h1/∂w1"));
        Assert.That(e.Paths.Select(p => p.Symbolic), Is.EqualTo(new[]
        {
            "∂E/∂out_o1 · ∂out_o1/∂l_o1 · ∂l_o1/∂out_h1 · ∂out_h1/∂l_h1 · ∂l_h1/∂w1",
            "∂E/∂out_o2 · ∂out_o2/∂l_o2 · ∂l_o2/∂out_h1 · ∂out_h1/∂l_h1 · ∂l_h1/∂w1",
        }));
        Assert.That(e.Paths.Sum(p => p.Product), Is.EqualTo(0.000425236591).Within(5e-13));
        Assert.That(e.PathsLeftOut, Is.Zero);
    }

    [Test]
    public void A_hidden_gradient_shows_the_old_output_weight_after_the_update()
    {
        Timeline timeline = Walkthrough.Run();
        var explainer = new Explainer(timeline);
        Explanation slope = explainer.Explain(timeline.Program["d(l_o1)/d(out_h1)"]);
        Assert.That((slope.Symbolic, slope.Result), Is.EqualTo(("w5", 0.25)));
        Explanation w5 = explainer.Explain(timeline.Program["w5"]);
        Assert.That((w5.Subject, w5.Numeric), Is.EqualTo(("w5⁺", "0.25 − 1×(-0.018375021542)")));
        Explanation old = explainer.Explain(w5.Terms[0].Factors[0]);
        Assert.That((old.Subject, old.Result, old.Operation), Is.EqualTo(("w5", 0.25, "initial value")));
    }

    [Test]
    public void What_was_not_computed_says_where_it_comes_from()
    {
        Timeline timeline = Walkthrough.Run(2);
        Value w5 = timeline.Program["w5"];
        var explainer = new Explainer(timeline);
        Assert.That(explainer.Explain(timeline.Program["i1"]).Operation, Is.EqualTo("input (iteration 2's batch)"));
        Assert.That(explainer.Explain(timeline.Program["lr"]).Operation, Is.EqualTo("initial value"));
        Assert.That(explainer.Explain(w5, at: new(1, 0)).Subject, Is.EqualTo("w5"));
        Timeline fork = timeline.With([new(new(1, 0), w5, Tensor.Scalar(3))]);
        Assert.That(new Explainer(fork).Explain(w5, at: new(1, 5)).Operation, Is.EqualTo("edited by you"));
    }

    [Test]
    public void An_edited_slope_is_a_factor_of_its_own()
    {
        Timeline timeline = Walkthrough.Run();
        Value gradient = timeline.Program["l_o1.grad"];
        Instruction writer = timeline.Program.Writing("∂E/∂l_o1");
        Timeline fork = timeline.With([new(new(0, writer.Index + 1), gradient, Tensor.Scalar(2))]);
        Explanation e = new Explainer(fork).Explain(fork.Program["w5.grad"]);
        Assert.That(e.Symbolic, Is.EqualTo("l_o1.grad · ∂l_o1/∂w5"));
        Assert.That(e.Recombined(), Is.EqualTo(e.Result));
        Assert.That(e.Paths.Single().Product, Is.EqualTo(e.Result));
    }

    [Test]
    public void A_gradient_left_from_before_is_a_term_and_a_path()
    {
        Timeline timeline = Walkthrough.Run(2, zeroGrad: false);
        Explanation e = new Explainer(timeline).Explain(timeline.Program["w5.grad"]);
        Assert.That(e.Symbolic, Does.EndWith(" + w5.grad"));
        Assert.That(e.Terms.Select(t => t.Value).Last(), Is.EqualTo(-0.018375021542).Within(5e-13));
        Assert.That(e.Paths, Has.Length.EqualTo(2));
        Assert.That(e.Paths.Sum(p => p.Product), Is.EqualTo(e.Result).Within(1e-15));
    }

    [Test]
    public void The_paths_of_every_scalar_gradient_add_up_to_it()
    {
        foreach (Timeline timeline in new[] { Walkthrough.Run(2, zeroGrad: false), Networks.Scalars() })
            foreach (Value gradient in timeline.Program.Values.Where(v => v.Kind is ValueKind.Gradient && v.Name != "lr"))
            {
                var explainer = new Explainer(timeline);
                Moment written = new(timeline.Now.Iteration, timeline.Program.Instructions.Last(i => i.Output == gradient).Index + 1);
                Explanation e = explainer.Explain(gradient, at: written);
                if (e.PathsLeftOut > 0) continue;
                Assert.That(
                    e.Paths.Sum(p => p.Product), Is.EqualTo(e.Result).Within(1e-12 * e.Paths.Sum(p => Math.Abs(p.Product))), e.Subject);
            }
    }

    [Test]
    public void Paths_without_end_are_counted_and_not_walked()
    {
        // Each round doubles the paths: 2 to the 60th of them.
        string names = string.Join(", ", Enumerable.Range(0, 60).Select(k => $"a{k}, l{k}, r{k}"));
        var b = new ProgramBuilder("many", SourceListing.Parse($"run()  #@ y, backward, {names}"), isScalar: true);
        Value v = b.Parameter("w", Shape.Scalar);
        for (int k = 0; k < 60; k++) v = b.Op(Opcode.Add, $"a{k}", [b.Op(Opcode.Tanh, $"l{k}", [v]), b.Op(Opcode.Neg, $"r{k}", [v])]);
        Value y = b.Op(Opcode.Square, "y", [v]);
        Timeline timeline = Networks.Run(b.Backward(y).Build(), 1);
        Explanation e = new Explainer(timeline).Explain(timeline.Program["w.grad"]);
        Assert.That(e.Paths, Has.Length.EqualTo(16));
        Assert.That(e.PathsLeftOut, Is.EqualTo(Math.Pow(2, 60) - 16));
    }

    [Test]
    public void A_long_chain_is_one_product_with_all_its_factors()
    {
        string names = string.Join(", ", Enumerable.Range(0, 40).Select(k => $"t{k}"));
        var b = new ProgramBuilder("deep", SourceListing.Parse($"run()  #@ backward, {names}"), isScalar: true);
        Value v = b.Parameter("w", Shape.Scalar);
        for (int k = 0; k < 40; k++) v = b.Op(Opcode.Tanh, $"t{k}", [v]);
        Timeline timeline = Networks.Run(b.Backward(v).Build(), 1);
        Explanation e = new Explainer(timeline).Explain(timeline.Program["w.grad"]);
        Assert.That(e.Terms, Has.Length.EqualTo(40));
        Assert.That(e.Symbolic, Does.StartWith("∂t39/∂t38 · ∂t38/∂t37 · ").And.EndsWith(" · ∂t0/∂w"));
        Assert.That(e.Recombined(), Is.EqualTo(e.Result).Within(1e-12 * e.Result));
    }

    [Test]
    public void A_kernel_weights_gradient_is_a_sum_over_images_and_positions_largest_first()
    {
        Timeline timeline = Networks.Image();
        Value gradient = timeline.Program["conv1.weight.grad"];
        int offset = gradient.Shape.Offset(2, 0, 1, 1);
        Explanation e = new Explainer(timeline).Explain(gradient, offset, maxTerms: 4);
        Assert.That(e.Subject, Is.EqualTo("∂loss/∂conv1.weight[2,0,1,1]"));
        Assert.That(e.Symbolic, Is.EqualTo("Σ(n,v,u) ∂loss/∂conv1[n,2,v,u]·x[n,0,2v,2u]"));
        Assert.That(e.TermCount, Is.EqualTo(2 * 4 * 4));
        Assert.That(e.Terms, Has.Length.EqualTo(4));
        Assert.That(e.Terms.Select(t => Math.Abs(t.Value)), Is.Ordered.Descending);
        Assert.That(e.Terms.Sum(t => t.Value) + e.Remainder, Is.EqualTo(timeline.Read(gradient)![offset]).Within(1e-15));
        Assert.That(e.ZeroTerms, Is.GreaterThan(0), "pooling lets few gradients through");
        Assert.That(e.Terms[0].Share, Is.InRange(0.03, 1));
        Assert.That(e.Note, Is.Null);
    }

    [Test]
    public void Products_on_the_padding_are_left_out_and_counted()
    {
        Timeline timeline = Networks.Image();
        Explanation corner = new Explainer(timeline).Explain(timeline.Program["conv1"], 0);
        Assert.That(corner.TermCount, Is.EqualTo(2 * 2 * 2 + 1));
        Assert.That(corner.Note, Is.EqualTo("10 products lie on the padding and are 0"));
    }

    [Test]
    public void A_pooled_number_is_the_largest_of_four_and_says_which()
    {
        Timeline timeline = Networks.Image();
        Explanation e = new Explainer(timeline).Explain(timeline.Program["pool1"], 0);
        Assert.That(
            e.Terms.Select(t => t.Symbolic), Is.EqualTo(new[] { "conv1[0,0,0,0]", "conv1[0,0,0,1]", "conv1[0,0,1,0]", "conv1[0,0,1,1]" }));
        Assert.That(e.Symbolic, Is.EqualTo("max(conv1[0,0,0,0], conv1[0,0,0,1], conv1[0,0,1,0], conv1[0,0,1,1])"));
        string winner = e.Terms.MaxBy(t => t.Value)!.Symbolic;
        Assert.That(e.Note, Is.EqualTo($"the largest of 4 is {winner}"));
    }

    [Test]
    public void A_pooling_gradient_says_from_which_windows_it_comes()
    {
        Timeline timeline = Networks.Image();
        Value gradient = timeline.Program["conv1.grad"];
        var explainer = new Explainer(timeline);
        Explanation[] all = [.. Enumerable.Range(0, gradient.Shape.Length).Select(i => explainer.Explain(gradient, i))];
        Assert.That(all.Where(e => e.TermCount == 0).Select(e => e.Note), Has.All.Contains("gets nothing: larger in its window"));
        Assert.That(all.Where(e => e.TermCount > 1).Select(e => e.Note), Is.Not.Empty.And.All.Contains("is the largest of"));
        Assert.That(all.Sum(e => e.TermCount), Is.EqualTo(timeline.Program["pool1"].Shape.Length), "each window has one winner");
    }

    [Test]
    public void A_softmax_entry_is_its_exponential_over_the_sum_of_all()
    {
        Timeline timeline = Networks.Pointwise();
        Explanation e = new Explainer(timeline).Explain(timeline.Program["soft"], timeline.Program["soft"].Shape.Offset(1, 2));
        Assert.That(e.Symbolic, Is.EqualTo("exp(both[1,2])/Σ exp(both[j,2])"));
        Assert.That(e.Terms[0].Symbolic, Is.EqualTo("exp(both[1,2])"));
        Assert.That(e.Terms, Has.Length.EqualTo(3));
        Assert.That(e.Terms[0].Share, Is.EqualTo(e.Result).Within(1e-15));
    }

    [Test]
    public void A_softmax_of_large_scores_takes_the_largest_off_first()
    {
        var b = new ProgramBuilder("large", SourceListing.Parse("run()  #@ soft"));
        Value x = b.Input("x", new Shape(2)), soft = b.Op(Opcode.Softmax, "soft", [x], new AxisAttributes(0));
        var timeline = new Timeline(
            new Scenario(
                b.Build(), 0, new Dictionary<Value, Tensor>(),
                new FixedBatch("large", KeyValuePair.Create(x, new Tensor(x.Shape, [1000, 998])))),
            new ReferenceBackend());
        timeline.StepForward();
        Explanation e = new Explainer(timeline, 4).Explain(soft, 1);
        Assert.That(e.Symbolic, Is.EqualTo("exp(x[1] − max)/Σ exp(x[j] − max)"));
        Assert.That(e.Numeric, Is.EqualTo("exp(998 − 1000)/1.1353"));
        Assert.That(e.Recombined(), Is.EqualTo(e.Result).Within(1e-15));
        Assert.That(e.Note, Does.StartWith("max is the largest entry, 1000"));
    }

    [Test]
    public void What_is_too_long_ago_to_be_kept_says_so()
    {
        var timeline = new Timeline(Walkthrough.Start().Scenario, new ReferenceBackend(), budgetBytes: 1);
        Value w5 = timeline.Program["w5"];
        timeline.MoveTo(new(5, 1));
        // The iteration before the present one is always kept.
        Assert.That(new Explainer(timeline).Explain(w5).Operation, Is.EqualTo("sgd_step"));
        Explanation e = new Explainer(timeline).Explain(w5, at: new Moment(4, 1));
        Assert.That(
            (e.Combination, e.Operation), Is.EqualTo((Combination.Given, "written in iteration 4, whose values are no longer kept")));
        timeline.MoveTo(new(3, 0));
        Assert.That(new Explainer(timeline).Explain(w5, at: new Moment(2, 1)).Operation, Is.EqualTo("kept from before iteration 3"));
    }

    [Test]
    public void A_gradient_of_logits_is_the_probability_minus_the_truth_over_the_batch()
    {
        Timeline timeline = Networks.Image();
        int label = (int)timeline.Read(timeline.Program["labels"])![1];
        var explainer = new Explainer(timeline);
        Explanation right = explainer.Explain(timeline.Program["fc1.grad"], 4 + label),
            wrong = explainer.Explain(timeline.Program["fc1.grad"], 4 + (label + 1) % 4);
        Assert.That(right.Symbolic, Is.EqualTo($"∂loss/∂loss·(softmax(fc1[1])[{label}] − 1)/2"));
        Assert.That(wrong.Symbolic, Does.EndWith(" − 0)/2"));
        Assert.That(right.Note, Is.EqualTo($"{label} is the label of sample 1"));
    }

    [Test]
    public void What_cannot_be_explained_is_said_in_one_line()
    {
        Timeline timeline = Walkthrough.Start();
        var explainer = new Explainer(timeline);
        Assert.That(() => explainer.Explain(timeline.Program["l_h1"]), Throws.TypeOf<ExplainException>()
            .With.Message.EqualTo("l_h1 has no content at iteration 1, step 0: step past the instruction that writes it"));
        Assert.That(() => explainer.Explain(timeline.Program["w5"], 1), Throws.TypeOf<ExplainException>()
            .With.Message.EqualTo("w5 of shape () has no element 1: give one from 0 to 0"));
    }
}
