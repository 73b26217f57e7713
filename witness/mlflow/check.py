"""Checks of the local workspace with MLflow's own client. Prints `ok …` or `failed …` for each."""

import math
import os
import sys
import time

import mlflow
from mlflow import MlflowClient
from mlflow.entities import AssessmentSource, Metric, Param, RunTag, ViewType
from mlflow.exceptions import MlflowException

from checks import check

folder = sys.argv[1]
client = MlflowClient()
state = {}
name = "/Users/me@lakehand.local/witness"


@check("experiments: make, find, tag, rename, delete, restore")
def _():
    experiment = mlflow.set_experiment(name)
    state["experiment"] = experiment.experiment_id
    client.set_experiment_tag(experiment.experiment_id, "team", "witness")
    assert client.get_experiment(experiment.experiment_id).tags["team"] == "witness"
    found = client.search_experiments(filter_string="tags.team = 'witness' AND name LIKE '%witness'")
    assert [each.experiment_id for each in found] == [experiment.experiment_id]
    other = client.create_experiment("/Shared/other")
    client.rename_experiment(other, "/Shared/renamed")
    client.delete_experiment(other)
    assert client.get_experiment(other).lifecycle_stage == "deleted"
    assert [e.name for e in client.search_experiments(view_type=ViewType.DELETED_ONLY)] == ["/Shared/renamed"]
    client.restore_experiment(other)
    assert client.get_experiment_by_name("/Shared/renamed").lifecycle_stage == "active"
    assert client.get_experiment_by_name("/Shared/none") is None
    try:
        client.create_experiment("relative")
        raise AssertionError("a relative name was taken")
    except MlflowException as error:
        assert error.error_code == "INVALID_PARAMETER_VALUE", error


@check("a run: parameters, metrics, tags, data set")
def _():
    with mlflow.start_run(run_name="first") as run:
        state["run"] = run.info.run_id
        mlflow.log_params({"depth": 3, "kind": "tree"})
        for step in range(50):
            mlflow.log_metric("loss", 1 / (step + 1), step=step)
        mlflow.log_metrics({"acc": 0.9, "bad": float("nan"), "worst": float("-inf")})
        mlflow.set_tag("note", "a 'quoted' note")
        mlflow.log_input(mlflow.data.from_pandas(__import__("pandas").DataFrame({"a": [1, 2]}), name="rows"), context="training")
    read = client.get_run(state["run"])
    assert read.info.status == "FINISHED" and read.info.run_name == "first"
    assert read.data.params == {"depth": "3", "kind": "tree"}
    assert read.data.metrics["loss"] == 1 / 50 and math.isnan(read.data.metrics["bad"])
    assert read.data.metrics["worst"] == -math.inf
    assert read.data.tags["note"] == "a 'quoted' note"
    assert read.inputs.dataset_inputs[0].dataset.name == "rows"
    history = client.get_metric_history(state["run"], "loss")
    assert [point.step for point in history] == list(range(50))
    try:
        client.log_param(state["run"], "depth", 4)
        raise AssertionError("a parameter changed")
    except MlflowException as error:
        assert "Changing param values" in str(error)


@check("10 000 metrics in batches")
def _():
    run = client.create_run(state["experiment"])
    began = time.time()
    for batch in range(10):
        points = [Metric("m%d" % (i % 10), float(i), batch, batch * 1000 + i) for i in range(1000)]
        client.log_batch(run.info.run_id, metrics=points, params=[Param("p%d" % batch, "x")], tags=[RunTag("t", "y")])
    print(f"    10 000 metrics took {time.time() - began:.2f} s", flush=True)
    assert len(client.get_metric_history(run.info.run_id, "m3")) == 1000
    client.set_terminated(run.info.run_id, "FAILED")
    assert client.get_run(run.info.run_id).info.status == "FAILED"


@check("search of runs: filters, order, pages")
def _():
    ids = []
    for i in range(5):
        with mlflow.start_run(run_name=f"search-{i}", tags={"group": "s"}) as run:
            mlflow.log_param("i", i)
            mlflow.log_metric("score", i / 10)
            ids.append(run.info.run_id)
    where = "tags.group = 's' AND metrics.score >= 0.2 AND params.i != '4' AND attributes.status = 'FINISHED'"
    found = client.search_runs([state["experiment"]], where, order_by=["metrics.score DESC"])
    assert [run.info.run_id for run in found] == [ids[3], ids[2]]
    page = client.search_runs([state["experiment"]], "tags.group = 's'", max_results=2, order_by=["attributes.start_time ASC"])
    rest = client.search_runs([state["experiment"]], "tags.group = 's'", max_results=9, order_by=["attributes.start_time ASC"], page_token=page.token)
    assert [run.info.run_id for run in page + rest] == ids and rest.token is None
    frame = mlflow.search_runs([state["experiment"]], filter_string="run_name LIKE 'search-%'")
    assert len(frame) == 5 and "metrics.score" in frame
    assert len(client.search_runs([state["experiment"]], f"run_id IN ('{ids[0]}', '{ids[1]}')")) == 2
    client.delete_run(ids[0])
    assert len(client.search_runs([state["experiment"]], "tags.group = 's'")) == 4
    client.restore_run(ids[0])
    assert len(client.search_runs([state["experiment"]], "dataset.name = 'rows'")) == 1


