# caught: interval-own-clock
import math
import time


def choose_interval(train_step, log_histograms, budget, clock=None):
    def seconds(call):
        call()
        start = time.perf_counter()
        call()
        return time.perf_counter() - start + 1e-9

    return max(1, math.ceil(seconds(log_histograms) / (budget * seconds(train_step))))
