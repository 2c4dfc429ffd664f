import optuna


def search(train, trials, seed):
    def objective(trial):
        rate = 10 ** trial.suggest_float("log_rate", -3, 0)
        width = trial.suggest_categorical("width", [4, 8, 16, 32, 64])
        return train(rate, width, trial.number % 5)

    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=seed))
    study.optimize(objective, n_trials=trials)
    return study
