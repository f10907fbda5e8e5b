"""PyTorch on the same cases: `python3 torch_peer.py THREADS CASES_JSON` prints a JSON line a figure, as peer.ts does."""

import json
import resource
import sys

import torch
import torch.nn.functional as F

from measure import measure
from torch_nets import dice_cross_entropy, network_of

THREADS = int(sys.argv[1])
LAYOUTS = {"channels first": torch.contiguous_format, "channels last": torch.channels_last_3d}


def report(case, forward, inputs):
    with torch.no_grad():
        dy = torch.randn_like(forward(*inputs))

    def both():
        torch.autograd.grad(forward(*inputs), inputs, dy)

    def only():
        with torch.no_grad():
            forward(*inputs)

    for name, run, factor in (("forward", only, 1), ("forward+backward", both, 3)):
        line = {"peer": "torch", "name": case["name"], "pass": name, "timing": measure(run)}
        print(json.dumps({**line, "gflop": factor * case["gflop"]}), flush=True)


def conv(case):
    size, kernel, transpose = case["size"], case["kernel"], case.get("transpose", False)
    channels = (case["inChannels"], case["outChannels"])
    x = torch.randn(1, channels[0], size, size, size, requires_grad=True)
    filters = torch.randn(*(channels if transpose else channels[::-1]), kernel, kernel, kernel) * 0.05
    filters.requires_grad_()
    if transpose:
        report(case, lambda x, w: F.conv_transpose3d(x, w, stride=kernel), (x, filters))
    else:
        report(case, lambda x, w: F.conv3d(x, w, padding=kernel // 2), (x, filters))


def block(case):
    tokens, hidden, heads, mlp = (case[key] for key in ("tokens", "hiddenSize", "numHeads", "mlpDim"))

    def drawn(*shape):
        return (torch.randn(*shape) * 0.02).requires_grad_()

    ones, zeros = (lambda n: torch.ones(n, requires_grad=True)), (lambda n: torch.zeros(n, requires_grad=True))
    weights = (
        *(ones(hidden), zeros(hidden), drawn(3 * hidden, hidden), drawn(hidden, hidden), zeros(hidden)),
        *(ones(hidden), zeros(hidden), drawn(mlp, hidden), zeros(mlp), drawn(hidden, mlp), zeros(hidden)),
    )

    def forward(x, g1, b1, qkv, proj, proj_bias, g2, b2, fc1, fc1_bias, fc2, fc2_bias):
        y = F.linear(F.layer_norm(x, (hidden,), g1, b1), qkv)
        q, k, v = y.reshape(1, tokens, 3, heads, hidden // heads).permute(2, 0, 3, 1, 4).unbind(0)
        p = torch.softmax(q @ k.transpose(-1, -2) * (hidden // heads) ** -0.5, -1)
        x = x + F.linear((p @ v).transpose(1, 2).reshape(1, tokens, hidden), proj, proj_bias)
        return x + F.linear(F.gelu(F.linear(F.layer_norm(x, (hidden,), g2, b2), fc1, fc1_bias)), fc2, fc2_bias)

    report(case, forward, (torch.randn(1, tokens, hidden, requires_grad=True), *weights))


def network(case):
    """In PyTorch's own layout and with the channels last, or in the one asked for: the faster counts."""
    lines = [in_layout(case, layout) for layout in ([case["layout"]] if "layout" in case else LAYOUTS)]
    print(json.dumps(min(lines, key=lambda line: line["timing"]["median"])), flush=True)


def in_layout(case, layout):
    net = network_of(case).to(memory_format=LAYOUTS[layout])
    images = torch.randn(case["batch"], 1, *case["imgSize"]).contiguous(memory_format=LAYOUTS[layout])
    labels = torch.randint(0, case["outChannels"], (case["batch"], *case["imgSize"]))
    optimizer = torch.optim.AdamW(net.parameters(), 1e-3)

    def step():
        optimizer.zero_grad()
        dice_cross_entropy(net(images), labels).backward()
        optimizer.step()

    def forward():
        with torch.no_grad():
            net(images)

    timing = measure(step if case["pass"] == "step" else forward)
    return {
        **{"peer": "torch", "name": case["name"], "pass": case["pass"], "timing": timing, "batch": case["batch"]},
        "layout": layout,
        "parameters": sum(parameter.numel() for parameter in net.parameters()),
        "peakMemoryMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


torch.set_num_threads(THREADS)
torch.manual_seed(0)
for case in json.loads(sys.argv[2]):
    {"conv": conv, "block": block, "network": network}[case["kind"]](case)
