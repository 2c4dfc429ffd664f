# caught: moved-none
bought = {
    "10 labels: full over svm": "more",
    "10 labels: full over zero": "not decided",
    "10 labels: probe over svm": "not decided",
    "30 labels: probe over svm": "less",
    "30 labels: discriminative over full": "not decided",
}
moved = {"zero": "stem", "probe": "stem", "full": "all alike", "discriminative": "layer3"}
