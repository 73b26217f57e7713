"""The official Python SDK, unmodified, against a local workspace. One line per check; the exit code says whether all held."""

import base64
import io
import time
from datetime import timedelta

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import DatabricksError, NotFound
from databricks.sdk.service import catalog, compute, jobs, pipelines, sql, workspace

from checks import check

w = WorkspaceClient()


def run(statement, **more):
    warehouse = next(iter(w.warehouses.list()))
    answer = w.statement_execution.execute_statement(
        statement=statement, warehouse_id=warehouse.id, wait_timeout="30s", **more
    )
    assert answer.status.state == sql.StatementState.SUCCEEDED, answer.status
    return answer


def me():
    return w.current_user.me().user_name


def notebook(name, source, language=workspace.Language.PYTHON):
    path = f"/Users/{me()}/{name}"
    mark = "#" if language == workspace.Language.PYTHON else "--"
    w.workspace.import_(
        path=path,
        format=workspace.ImportFormat.SOURCE,
        language=language,
        overwrite=True,
        content=base64.b64encode(f"{mark} Databricks notebook source\n{source}".encode()).decode(),
    )
    return path


@check("identity: who am I")
def _():
    user = w.current_user.me()
    assert user.user_name and user.active is not False
    assert isinstance(w.get_workspace_id(), int)


@check("warehouses: list, get, create, stop, start, delete")
def _():
    made = w.warehouses.create_and_wait(
        name="python witness", cluster_size="2X-Small", max_num_clusters=1, auto_stop_mins=10
    )
    assert w.warehouses.get(made.id).name == "python witness"
    w.warehouses.stop_and_wait(made.id)
    w.warehouses.start_and_wait(made.id)
    w.warehouses.delete(made.id)


@check("statements: rows, types, parameters, chunks, errors")
def _():
    answer = run("SELECT 1 AS a, 'x' AS b, CAST(1.5 AS DECIMAL(4,2)) AS c, current_date() AS d")
    assert answer.result.data_array[0][:3] == ["1", "x", "1.50"]
    assert [c.type_name.value for c in answer.manifest.schema.columns] == ["INT", "STRING", "DECIMAL", "DATE"]
    answer = run(
        "SELECT :n + 1 AS n", parameters=[sql.StatementParameterListItem(name="n", value="41", type="INT")]
    )
    assert answer.result.data_array == [["42"]]
    bad = w.statement_execution.execute_statement(
        statement="SELECT * FROM no_such_table", warehouse_id=next(iter(w.warehouses.list())).id
    )
    assert bad.status.state == sql.StatementState.FAILED
    assert "TABLE_OR_VIEW_NOT_FOUND" in bad.status.error.message


@check("statements: cancel interrupts a long one")
def _():
    warehouse = next(iter(w.warehouses.list())).id
    long = w.statement_execution.execute_statement(
        statement="SELECT count(*) FROM range(100000) a CROSS JOIN range(1000000) b WHERE a.id * b.id % 7 = 3",
        warehouse_id=warehouse,
        wait_timeout="0s",
    )
    w.statement_execution.cancel_execution(long.statement_id)
    for _ in range(100):
        state = w.statement_execution.get_statement(long.statement_id).status.state
        if state == sql.StatementState.CANCELED:
            return
        time.sleep(0.1)
    raise AssertionError(f"still {state}")


@check("query history")
def _():
    run("SELECT 'seen in history'")
    listed = w.query_history.list(max_results=50)
    assert any("seen in history" in (q.query_text or "") for q in listed.res)


@check("unity catalog: catalogs, schemas, tables, volumes")
def _():
    w.catalogs.create(name="py_witness", comment="made by the Python SDK")
    w.schemas.create(name="s", catalog_name="py_witness")
    run("CREATE TABLE py_witness.s.t (id INT COMMENT 'key', name STRING) COMMENT 'a table'")
    table = w.tables.get("py_witness.s.t")
    assert table.table_type == catalog.TableType.MANAGED and [c.name for c in table.columns] == ["id", "name"]
    assert w.tables.exists("py_witness.s.t").table_exists
    assert [t.name for t in w.tables.list("py_witness", "s")] == ["t"]
    w.schemas.update("py_witness.s", comment="changed")
    assert w.schemas.get("py_witness.s").comment == "changed"
    volume = w.volumes.create("py_witness", "s", "v", catalog.VolumeType.MANAGED)
    assert volume.full_name == "py_witness.s.v"
    w.catalogs.delete("py_witness", force=True)
    try:
        w.catalogs.get("py_witness")
        raise AssertionError("still there")
    except NotFound:
        pass


@check("files: upload, list, download, metadata, delete")
def _():
    w.volumes.create("main", "default", "py_files", catalog.VolumeType.MANAGED)
    base = "/Volumes/main/default/py_files"
    w.files.create_directory(f"{base}/a/b")
    body = b"id,name\n1,x\n2,y\n"
    w.files.upload(f"{base}/a/rows.csv", io.BytesIO(body), overwrite=True)
    assert w.files.download(f"{base}/a/rows.csv").contents.read() == body
    assert w.files.get_metadata(f"{base}/a/rows.csv").content_length == len(body)
    assert sorted(e.name for e in w.files.list_directory_contents(f"{base}/a")) == ["b", "rows.csv"]
    rows = run(f"SELECT count(*) FROM read_files('{base}/a/rows.csv', format => 'csv', header => true)")
    assert rows.result.data_array == [["2"]]
    w.files.delete(f"{base}/a/rows.csv")
    w.files.delete_directory(f"{base}/a/b")


