"""Trains one of the tutorials' jobs with PyTorch and prints one JSON line: seconds of each epoch, test accuracy, the first losses.

usage: torch_job.py LETTER FOLDER_OF_THE_IDX_FILES EPOCHS SEED

The whole normalised training set lies in memory and a batch is one index_select: the data loader's own cost is left out,
which favours PyTorch. Threads and affinity are set by whoever starts this, through the environment.
"""
import gzip
import json
import os
import sys
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F


class Network2(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.conv2 = nn.Conv2d(6, 12, 5)
        self.fc1 = nn.Linear(192, 120)
        self.fc2 = nn.Linear(120, 60)
        self.out = nn.Linear(60, 10)

    def forward(self, t):
        t = F.max_pool2d(F.relu(self.conv1(t)), 2, 2)
        t = F.max_pool2d(F.relu(self.conv2(t)), 2, 2)
        t = t.reshape((t.shape[0], -1))
        return self.out(F.relu(self.fc2(F.relu(self.fc1(t)))))


class Network3(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.conv2 = nn.Conv2d(6, 12, 5)
        self.conv3 = nn.Conv2d(12, 24, 2, padding=1)
        self.fc1 = nn.Linear(96, 120)
        self.fc2 = nn.Linear(120, 60)
        self.out = nn.Linear(60, 10)

    def forward(self, t):
        t = F.max_pool2d(F.relu(self.conv1(t)), 2, 2)
        t = F.max_pool2d(F.relu(self.conv2(t)), 2, 2)
        t = F.max_pool2d(F.relu(self.conv3(t)), 2, 2)
        t = t.reshape((t.shape[0], -1))
        return self.out(F.relu(self.fc2(F.relu(self.fc1(t)))))


def mlp():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10))


JOBS = {"A": (Network2, 100, 0.1, True), "B": (mlp, 64, 1e-3, False), "C": (Network3, 40, 0.1, False)}


def read(folder, name):
    path = os.path.join(folder, name)
    with (open(path, "rb") if os.path.exists(path) else gzip.open(path + ".gz", "rb")) as f:
        data = f.read()
    dims = [int.from_bytes(data[4 + 4 * i:8 + 4 * i], "big") for i in range(data[3])]
    return np.frombuffer(data, np.uint8, offset=4 + 4 * len(dims)).reshape(dims).copy()


def load(folder, split, normalise):
    x = torch.from_numpy(read(folder, split + "-images-idx3-ubyte")).float().div(255).unsqueeze(1)
    return (x.sub_(0.1307).div_(0.3081) if normalise else x), torch.from_numpy(read(folder, split + "-labels-idx1-ubyte")).long()


def loader_order(n):
    """The order of DataLoader(shuffle=True)."""
    torch.empty((), dtype=torch.int64).random_()
    generator = torch.Generator()
    generator.manual_seed(int(torch.empty((), dtype=torch.int64).random_().item()))
    return torch.randperm(n, generator=generator)


def main():
    letter, folder, epochs, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    make, batch, rate, normalise = JOBS[letter]
    x, y = load(folder, "train", normalise)
    torch.manual_seed(seed)
    model = make()
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    loss_of = nn.CrossEntropyLoss()
    seconds, losses = [], []
    for _ in range(epochs):
        start = time.perf_counter()
        order = loader_order(len(y))
        total, correct = 0.0, 0
        for first in range(0, len(y), batch):
            at = order[first:first + batch]
            labels = y[at]
            out = model(x[at])
            loss = loss_of(out, labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
            correct += int((out.argmax(1) == labels).sum())
            if len(losses) < 100:
                losses.append(loss.item())
        seconds.append(time.perf_counter() - start)
    x, y = load(folder, "t10k", normalise)
    with torch.no_grad():
        right = sum(int((model(x[i:i + 500]).argmax(1) == y[i:i + 500]).sum()) for i in range(0, len(y), 500))
    print(json.dumps({"seconds": seconds, "accuracy": 100 * right / len(y), "losses": losses, "torch": torch.__version__, "threads": torch.get_num_threads()}))


if __name__ == "__main__":
    main()