@check("artifacts: files, folders, texts, listing, download")
def _():
    with mlflow.start_run(run_id=state["run"]):
        mlflow.log_text("hello", "notes/hello.txt")
        mlflow.log_dict({"a": [1, 2]}, "data.json")
        with open(os.path.join(folder, "ü b.bin"), "wb") as file:
            file.write(bytes(range(256)) * 4096)
        open(os.path.join(folder, "empty"), "w").close()
        mlflow.log_artifacts(folder, "many")
    assert sorted(each.path for each in client.list_artifacts(state["run"])) == ["data.json", "many", "notes"]
    inside = client.list_artifacts(state["run"], "many")
    assert {each.path: each.file_size for each in inside} == {"many/ü b.bin": 1048576, "many/empty": 0}, inside
    assert mlflow.artifacts.load_text(f"runs:/{state['run']}/notes/hello.txt") == "hello"
    assert mlflow.artifacts.load_dict(f"runs:/{state['run']}/data.json") == {"a": [1, 2]}
    place = mlflow.artifacts.download_artifacts(run_id=state["run"], artifact_path="many", dst_path=os.path.join(folder, "down"))
    assert open(os.path.join(place, "ü b.bin"), "rb").read() == bytes(range(256)) * 4096


@check("a logged model: made, loaded, searched")
def _():
    class Doubler(mlflow.pyfunc.PythonModel):
        def predict(self, context, model_input: list[float]) -> list[float]:
            return [2 * each for each in model_input]

    with mlflow.start_run(run_name="model"):
        info = mlflow.pyfunc.log_model(name="doubler", python_model=Doubler(), pip_requirements=["mlflow"], params={"factor": "2"})
        mlflow.log_metric("err", 0.5, model_id=info.model_id)
    model = client.get_logged_model(info.model_id)
    assert model.status == "READY" and model.params["factor"] == "2", model
    assert model.metrics[0].value == 0.5
    found = mlflow.search_logged_models([state["experiment"]], filter_string="name = 'doubler' AND metrics.err < 1", output_format="list")
    assert [each.model_id for each in found] == [info.model_id]
    assert mlflow.pyfunc.load_model(info.model_uri).predict([1.5]) == [3.0]


@check("traces: written, read, searched, tagged, judged, linked, deleted")
def _():
    @mlflow.trace(span_type="TOOL")
    def inner(x):
        return {"twice": 2 * x}

    @mlflow.trace(name="outer", attributes={"colour": "blue"})
    def outer(x):
        mlflow.update_current_trace(tags={"flavour": "plain"})
        return inner(x)["twice"] + 1

    @mlflow.trace
    def broken():
        raise ValueError("as it should")

    with mlflow.start_run(run_name="traced") as run:
        assert outer(20) == 41
    traced = mlflow.get_last_active_trace_id()
    try:
        broken()
    except ValueError:
        pass
    mlflow.flush_trace_async_logging()
    trace = mlflow.get_trace(traced)
    assert trace.info.state == "OK" and trace.info.tags["flavour"] == "plain", trace.info
    assert [span.name for span in trace.data.spans] == ["outer", "inner"]
    assert trace.data.spans[0].attributes["colour"] == "blue"
    assert trace.data.spans[1].outputs == {"twice": 40} and trace.data.spans[1].parent_id == trace.data.spans[0].span_id
    failed = mlflow.search_traces(locations=[state["experiment"]], filter_string="attributes.status = 'ERROR'", return_type="list")
    assert len(failed) == 1 and failed[0].data.spans[0].status.status_code == "ERROR"
    mine = mlflow.search_traces(locations=[state["experiment"]], filter_string="tags.flavour = 'plain'", return_type="list")
    assert [each.info.trace_id for each in mine] == [traced]
    assert [each.info.trace_id for each in mlflow.search_traces(locations=[state["experiment"]], run_id=run.info.run_id, return_type="list")] == [traced]
    client.set_trace_tag(traced, "later", "yes")
    client.delete_trace_tag(traced, "flavour")
    tags = mlflow.get_trace(traced).info.tags
    assert tags["later"] == "yes" and "flavour" not in tags
    human = AssessmentSource("HUMAN", "me@lakehand.local")
    feedback = mlflow.log_feedback(trace_id=traced, name="good", value=True, source=human, rationale="It is.")
    mlflow.log_expectation(trace_id=traced, name="answer", value={"is": 41}, source=human)
    again = mlflow.get_trace(traced).info.assessments
    assert {each.name: each.value for each in again} == {"good": True, "answer": {"is": 41}}, again
    mlflow.override_feedback(trace_id=traced, assessment_id=feedback.assessment_id, value=False, source=human)
    mlflow.update_assessment(traced, [a for a in again if a.name == "answer"][0].assessment_id, mlflow.entities.Expectation("answer", 42))
    assert [a.value for a in mlflow.get_trace(traced).info.assessments if a.name == "answer"] == [42]
    judged = mlflow.search_traces(locations=[state["experiment"]], filter_string="feedback.good = 'false'", return_type="list")
    assert [each.info.trace_id for each in judged] == [traced]
    mlflow.delete_assessment(traced, feedback.assessment_id)
    assert client.delete_traces(state["experiment"], trace_ids=[traced]) == 1
    try:
        client.get_trace(traced)
        raise AssertionError("a deleted trace was found")
    except MlflowException:
        pass


@check("the model registry is refused by name")
def _():
    mlflow.set_registry_uri("databricks")
    try:
        client_ = MlflowClient(registry_uri="databricks")
        client_.create_registered_model("m")
        raise AssertionError("a model was registered")
    except MlflowException as error:
        assert "not part of the local workspace" in str(error), error
