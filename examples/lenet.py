# LeNet as it is pasted out of a script: Backstep reads the nn.Sequential, the loss, the optimizer and the seed, and runs nothing of it.
from collections import OrderedDict

import torch
from torch import nn, optim

torch.manual_seed(1)

classes = 10
lenet = nn.Sequential(OrderedDict([
    ("conv1", nn.Conv2d(1, 6, kernel_size=5, padding=2)),
    ("relu1", nn.ReLU()),
    ("pool1", nn.MaxPool2d(2)),
    ("conv2", nn.Conv2d(6, 16, kernel_size=5)),
    ("relu2", nn.ReLU()),
    ("pool2", nn.MaxPool2d(2)),
    ("flatten", nn.Flatten()),
    ("fc1", nn.Linear(16 * 5 * 5, 120)),
    ("relu3", nn.ReLU()),
    ("fc2", nn.Linear(120, 84)),
    ("relu4", nn.ReLU()),
    ("fc3", nn.Linear(84, classes)),
]))

criterion = nn.CrossEntropyLoss()
optimizer = optim.SGD(lenet.parameters(), lr=0.1, momentum=0.9)
