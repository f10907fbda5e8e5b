"""Modules of gpuCases.ts as ONNX: `python3 export_onnx_op.py MODULES_JSON FOLDER` writes n.onnx, n.onnx.in and n.onnx.out of the n-th."""

import json
import sys
from pathlib import Path

import torch
import torch.nn as nn

sys.path.append(str(Path(__file__).parent.parent))
from torch_nets import TransformerBlock, network_of


class Attention(nn.Module):
    def __init__(self, heads):
        super().__init__()
        self.heads = heads

    def forward(self, qkv):
        batch, tokens, width = qkv.shape
        head = width // 3 // self.heads
        q, k, v = qkv.reshape(batch, tokens, 3, self.heads, head).permute(2, 0, 3, 1, 4).unbind(0)
        p = torch.softmax(q @ k.transpose(-1, -2) * head**-0.5, -1)
        return (p @ v).transpose(1, 2).reshape(batch, tokens, width // 3)


def convolution(sizes):
    if sizes["transpose"]:
        return nn.ConvTranspose3d(sizes["from"], sizes["to"], sizes["kernel"], sizes["kernel"], bias=False)
    return nn.Conv3d(sizes["from"], sizes["to"], sizes["kernel"], padding=sizes["kernel"] // 2, bias=False)


modules = {
    "conv": convolution,
    "linear": lambda sizes: nn.Linear(sizes["from"], sizes["to"]),
    "attention": lambda sizes: Attention(sizes["numHeads"]),
    "layerNorm": lambda sizes: nn.LayerNorm(sizes["channels"]),
    "instanceNorm": lambda sizes: nn.InstanceNorm3d(sizes["channels"], affine=True),
    "gelu": lambda sizes: nn.GELU(),
    "block": lambda sizes: TransformerBlock(sizes["hiddenSize"], sizes["mlpDim"], sizes["numHeads"]),
    "network": network_of,
}

torch.manual_seed(0)
for number, one in enumerate(json.loads(sys.argv[1])):
    path = f"{sys.argv[2]}/{number}.onnx"
    net = modules[one["module"]](one["sizes"]).eval()
    x = torch.randn(*one["input"])
    with torch.no_grad():
        x.numpy().tofile(f"{path}.in")
        net(x).numpy().tofile(f"{path}.out")
    torch.onnx.export(net, x, path, input_names=["x"], output_names=["y"], opset_version=16)
