"""Writes down the numbers of a training run, for: backstep compare run.jsonl --with PROGRAM

    rec = Recorder("run.jsonl", net, optimizer)           NumPy:  rec = Recorder("run.jsonl")
    for x, y in loader:                                           for step in range(3):
        rec.batch(x, y)                                               rec.batch(x, y)
        optimizer.zero_grad()                                         rec("W1", W1)
        loss = rec.loss(loss_fn(net(x), y))                           ...
        loss.backward()                                               rec("dW1", dW1)
        optimizer.step()

Without an optimizer: rec.grads() behind backward(), rec.updated() behind the update. What is no module of
the net, such as F.relu(...), is recorded with h = rec("relu1", h). The first `steps` steps are kept.
"""
import array, base64, json, math, sys


class Recorder:
    def __init__(self, path, model=None, optimizer=None, steps=3):
        self.file, self.model, self.optimizer, self.steps = open(path, "w", buffering=1), model, optimizer, steps
        self.step, self.on, self.seen = None, True, {}
        group = {k: v for k, v in optimizer.param_groups[0].items() if k != "params"} if optimizer else {}
        settings = {k: v for k, v in group.items() if isinstance(v, (bool, int, float, tuple))}
        self._line(format="backstep recording", version=1, model=repr(model) if model else None,
                   optimizer={"name": type(optimizer).__name__, **settings} if optimizer else None)
        if model is not None:
            model.register_forward_pre_hook(lambda m, given: self._keep("model input", given[0], "read"))
            for name, m in model.named_modules():
                if not list(m.children()): m.register_forward_hook(lambda m, i, out, n=name: self._module(n, m, out))
        if optimizer is not None:
            step = optimizer.step
            def recorded(*args, **named): self.grads(); result = step(*args, **named); self.updated(); return result
            optimizer.step = recorded

    def batch(self, x, y=None):
        self.step = 0 if self.step is None else self.step + 1
        self.on = self.step < self.steps
        self("x", x, "input")
        if y is not None: self("y", y, "target")
        for name, p in self._parameters(): self(name, p, "parameter")

    def loss(self, loss): return self("loss", loss, "loss")

    def grads(self):
        for i, group in enumerate(self.optimizer.param_groups if self.optimizer else ()):
            self(f"lr{i}" if i else "lr", group["lr"], "lr")
        for name, p in self._parameters(): self(name, p.grad, "gradient")

    def updated(self):
        for name, p in self._parameters(): self(name, p, "updated")
        self.on = self.step is None

    def __call__(self, name, value, kind="value", **more):
        if self.step is None: self.seen[name] = self.seen.get(name, 0) + 1
        if not self.on or self.seen.get(name, 0) > self.steps + 1: return value
        line = {"step": self.step, "kind": kind, "name": name, **more}
        if value is not None:
            v = value.detach().cpu() if hasattr(value, "detach") else value
            numbers = v.reshape(-1).tolist() if hasattr(v, "reshape") else [v]
            dtype = str(getattr(v, "dtype", type(v).__name__)).replace("torch.", "")
            line.update(dtype=dtype, shape=list(getattr(v, "shape", ())))
            if len(numbers) > 16 and dtype in ("float32", "float64"):
                packed = array.array("f" if dtype == "float32" else "d", numbers)
                if sys.byteorder == "big": packed.byteswap()
                line["base64"] = base64.b64encode(packed.tobytes()).decode()
            else: line["data"] = [x if math.isfinite(x) else str(x) for x in map(lambda x: x + 0, numbers)]
        self._line(**line)
        return value

    def _module(self, name, module, out):
        if not hasattr(out, "detach"): return
        self(name, out, "activation", module=type(module).__name__)
        if self.on and out.grad_fn is not None:
            out.grad_fn.register_hook(lambda onward, arriving: self._keep(name, arriving[0], "activation gradient"))

    def _keep(self, name, value, kind):
        if hasattr(value, "detach"): self(name, value, kind)

    def _parameters(self): return self.model.named_parameters() if self.model is not None else ()

    def _line(self, **content): self.file.write(json.dumps(content, default=str) + "\n")
