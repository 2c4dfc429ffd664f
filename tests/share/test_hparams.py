"""Are hyperparameters sorted and filtered in the browser as TensorBoard's server does it?"""

import pytest

STATUSES = ["STATUS_UNKNOWN", "STATUS_SUCCESS", "STATUS_FAILURE", "STATUS_RUNNING"]
METRIC = {"tag": "hparam/accuracy", "group": ""}


def request(*columns, **options):
    every = {"experimentName": "", "allowedStatuses": STATUSES, "startIndex": 0, "sliceSize": 100}
    return every | {"colParams": list(columns)} | options


REQUESTS = {
    "everything": request(),
    "as Time Series asks": request({"hparam": "lr", "includeInResult": True}, includeMetrics=False),
    "up by number": request({"hparam": "lr", "order": "ORDER_ASC"}),
    "down by number": request({"hparam": "lr", "order": "ORDER_DESC"}),
    "up by metric": request({"metric": METRIC, "order": "ORDER_ASC"}),
    "down by two": request({"hparam": "optimizer", "order": "ORDER_DESC"}, {"hparam": "lr", "order": "ORDER_ASC"}),
    "missing last": request({"hparam": "depth", "order": "ORDER_ASC"}),
    "missing last, down": request({"hparam": "depth", "order": "ORDER_DESC"}),
    "missing first": request({"hparam": "depth", "order": "ORDER_ASC", "missingValuesFirst": True}),
    "missing out": request({"hparam": "depth", "excludeMissingValues": True}),
    "interval": request({"hparam": "lr", "filterInterval": {"minValue": 0.005, "maxValue": 0.5}}),
    "open interval": request({"metric": METRIC, "filterInterval": {"minValue": "-Infinity", "maxValue": 0.95}}),
    "discrete": request({"hparam": "optimizer", "filterDiscrete": ["adam"]}),
    "discrete, booleans": request({"hparam": "nesterov", "filterDiscrete": [True]}),
    "expression": request({"hparam": "optimizer", "filterRegexp": "^a.*m$"}),
    "no status": request(allowedStatuses=["STATUS_FAILURE"]),
    "second page": request({"hparam": "lr", "order": "ORDER_ASC"}, startIndex=1, sliceSize=1),
    "one column": request({"hparam": "lr", "includeInResult": True}, {"hparam": "optimizer", "includeInResult": False}),
}


@pytest.fixture(scope="module")
def both(log_by, live, copy_of, tmp_path_factory):
    """The runs of tensorboardX, and one more that has a hyperparameter which they lack."""
    import shutil

    from tensorboardX import SummaryWriter

    logdir = tmp_path_factory.mktemp("hparams") / "runs"
    shutil.copytree(log_by("tensorboardX"), logdir)
    with SummaryWriter(str(logdir / "deep")) as writer:
        writer.add_hparams({"lr": 0.05, "optimizer": "adam", "depth": 3.0}, {"hparam/accuracy": 0.97}, name="trial")
    return live(logdir), copy_of(logdir), live(logdir / "deep")


def without_order(answer):
    for info in answer.get("hparamInfos", []):
        info.get("domainDiscrete", []).sort(key=str)
    return answer


@pytest.mark.parametrize("name", REQUESTS)
def test_the_table_is_the_same(both, ask, name):
    question = ask.post("plugin/hparams/session_groups", body=REQUESTS[name])
    (one,), (other,) = (board.json(question) for board in both[:2])
    assert other == one
    assert one["totalSize"] > 0 or name == "no status"


@pytest.mark.parametrize(
    "options", [{}, {"includeMetrics": False}, {"includeMetrics": True, "hparamsLimit": 2}, {"hparamsLimit": 0}]
)
def test_of_several_descriptions_of_the_experiment_the_first_run_has_the_word(both, ask, options):
    """TensorBoard takes one of the runs', in the order of the file system; a copy takes the first by name."""
    _, copy, deep = both
    question = ask.post("plugin/hparams/experiment", body={"experimentName": "", **options})
    assert without_order(copy.json(question)[0]) == without_order(deep.json(question)[0])


def test_one_run_describes_its_experiment_as_live(log_by, live, copy_of, ask):
    logdir = log_by("torch")
    question = ask.post("plugin/hparams/experiment", body={"experimentName": ""})
    assert without_order(copy_of(logdir).json(question)[0]) == without_order(live(logdir).json(question)[0])


def test_the_curve_of_a_metric_is_the_same(both, ask):
    body = {"sessionName": "lr-0.1/trial", "metricName": METRIC}
    question = ask.post("plugin/hparams/metric_evals", body=body)
    (one,), (other,) = (board.json(question) for board in both[:2])
    assert other == one
    assert len(one) == 1
