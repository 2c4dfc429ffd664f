# caught: interval-too-rare
import math
import statistics
import time


def choose_interval(train_step, log_histograms, budget, clock=time.perf_counter):
    def seconds(call):
        call()
        times = []
        for _ in range(9):
            start = clock()
            call()
            times.append(clock() - start)
        return statistics.median(times)

    return math.ceil(seconds(log_histograms) / (budget * seconds(train_step))) + 1
