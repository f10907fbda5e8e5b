"""A network of cases.ts as ONNX: `python3 export_onnx.py CASE_JSON OUT.onnx`; an input and its logits lie beside it as raw floats."""

import json
import sys

import torch

from torch_nets import network_of

case, path = json.loads(sys.argv[1]), sys.argv[2]
torch.manual_seed(0)
net = network_of(case).eval()
images = torch.randn(case["batch"], 1, *case["imgSize"])
with torch.no_grad():
    images.numpy().tofile(f"{path}.in")
    net(images).numpy().tofile(f"{path}.out")
torch.onnx.export(net, images, path, input_names=["images"], output_names=["logits"], opset_version=16)
