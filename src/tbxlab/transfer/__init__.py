"""Fine-tuning a CNN: from printed characters to handwritten digits, with everything that happens on the way logged.

``characters`` and ``digits`` are the two sets of pictures, ``pictures`` prepares both in one way, ``cnn`` is the
model, ``pretrain`` and ``weights`` make and guard the checkpoint, ``finetune`` is the loop, ``sick`` what goes wrong
in it, ``table`` the comparison over seeds and label counts, and ``online`` the same with ImageNet and CIFAR-10.
"""
