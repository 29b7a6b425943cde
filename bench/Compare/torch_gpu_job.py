"""Trains one of the tutorials' jobs with PyTorch on a GPU and prints one JSON line: seconds of each epoch, test accuracy, the first losses, kernels a step.

usage: torch_gpu_job.py LETTER FOLDER_OF_THE_IDX_FILES EPOCHS SEED DEVICE MODE
       torch_gpu_job.py describe

DEVICE is cuda (or cpu, to try eager mode where there is no card). MODE is
  eager    each operation launched by itself
  graphs   the whole step captured as a CUDA graph over static buffers, and replayed
  compile  forward pass and loss by torch.compile(mode="reduce-overhead")

In all of them the data set lies on the device, an epoch's order goes there once, a batch is taken by its indices, losses and correct counts are
summed there and read once an epoch: the device is never waited for in between. What cannot be done is {"problem": "..."}.
"""
import json
import sys
import time

import torch
import torch.nn as nn

from torch_job import JOBS, load, loader_order

LOGGED = 100


class Problem(Exception):
    pass


class Training:
    """A job on a device: its data, its model, and sums that stay on the device."""

    def __init__(self, letter, folder, seed, device):
        make, self.batch, rate, self.normalise = JOBS[letter]
        self.device, self.folder = device, folder
        x, y = load(folder, "train", self.normalise)
        self.x, self.y = x.to(device), y.to(device)
        torch.manual_seed(seed)
        # Made on the processor: the generator of a card gives other numbers.
        self.model = make().to(device)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=rate)
        self.loss_of = nn.CrossEntropyLoss()
        self.total = torch.zeros((), device=device)
        self.correct = torch.zeros((), dtype=torch.int64, device=device)
        self.log = torch.zeros(LOGGED, device=device)
        self.logged = 0

    def forward(self, images, labels):
        out = self.model(images)
        return self.loss_of(out, labels), out

    def count(self, loss, out, labels):
        self.total.add_(loss.detach())
        self.correct.add_((out.argmax(1) == labels).sum())

    def keep(self, loss):
        if self.logged < LOGGED:
            self.log[self.logged].copy_(loss.detach())
            self.logged += 1

    def begin(self, order):
        self.order = order.to(self.device)
        self.total.zero_()
        self.correct.zero_()

    def end(self):
        return float(self.total), int(self.correct)

    def accuracy(self):
        x, y = load(self.folder, "t10k", self.normalise)
        x, y = x.to(self.device), y.to(self.device)
        with torch.no_grad():
            right = sum(int((self.model(x[i:i + 500]).argmax(1) == y[i:i + 500]).sum()) for i in range(0, len(y), 500))
        return 100 * right / len(y)


class Eager(Training):
    def step(self, first):
        at = self.order[first:first + self.batch]
        labels = self.y[at]
        loss, out = self.forward(self.x[at], labels)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        self.count(loss, out, labels)
        self.keep(loss)


class Compiled(Eager):
    def __init__(self, letter, folder, seed, device):
        super().__init__(letter, folder, seed, device)
        if not hasattr(torch, "compile"):
            raise Problem(f"PyTorch {torch.__version__} has no torch.compile (it came with 2.0)")
        # A smaller last batch is a program of its own, not one for all sizes.
        self.forward = torch.compile(self.forward, mode="reduce-overhead", dynamic=False)

    def step(self, first):
        mark = getattr(getattr(torch, "compiler", None), "cudagraph_mark_step_begin", None)
        if mark is not None:
            mark()
        super().step(first)


