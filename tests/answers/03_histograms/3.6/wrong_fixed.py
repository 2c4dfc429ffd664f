# caught: interval-own-clock
def choose_interval(train_step, log_histograms, budget, clock=None):
    return 100
