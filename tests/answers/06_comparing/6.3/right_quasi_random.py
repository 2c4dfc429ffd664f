import optuna


def search(train, trials, seed):
    def objective(trial):
        rate = trial.suggest_float("rate", 0.001, 1.0, log=True)
        width = 2 ** trial.suggest_int("power", 2, 6)
        return train(rate, width, trial.suggest_int("seed", 0, 4))

    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.QMCSampler(seed=seed, scramble=True))
    study.optimize(objective, n_trials=trials)
    return study