class Graphs(Training):
    """One graph a batch size; the place in the order is counted on the device, so that a step is one replay and nothing else."""

    def __init__(self, letter, folder, seed, device):
        super().__init__(letter, folder, seed, device)
        if device != "cuda":
            raise Problem(f"CUDA graphs need a CUDA device, not {device}")
        if not hasattr(torch.cuda, "graph"):
            raise Problem(f"PyTorch {torch.__version__} has no torch.cuda.graph (it came with 1.10)")
        self.order = torch.zeros(len(self.y), dtype=torch.int64, device=device)
        self.place = torch.zeros((), dtype=torch.int64, device=device)
        self.graphs = {}

    def begin(self, order):
        self.order.copy_(order)
        self.total.zero_()
        self.correct.zero_()
        self.place.zero_()

    def whole_step(self, offsets):
        at = self.order.index_select(0, offsets + self.place)
        labels = self.y.index_select(0, at)
        loss, out = self.forward(self.x.index_select(0, at), labels)
        loss.backward()
        self.optimizer.step()
        self.count(loss, out, labels)
        self.place.add_(len(offsets))
        return loss

    def capture(self, size):
        offsets = torch.arange(size, device=self.device)
        kept = [t.detach().clone() for t in (*self.model.parameters(), self.total, self.correct, self.place)]
        self.place.zero_()
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(3):
                self.optimizer.zero_grad(set_to_none=True)
                self.whole_step(offsets)
        torch.cuda.current_stream().wait_stream(side)
        # Capturing calculates nothing, but the rounds before it did.
        with torch.no_grad():
            for t, content in zip((*self.model.parameters(), self.total, self.correct, self.place), kept):
                t.copy_(content)
        graph = torch.cuda.CUDAGraph()
        self.optimizer.zero_grad(set_to_none=True)
        with torch.cuda.graph(graph):
            loss = self.whole_step(offsets)
        return graph, loss

    def step(self, first):
        size = min(self.batch, len(self.y) - first)
        if size not in self.graphs:
            self.graphs[size] = self.capture(size)
        graph, loss = self.graphs[size]
        graph.replay()
        self.keep(loss)


MODES = {"eager": Eager, "graphs": Graphs, "compile": Compiled}


def synchronize(device):
    if device == "cuda":
        torch.cuda.synchronize()


def kernels_a_step(training, steps=10):
    """Kernels and copies on the device a step, as the profiler counts them; None where it cannot."""
    if training.device != "cuda":
        return None
    try:
        from torch.profiler import ProfilerActivity, profile
        training.begin(torch.arange(len(training.y)))
        training.step(0)
        torch.cuda.synchronize()
        with profile(activities=[ProfilerActivity.CPU, ProfilerActivity.CUDA]) as seen:
            for i in range(1, steps + 1):
                training.step(i * training.batch)
            torch.cuda.synchronize()
        count = sum(1 for e in seen.events() if e.device_type == torch.autograd.DeviceType.CUDA)
        return count / steps if count else None
    except Exception:
        return None


def run(letter, folder, epochs, seed, device, mode):
    if mode not in MODES:
        raise Problem(f"there is no mode {mode}; there are {', '.join(MODES)}")
    if device == "cuda" and not torch.cuda.is_available():
        raise Problem(no_cuda())
    if device == "cuda":
        torch.backends.cudnn.benchmark = True
    start = time.perf_counter()
    torch.zeros(1, device=device)
    synchronize(device)
    up = time.perf_counter() - start
    training = MODES[mode](letter, folder, seed, device)
    synchronize(device)
    seconds = []
    start = time.perf_counter()
    for _ in range(epochs):
        training.begin(loader_order(len(training.y)))
        for first in range(0, len(training.y), training.batch):
            training.step(first)
        training.end()
        synchronize(device)
        now = time.perf_counter()
        seconds.append(now - start)
        start = now
    accuracy, losses = training.accuracy(), training.log[:training.logged].tolist()
    # Last of all: it goes on training.
    return {"seconds": seconds, "accuracy": accuracy, "losses": losses, "kernels": kernels_a_step(training), "start": up, "torch": torch.__version__}


def no_cuda():
    return f"PyTorch {torch.__version__} finds no CUDA device"


def describe():
    if not torch.cuda.is_available():
        raise Problem(no_cuda())
    return {"description": f"PyTorch {torch.__version__}, CUDA {torch.version.cuda}, cuDNN {torch.backends.cudnn.version()}; {torch.cuda.get_device_name()}, {torch.cuda.get_device_properties(0).total_memory / 2**30:.1f} GiB"}


def main():
    try:
        if sys.argv[1:] == ["describe"]:
            said = describe()
        else:
            letter, folder, epochs, seed, device, mode = sys.argv[1:]
            said = run(letter, folder, int(epochs), int(seed), device, mode)
    except Problem as problem:
        said = {"problem": str(problem)}
    print(json.dumps(said))


if __name__ == "__main__":
    main()
