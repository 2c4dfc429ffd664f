import optuna


def search(train, trials, seed):
    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=seed))
    for _ in range(trials):
        trial = study.ask()
        rate = trial.suggest_float("rate", 1e-3, 1, log=True)
        width = 4 * 2 ** trial.suggest_int("doublings", 0, 4)
        study.tell(trial, train(rate, width, trial.number % 5))
    return study
