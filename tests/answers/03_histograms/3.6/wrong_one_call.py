# caught: interval-too-rare
import math
import statistics
import time


def choose_interval(train_step, log_histograms, budget, clock=time.perf_counter):
    def seconds(call):
        times = []
        for _ in range(1):
            start = clock()
            call()
            times.append(clock() - start)
        return statistics.median(times)

    return max(1, math.ceil(seconds(log_histograms) / (budget * seconds(train_step))))
