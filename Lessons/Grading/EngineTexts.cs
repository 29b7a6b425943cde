using System.Collections.Frozen;
using Backstep.Engine.Bugs;
using Backstep.Lessons.Texts;

namespace Backstep.Lessons.Grading;

/// <summary>The bugs' own words, in Chinese too.</summary>
public static class EngineTexts
{
    private static readonly FrozenDictionary<string, (string Title, string Description)> Chinese = new Dictionary<string, (string, string)>
    {
        ["no-zero-grad"] = ("缺少 zero_grad", "没有把梯度清零，所以每次反向传播的梯度都累加起来，每一步都沿着它们的和走。"),
        ["zero-grad-after-backward"] = ("zero_grad 放在了 backward 与 step 之间", "梯度算出来之后、使用之前就被清零了：什么也学不到。"),
        ["step-before-backward"] = ("step 放在了 backward 之前", "更新时这一步的梯度还没有算出来，用到的只是 zero_grad 留下的零。"),
        ["updated-weights-in-backward"] = ("反向传播途中就更新了权重", "每个参数一得到自己的梯度就立刻更新，因此前面各层的梯度是用已经更新过的权重算的。"),
        ["stale-forward"] = ("前向传播只做了一次", "前向传播写在了循环外面：从第二步起，损失和梯度都是用最初权重的激活值算的。"),
        ["one-path-left-out"] = ("几条路径里只算了第一条", "隐藏层的值影响好几个神经元，这里只算了经过第一个神经元的那部分梯度，其余的忘掉了。"),
        ["missing-sigmoid-derivative"] = ("漏掉了 sigmoid 的斜率", "反向经过 sigmoid 时梯度原样传了过去，没有乘 值·(1 − 值)。"),
        ["missing-output-sigmoid-derivative"] = ("漏掉了输出层 sigmoid 的斜率", "反向经过输出端的 sigmoid 时，损失的梯度原样传了过去，没有乘 值·(1 − 值)。"),
        ["misplaced-sigmoid-derivative"] = ("在 sigmoid 的输入处取了斜率", "sigmoid 的斜率是 值·(1 − 值)；这里在该用函数值的地方代入了进入 sigmoid 的数。"),
        ["loss-gradient-sign"] = ("损失的梯度正负号错了", "忘了 −(target − out) 的负号，所有梯度都指向相反的方向，每一步都让损失变大。"),
        ["missing-half"] = ("反向时忘了损失里的 1/2", "损失是 ½(target − out)²，梯度却按 (target − out)² 来算：每个梯度都大了一倍。"),
        ["swapped-weights"] = ("反向时两个权重弄混了", "回到隐藏层时，从第二个隐藏神经元到第一个输出的权重，与从第一个隐藏神经元到第二个输出的权重互换了。"),
        ["relu-backward-ignored"] = ("反向时忽略了 ReLU", "梯度穿过了每个单元，包括输入为负、输出为 0 的那些。"),
        ["no-bias-gradient"] = ("偏置没有梯度", "反向传播停在权重上：所有偏置的梯度始终是 0，偏置永远不变。"),
        ["kernel-gradient-of-one-patch"] = ("卷积核的梯度只算了一个位置", "卷积核在图像的每个位置都用到，这里却只算了第一个位置的那部分梯度。"),
        ["pool-gradient-to-all"] = ("最大池化把梯度给了每个像素", "每个窗口的全部梯度传给了窗口里的所有像素，而不是只传给最大的那个。"),
        ["pool-gradient-shared"] = ("最大池化把梯度平分了", "每个窗口的梯度被像素平分，像平均池化那样；其实只有最大的那个应该得到它。"),
        ["softmax-twice"] = ("交叉熵之前又做了 softmax", "这个损失接收 logits，自己会做 softmax；这里给它的是概率，softmax 做了两次，梯度变小。"),
        ["sum-instead-of-mean"] = ("损失对批次求和而不是取平均", "用了 reduction=\"sum\" 而不是平均：损失和梯度随元素个数变大，学习率就不再合适。"),
        ["missing-flatten"] = ("没有展平图像", "第一个线性层之前得到的仍是图像，最后一维不等于 in_features，PyTorch 报形状错误。"),
        ["wrong-in-features"] = ("第一个线性层的 in_features 错了", "in_features 按错误的形状来数（最后一次池化之前，或只数了一行），所以该层接不上前面的输出。"),
        ["missing-relu"] = ("各层之间没有 ReLU", "没有会弯曲的函数，多层网络与一层能做的一样：整个网络仍是线性的。"),
        ["zero-initialisation"] = ("所有权重从零开始", "权重全为 0 时，同一层的神经元完全一样，也没有梯度能传回去：隐藏层权重得不到梯度。"),
        ["large-initialisation"] = ("权重的初值大了一百倍", "加权和变得极大，sigmoid 落在两端的平坦处（饱和），其他网络则会爆炸。"),
        ["dead-relu"] = ("有一个 ReLU 从不激活", "某个单元的偏置太负，对任何输入都是 0；它的梯度也是 0，所以再也回不来。"),
        ["learning-rate-too-high"] = ("学习率大了一百倍", "每一步都越过最低点，落到另一侧更高的地方；损失不降反升。"),
        ["update-sign"] = ("更新沿着梯度往上走", "把学习率乘梯度加到了参数上，而不是减去：每一步都让损失变大。"),
        ["momentum-forgotten"] = ("更新时忘了动量", "每一步只用当前的梯度，没有加上之前各步留下的动量。"),
        ["bias-correction-forgotten"] = ("Adam 的平均值没有校正", "Adam 的两个平均值从零开始，没有做偏差校正，所以最初几步的大小不对。"),
    }.ToFrozenDictionary();

    /// <summary>What is wrong, in a few words.</summary>
    public static LocalText Title(Bug bug) => new(bug.Title, Chinese.TryGetValue(bug.Name, out var texts) ? texts.Title : null);

    /// <summary>What is wrong and what it does, in a sentence or two.</summary>
    public static LocalText Of(Bug bug) => new(bug.Description, Chinese.TryGetValue(bug.Name, out var texts) ? texts.Description : null);
}
