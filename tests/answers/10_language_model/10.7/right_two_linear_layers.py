import torch


class LoRA(torch.nn.Module):
    def __init__(self, linear, rank):
        super().__init__()
        for parameter in linear.parameters():
            parameter.requires_grad = False
        self.layer = linear
        self.down = torch.nn.Linear(linear.in_features, rank, bias=False)
        self.up = torch.nn.Linear(rank, linear.out_features, bias=False)
        torch.nn.init.zeros_(self.up.weight)

    def forward(self, x):
        return self.layer(x) + self.up(self.down(x))
