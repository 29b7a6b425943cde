"""Trains the small GPT on names with PyTorch, one name a step, and prints one JSON line: seconds of each round, the last losses.

usage: torch_names_job.py FILE STEPS ROUNDS THREADS

The algorithm of Backstep's program microgpt in tensor form: RMSNorm without gain, causal attention of four heads, no biases, Adam whose
rate falls linearly. The tensors of all names are made before the clock starts, and only the positions of a name are calculated.
"""
import json
import random
import sys
import time

import torch
import torch.nn.functional as F

WIDTH, HEADS, BLOCK = 16, 4, 16


def rmsnorm(x):
    return x * (x.pow(2).mean(-1, keepdim=True) + 1e-5).rsqrt()


def heads(x):
    return x.view(-1, HEADS, WIDTH // HEADS).transpose(0, 1)


def loss_of(p, tokens, targets, later):
    n = len(tokens)
    x = rmsnorm(F.embedding(tokens, p["wte"]) + p["wpe"][:n])
    a = rmsnorm(x)
    q, k, v = (heads(F.linear(a, p[w])) for w in ("wq", "wk", "wv"))
    scores = (q @ k.transpose(1, 2)) * (WIDTH // HEADS) ** -0.5
    weights = F.softmax(scores.masked_fill(later[:n, :n], -float("inf")), -1)
    x = x + F.linear((weights @ v).transpose(0, 1).reshape(n, WIDTH), p["wo"])
    x = x + F.linear(F.relu(F.linear(rmsnorm(x), p["fc1"])), p["fc2"])
    return F.cross_entropy(F.linear(x, p["lm_head"]), targets)


def main():
    file, steps, rounds, threads = sys.argv[1], *map(int, sys.argv[2:5])
    torch.set_num_threads(threads)
    names = [line.strip() for line in open(file, encoding="utf-8") if line.strip()]
    random.seed(42)
    random.shuffle(names)
    letters = sorted(set("".join(names)))
    bos = len(letters)
    number = {c: i for i, c in enumerate(letters)}
    samples = []
    for step in range(steps):
        row = [bos] + [number[c] for c in names[step % len(names)]] + [bos]
        n = min(BLOCK, len(row) - 1)
        samples.append((torch.tensor(row[:n]), torch.tensor(row[1:n + 1])))
    shapes = {"wte": (bos + 1, WIDTH), "wpe": (BLOCK, WIDTH), "lm_head": (bos + 1, WIDTH), "wq": (WIDTH, WIDTH), "wk": (WIDTH, WIDTH),
              "wv": (WIDTH, WIDTH), "wo": (WIDTH, WIDTH), "fc1": (4 * WIDTH, WIDTH), "fc2": (WIDTH, 4 * WIDTH)}
    later = torch.ones(BLOCK, BLOCK).triu(1).bool()
    seconds, mean = [], 0
    for _ in range(rounds + 1):
        p = {k: torch.tensor([random.gauss(0, 0.08) for _ in range(a * b)]).view(a, b).requires_grad_() for k, (a, b) in shapes.items()}
        optimizer = torch.optim.Adam(p.values(), lr=0.01, betas=(0.85, 0.99), eps=1e-8, foreach=True)
        losses = []
        start = time.perf_counter()
        for step, (tokens, targets) in enumerate(samples):
            for group in optimizer.param_groups:
                group["lr"] = 0.01 * (1 - step / steps)
            optimizer.zero_grad(set_to_none=True)
            loss = loss_of(p, tokens, targets, later)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        seconds.append(time.perf_counter() - start)
        mean = sum(losses[-50:]) / len(losses[-50:])
    print(json.dumps({"seconds": seconds[1:], "loss": mean, "torch": torch.__version__}))


if __name__ == "__main__":
    main()