@check("workspace: import, export, list, status, delete")
def _():
    path = notebook("py_notebook", "print('hello')")
    assert w.workspace.get_status(path).object_type == workspace.ObjectType.NOTEBOOK
    text = base64.b64decode(w.workspace.export(path, format=workspace.ExportFormat.SOURCE).content).decode()
    assert "print('hello')" in text
    with w.workspace.download(path) as stream:
        assert b"print('hello')" in stream.read()
    w.workspace.upload(f"/Users/{me()}/py_file.txt", io.BytesIO(b"text"), overwrite=True,
                       format=workspace.ImportFormat.AUTO)
    assert any(o.path == path for o in w.workspace.list(f"/Users/{me()}"))
    w.workspace.delete(path)


@check("dbfs: put, read, list")
def _():
    with w.dbfs.open("/py/witness.txt", write=True, overwrite=True) as f:
        f.write(b"x" * 2_000_000)
    with w.dbfs.open("/py/witness.txt", read=True) as f:
        assert f.read() == b"x" * 2_000_000
    assert w.dbfs.get_status("/py/witness.txt").file_size == 2_000_000
    assert [f.path for f in w.dbfs.list("/py")] == ["/py/witness.txt"]


@check("secrets: scopes, put, list, get, delete")
def _():
    w.secrets.create_scope("py")
    w.secrets.put_secret("py", "k", string_value="v")
    assert [s.key for s in w.secrets.list_secrets("py")] == ["k"]
    assert base64.b64decode(w.secrets.get_secret("py", "k").value) == b"v"
    assert w.dbutils.secrets.get("py", "k") == "v"
    w.secrets.delete_scope("py")


@check("commands: a context keeps its state; spark and an error")
def _():
    cluster = next(iter(w.clusters.list())).cluster_id
    w.clusters.ensure_cluster_is_running(cluster)
    context = w.command_execution.create_and_wait(cluster_id=cluster, language=compute.Language.PYTHON)

    def python(code):
        return w.command_execution.execute_and_wait(
            cluster_id=cluster, context_id=context.id, language=compute.Language.PYTHON, command=code
        ).results

    python("x = spark.sql('SELECT 20 AS a').collect()[0]['a'] + 1")
    assert python("print(x * 2)").data == "42"
    failed = python("1/0")
    assert failed.result_type == compute.ResultType.ERROR and "ZeroDivisionError" in failed.cause
    w.command_execution.destroy(cluster, context.id)


@check("jobs: create, run, output, list, repair, delete")
def _():
    path = notebook("py_job", "dbutils.notebook.exit(dbutils.widgets.get('who') + '!')")
    job = w.jobs.create(
        name="python witness",
        tasks=[
            jobs.Task(
                task_key="one",
                notebook_task=jobs.NotebookTask(notebook_path=path, base_parameters={"who": "{{job.parameters.who}}"}),
            )
        ],
        parameters=[jobs.JobParameterDefinition(name="who", default="me")],
    )
    done = w.jobs.run_now(job.job_id, job_parameters={"who": "you"}).result(timeout=timedelta(minutes=2))
    assert done.state.result_state == jobs.RunResultState.SUCCESS
    assert w.jobs.get_run_output(done.tasks[0].run_id).notebook_output.result == "you!"
    assert any(j.job_id == job.job_id for j in w.jobs.list(name="python witness"))
    assert any(r.run_id == done.run_id for r in w.jobs.list_runs(job_id=job.job_id))
    w.jobs.delete(job.job_id)


@check("jobs: a submitted run that fails says why")
def _():
    path = notebook("py_fails", "raise ValueError('on purpose')")
    waiter = w.jobs.submit(
        run_name="fails",
        tasks=[jobs.SubmitTask(task_key="one", notebook_task=jobs.NotebookTask(notebook_path=path))],
    )
    done = waiter.result(timeout=timedelta(minutes=2))
    assert done.state.result_state == jobs.RunResultState.FAILED
    output = w.jobs.get_run_output(done.tasks[0].run_id)
    assert "on purpose" in output.error and "ValueError" in output.error_trace


@check("pipelines: create, update, events, list, delete")
def _():
    path = notebook(
        "py_pipeline",
        "CREATE OR REFRESH MATERIALIZED VIEW mv AS SELECT id, id * 2 AS twice FROM range(10)",
        workspace.Language.SQL,
    )
    made = w.pipelines.create(
        name="python witness",
        catalog="main",
        schema="default",
        serverless=True,
        libraries=[pipelines.PipelineLibrary(notebook=pipelines.NotebookLibrary(path=path))],
    )
    update = w.pipelines.start_update(made.pipeline_id)
    for _ in range(300):
        state = w.pipelines.get_update(made.pipeline_id, update.update_id).update.state.value
        if state in ("COMPLETED", "FAILED", "CANCELED"):
            break
        time.sleep(0.1)
    assert state == "COMPLETED", state
    assert run("SELECT sum(twice) FROM main.default.mv").result.data_array == [["90"]]
    assert any(e.event_type == "update_progress" for e in w.pipelines.list_pipeline_events(made.pipeline_id))
    w.pipelines.delete(made.pipeline_id)


@check("an address that is not there is a named error")
def _():
    try:
        w.jobs.get(987654321)
        raise AssertionError("found")
    except DatabricksError as error:
        assert str(error)
