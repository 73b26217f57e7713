"""The same client with the workspace's address as its tracking URI, as for any MLflow server."""

import mlflow
from mlflow import MlflowClient

from checks import check


@check("a plain tracking URI: runs, artifacts at mlflow-artifacts:/, traces")
def _():
    mlflow.create_experiment("/Shared/plain", artifact_location="mlflow-artifacts:/")
    mlflow.set_experiment("/Shared/plain")
    with mlflow.start_run() as run:
        mlflow.log_param("a", 1)
        mlflow.log_metric("m", 0.5)
        mlflow.log_text("hello", "notes/ü b.txt")
    assert mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/notes/ü b.txt") == "hello"
    assert [each.path for each in MlflowClient().list_artifacts(run.info.run_id, "notes")] == ["notes/ü b.txt"]

    @mlflow.trace
    def double(x):
        return 2 * x

    assert double(4) == 8
    mlflow.flush_trace_async_logging()
    trace = mlflow.get_trace(mlflow.get_last_active_trace_id())
    assert trace.data.spans[0].outputs == 8, trace
