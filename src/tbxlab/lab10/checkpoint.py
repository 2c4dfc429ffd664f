"""The course's pretrained language model, and how `tbxlab pretrain lm` makes it: minutes on one core."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tbxlab.course import folders
from tbxlab.lab10 import measure, training
from tbxlab.lab10.decoder import Decoder
from tbxlab.lab10.grammar import VOCABULARY
from tbxlab.lab10.stories import floor
from tbxlab.lab10.training import Schedule, Setting
from tbxlab.toy import checkpoints

GIVEN = Path(__file__).parent / "given" / "weights" / "stories_lm.pt"
STEPS, SEED = 3000, 0
RUN = f"10_language_model/long-{SEED}"
"""How the committed checkpoint was made."""
SETTING = Setting(steps=STEPS)
SCHEDULE = Schedule(train=20, validation=50, samples=500)
PACKAGES = ("torch", "tensorboardX")


def load(file: Path = GIVEN) -> Decoder:
    """Return the pretrained model, in eval mode. Raises `checkpoints.WrongWeights`."""
    model = Decoder(len(VOCABULARY))
    model.load_state_dict(checkpoints.load(file))
    return model.eval()


def command(name: str, steps: int | None, seed: int, out: Path | None, say: Callable[[str], None]) -> None:
    """Pretrain as ``tbxlab pretrain lm`` does: log to a new run, and write the weights with their record.

    ``out`` is the checkpoint's file, by default in the run's own directory; ``say`` is told what is done, by lines.
    """
    from tensorboardX import SummaryWriter

    run = folders.new_run(f"pretrain/{name}")
    file = (out or run / GIVEN.name).with_suffix(".pt")
    setting = Setting(steps=steps) if steps else SETTING
    say(f"{setting.steps} steps, logged to {run}")
    corpus = training.corpus_for(setting, seed)
    model = training.build(corpus, setting, seed)
    with SummaryWriter(str(run)) as writer:
        training.train(model, corpus, setting, seed=seed, writer=writer, schedule=SCHEDULE)
    loss = measure.evaluate(model, *corpus.validation())
    checkpoints.save(
        model,
        file,
        PACKAGES,
        command=f"tbxlab pretrain {name} --steps {setting.steps} --seed {seed}",
        steps=setting.steps,
        seed=seed,
        validation_loss=round(loss, 4),
        floor=round(floor(), 4),
    )
    say(f"{loss:.3f} nats a token on held-out stories, whose floor is {floor():.3f}. Weights: {file}")
