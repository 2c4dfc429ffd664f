# caught: lm-lora-trainable
import torch


class LoRA(torch.nn.Module):
    def __init__(self, linear, rank):
        super().__init__()
        self.linear = linear
        linear.weight.requires_grad_(False)
        self.A = torch.nn.Parameter(torch.randn(rank, linear.in_features) / linear.in_features**0.5)
        self.B = torch.nn.Parameter(torch.zeros(linear.out_features, rank))

    def forward(self, x):
        return self.linear(x) + x @ self.A.T @ self.B.T
