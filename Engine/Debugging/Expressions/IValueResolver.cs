using Backstep.Engine.Tensors;

namespace Backstep.Engine.Debugging.Expressions;

/// <summary>Where an expression finds the values that it names.</summary>
public interface IValueResolver
{
    /// <summary>Every name that an expression may use, whether or not its value is known at this moment. Names may hold
    /// dots, digits and signs: <c>conv1.weight.grad</c>, <c>∂E/∂w5</c>, <c>d(out_o1)/d(l_o1)</c>, <c>w5⁺</c>.</summary>
    IEnumerable<string> Names { get; }

    /// <summary>Gives the present value of <paramref name="name"/>; false if there is none (yet).</summary>
    bool TryResolve(string name, out Tensor value);

    /// <summary>One line for the user that says why <see cref="TryResolve"/> has no value,
    /// such as "w5.grad is not computed before step 31".</summary>
    string WhyMissing(string name, Language language);
}
