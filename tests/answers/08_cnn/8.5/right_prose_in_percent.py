def log_card(writer, facts, test_accuracy):
    f = facts
    text = f"""# Handwritten digits

Trained on {f["data"]}: {f["training_pictures"]} pictures, {f["validation_pictures"]} more for validation and
{f["test_pictures"]} for the test. Seed {f["seed"]}, SGD at a rate of {f["rate"]}, {f["steps"]} steps.

- A support-vector machine on the pixels (our baseline): {100 * f["baseline"]:.1f} %.
- Validation accuracy: {100 * f["validation_accuracy"]:.1f} %
- Test accuracy: {100 * test_accuracy():.1f} %

To get it back:

```
import torch
from tbxlab.lab08.cnn import resnet

model = resnet(classes=10, seed=1).eval()
with open(r"{f["file"]}", "rb") as file:
    model.load_state_dict(torch.load(file, weights_only=True))
```
"""
    writer.add_text("card", text, f["steps"])
