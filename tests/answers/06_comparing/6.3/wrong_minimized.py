# caught: search-best
import optuna


def search(train, trials, seed):
    def objective(trial):
        rate = trial.suggest_float("rate", 0.001, 1.0, log=True)
        width = trial.suggest_categorical("width", [4, 8, 16, 32, 64])
        return train(rate, width, trial.number % 5)

    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
    study.optimize(objective, n_trials=trials)
    return study
