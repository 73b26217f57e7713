"""Spark Declarative Pipelines: `from pyspark import pipelines as dp`."""

from lakehand_workspace.pipelines import (  # noqa: F401
    append_flow,
    create_auto_cdc_flow,
    create_auto_cdc_from_snapshot_flow,
    create_sink,
    create_streaming_table,
    expect,
    expect_all,
    expect_all_or_drop,
    expect_all_or_fail,
    expect_or_drop,
    expect_or_fail,
    foreach_batch_sink,
    materialized_view,
    on_event_hook,
    table,
    temporary_view,
    view,
)
