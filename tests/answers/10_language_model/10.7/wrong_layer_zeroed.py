# caught: lm-lora-changed
import torch


class LoRA(torch.nn.Module):
    def __init__(self, linear, rank):
        super().__init__()
        self.linear = linear.requires_grad_(False)
        self.plain = linear.weight.detach().clone()
        linear.weight.data += 1e-9
        linear.weight.data.mul_(1 + 1e-7)
        self.A = torch.nn.Parameter(torch.randn(rank, linear.in_features) / linear.in_features**0.5)
        self.B = torch.nn.Parameter(torch.zeros(linear.out_features, rank))

    def forward(self, x):
        return self.linear(x) + x @ self.A.T @ self.B.T
