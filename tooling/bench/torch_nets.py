"""The networks of cases.ts in PyTorch: MONAI's UNETR with instance norm and residual blocks, and a residual 3-D U-Net."""

import torch
import torch.nn as nn
import torch.nn.functional as F


class TransformerBlock(nn.Module):
    def __init__(self, hidden, mlp, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(hidden), nn.LayerNorm(hidden)
        self.qkv, self.proj = nn.Linear(hidden, 3 * hidden, bias=False), nn.Linear(hidden, hidden)
        self.fc1, self.fc2 = nn.Linear(hidden, mlp), nn.Linear(mlp, hidden)

    def forward(self, x):
        batch, tokens, hidden = x.shape
        head = hidden // self.heads
        qkv = self.qkv(self.norm1(x)).reshape(batch, tokens, 3, self.heads, head)
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        p = torch.softmax(q @ k.transpose(-1, -2) * head**-0.5, -1)
        x = x + self.proj((p @ v).transpose(1, 2).reshape(batch, tokens, hidden))
        return x + self.fc2(F.gelu(self.fc1(self.norm2(x))))


class ResidualBlock(nn.Module):
    def __init__(self, channels, filters, stride=1):
        super().__init__()
        self.conv1 = nn.Conv3d(channels, filters, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv3d(filters, filters, 3, 1, 1, bias=False)
        self.norm1, self.norm2 = nn.InstanceNorm3d(filters), nn.InstanceNorm3d(filters)
        self.conv3 = None
        if channels != filters or stride > 1:
            self.conv3 = nn.Conv3d(channels, filters, 1, stride, bias=False)
            self.norm3 = nn.InstanceNorm3d(filters)

    def forward(self, x):
        y = F.leaky_relu(self.norm1(self.conv1(x)), 0.01)
        residual = x if self.conv3 is None else self.norm3(self.conv3(x))
        return F.leaky_relu(self.norm2(self.conv2(y)) + residual, 0.01)


def doubling(channels, filters):
    return nn.ConvTranspose3d(channels, filters, 2, 2, bias=False)


class Projection(nn.Module):
    """Tokens raised to the resolution of a skip."""

    def __init__(self, channels, filters, more):
        super().__init__()
        blocks = [nn.Sequential(doubling(filters, filters), ResidualBlock(filters, filters)) for _ in range(more)]
        self.layers = nn.Sequential(doubling(channels, filters), *blocks)

    def forward(self, x):
        return self.layers(x)


class UpBlock(nn.Module):
    def __init__(self, channels, filters):
        super().__init__()
        self.up, self.block = doubling(channels, filters), ResidualBlock(2 * filters, filters)

    def forward(self, x, skip):
        return self.block(torch.cat((self.up(x), skip), 1))


class UNETR(nn.Module):
    """Patches of 16 voxels; with patches of 8 the decoder has a level less."""

    def __init__(self, size, out_channels, shape):
        super().__init__()
        hidden, layers, patch, f = (shape[key] for key in ("hiddenSize", "numLayers", "patchSize", "featureSize"))
        self.grid = [extent // patch for extent in size]
        self.taps = [layers * quarter // 4 for quarter in (1, 2, 3)]
        self.embedding = nn.Conv3d(1, hidden, patch, patch)
        tokens = self.grid[0] * self.grid[1] * self.grid[2]
        self.position = nn.Parameter(torch.empty(1, tokens, hidden).normal_(std=0.02))
        self.blocks = nn.ModuleList(
            [TransformerBlock(hidden, shape["mlpDim"], shape["numHeads"]) for _ in range(layers)]
        )
        self.norm = nn.LayerNorm(hidden)
        self.encoder1 = ResidualBlock(1, f)
        self.deep = patch == 16
        more = int(self.deep)
        self.encoder2, self.encoder3 = Projection(hidden, 2 * f, 1 + more), Projection(hidden, 4 * f, more)
        if self.deep:
            self.encoder4, self.decoder5 = Projection(hidden, 8 * f, 0), UpBlock(hidden, 8 * f)
        self.decoder4 = UpBlock(8 * f if self.deep else hidden, 4 * f)
        self.decoder3, self.decoder2 = UpBlock(4 * f, 2 * f), UpBlock(2 * f, f)
        self.out = nn.Conv3d(f, out_channels, 1)

    def volume(self, tokens):
        return tokens.transpose(1, 2).reshape(tokens.shape[0], tokens.shape[2], *self.grid)

    def forward(self, x):
        tokens = self.embedding(x).flatten(2).transpose(1, 2) + self.position
        skips = []
        for index, block in enumerate(self.blocks):
            tokens = block(tokens)
            if index in self.taps:
                skips.append(self.volume(tokens))
        z = self.volume(self.norm(tokens))
        if self.deep:
            z = self.decoder5(z, self.encoder4(skips[2]))
        z = self.decoder4(z, self.encoder3(skips[1]))
        z = self.decoder3(z, self.encoder2(skips[0]))
        return self.out(self.decoder2(z, self.encoder1(x)))


class ResidualUNet(nn.Module):
    def __init__(self, out_channels, filters):
        super().__init__()
        steps = zip((1, *filters[:-1]), filters)
        self.down = nn.ModuleList([ResidualBlock(i, o, 1 if i == 1 else 2) for i, o in steps])
        self.up = nn.ModuleList([UpBlock(i, o) for i, o in zip(filters[:0:-1], filters[-2::-1])])
        self.out = nn.Conv3d(filters[0], out_channels, 1)

    def forward(self, x):
        skips = []
        for block in self.down:
            x = block(x)
            skips.append(x)
        for block, skip in zip(self.up, skips[-2::-1]):
            x = block(x, skip)
        return self.out(x)


def network_of(case):
    shape = case["network"]
    if shape["family"] == "unetr":
        return UNETR(case["imgSize"], case["outChannels"], shape)
    return ResidualUNet(case["outChannels"], shape["filters"])


def dice_cross_entropy(logits, labels):
    """Soft Dice of the foreground over the batch, plus cross entropy."""
    p = torch.softmax(logits, 1)
    y = F.one_hot(labels, logits.shape[1]).permute(0, 4, 1, 2, 3).float()
    axes = (0, 2, 3, 4)
    dice = (2 * (p * y).sum(axes) + 1e-5) / (p.sum(axes) + y.sum(axes) + 1e-5)
    return 1 - dice[1:].mean() + F.cross_entropy(logits, labels)
