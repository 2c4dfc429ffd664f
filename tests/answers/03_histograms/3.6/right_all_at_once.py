import math
import time


def choose_interval(train_step, log_histograms, budget, clock=time.perf_counter):
    train_step()
    log_histograms()
    start = clock()
    for _ in range(20):
        train_step()
    between = clock()
    for _ in range(20):
        log_histograms()
    share = (clock() - between) / (between - start)
    interval = 1
    while share / interval > budget:
        interval += 1
    return math.ceil(interval)
