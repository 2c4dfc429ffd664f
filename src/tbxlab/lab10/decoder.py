"""The language model of chapter 10: a small decoder, written out, with the faults of its attention as switches."""

import math
from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH, LAYERS, HEADS, CONTEXT = 64, 2, 2, 112


class Attention(nn.Module):
    """Several heads of causal self-attention: float32[b, t, width] to the same shape.

    ``causal=False`` is a fault: each position sees the ones after it, too. ``qk_norm`` puts a layer norm on queries and
    keys, so that no logit grows with them.
    """

    def __init__(self, width: int, heads: int, *, causal: bool = True, qk_norm: bool = False) -> None:
        super().__init__()
        self.heads, self.causal = heads, causal
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.query_norm = nn.LayerNorm(width // heads) if qk_norm else nn.Identity()
        self.key_norm = nn.LayerNorm(width // heads) if qk_norm else nn.Identity()

    def split(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return queries, keys and values, float32[b, heads, t, width / heads] each."""
        b, t, width = x.shape
        q, k, v = (
            part.view(b, t, self.heads, width // self.heads).transpose(1, 2) for part in self.qkv(x).chunk(3, -1)
        )
        return self.query_norm(q), self.key_norm(k), v

    def forward(self, x: Tensor) -> Tensor:
        """Return what the heads gathered."""
        q, k, v = self.split(x)
        found = functional.scaled_dot_product_attention(q, k, v, is_causal=self.causal)
        return self.out(found.transpose(1, 2).reshape(x.shape))

    def logits(self, x: Tensor) -> Tensor:
        """Return float32[b, heads, t, t]: what goes into the softmax; 0 where a query may not look."""
        q, k, _ = self.split(x)
        found = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
        return found.tril() if self.causal else found


class Block(nn.Module):
    """Attention, then two linear layers, each behind a layer norm and added to what came in."""

    def __init__(self, width: int, heads: int, *, causal: bool, qk_norm: bool) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = Attention(width, heads, causal=causal, qk_norm=qk_norm)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x: Tensor) -> Tensor:
        """Return the next hidden state."""
        x = x + self.attention(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class Decoder(nn.Module):
    """Logits float32[b, t, vocabulary] of the next token, for token numbers int64[b, t] with t <= context.

    The table of tokens is read twice: as the embedding and, turned round, as the output layer ("tied").
    """

    def __init__(
        self,
        vocabulary: int,
        *,
        context: int = CONTEXT,
        width: int = WIDTH,
        layers: int = LAYERS,
        heads: int = HEADS,
        causal: bool = True,
        qk_norm: bool = False,
    ) -> None:
        super().__init__()
        self.context = context
        self.tokens, self.positions = nn.Embedding(vocabulary, width), nn.Embedding(context, width)
        self.blocks = nn.ModuleList(Block(width, heads, causal=causal, qk_norm=qk_norm) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        for name, weight in self.named_parameters():
            if weight.dim() == 2:
                last = name.endswith(("out.weight", "mlp.2.weight"))  # what is added to the stream
                nn.init.normal_(weight, std=0.02 / math.sqrt(2 * layers) if last else 0.02)
            elif name.endswith("bias"):
                nn.init.zeros_(weight)

    def layers(self) -> Iterator[Block]:
        """Yield the blocks, the first one first."""
        for block in self.blocks:
            assert isinstance(block, Block)
            yield block

    def hidden(self, ids: Tensor) -> Tensor:
        """Return float32[b, t, width]: the last hidden state."""
        x = self.tokens(ids) + self.positions(torch.arange(ids.shape[1], device=ids.device))
        for block in self.layers():
            x = block(x)
        return self.norm(x)

    def forward(self, ids: Tensor) -> Tensor:
        """Return the logits."""
        return self.hidden(ids) @ self.tokens.weight.T


@torch.no_grad()
def largest_logit(model: Decoder, ids: Tensor) -> float:
    """Return the attention logit that is largest in size, over all layers, heads, queries and keys of one batch."""
    found, x = 0.0, model.tokens(ids) + model.positions(torch.arange(ids.shape[1]))
    for block in model.layers():
        found = max(found, block.attention.logits(block.norm1(x)).abs().max().item())
        x = block(x)
    return found
