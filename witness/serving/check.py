"""Checks of serving endpoints with the openai package, Anthropic's and the official Python SDK."""

import json
import os
import time

import anthropic
import openai
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import NotFound, NotImplemented, PermissionDenied
from databricks.sdk.service.serving import EndpointCoreConfigInput, ServedEntityInput
from databricks.sdk.service.vectorsearch import (
    DeltaSyncVectorIndexSpecRequest,
    EmbeddingSourceColumn,
    EndpointType,
    PipelineType,
    VectorIndexType,
)

from checks import check

host, token = os.environ["DATABRICKS_HOST"], os.environ["DATABRICKS_TOKEN"]
client = openai.OpenAI(base_url=f"{host}/serving-endpoints", api_key=token, max_retries=0)
claude = anthropic.Anthropic(base_url=f"{host}/serving-endpoints/anthropic", auth_token=token, api_key=None, max_retries=0)
workspace = WorkspaceClient()
model = "databricks-claude-sonnet-4-5"
tools = [
    {
        "type": "function",
        "function": {
            "name": "weather",
            "description": "Weather of a city",
            "parameters": {"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}}},
        },
    }
]


@check("openai: a chat of several turns")
def _():
    answer = client.chat.completions.create(
        model=model,
        messages=[
            {"role": "system", "content": "Be short."},
            {"role": "user", "content": "One?"},
            {"role": "assistant", "content": "Two."},
            {"role": "user", "content": [{"type": "text", "text": "Three?"}]},
        ],
        max_tokens=100,
        stop=["END"],
    )
    said = json.loads(answer.choices[0].message.content)
    assert [each["role"] for each in said["messages"]] == ["user", "assistant", "user"], said
    assert said["system"] == [{"type": "text", "text": "Be short."}] and said["stop_sequences"] == ["END"]
    assert answer.choices[0].finish_reason == "stop"
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens, answer.usage.total_tokens) == (11, 7, 18)


@check("openai: a tool is called and its result goes back")
def _():
    messages = [{"role": "user", "content": "Weather?"}]
    first = client.chat.completions.create(model=model, messages=messages, tools=tools)
    call = first.choices[0].message.tool_calls[0]
    assert first.choices[0].finish_reason == "tool_calls"
    assert call.function.name == "weather" and json.loads(call.function.arguments) == {"city": "Bern", "days": 2}
    messages += [first.choices[0].message, {"role": "tool", "tool_call_id": call.id, "content": "sunny"}]
    second = client.chat.completions.create(model=model, messages=messages, tools=tools)
    said = json.loads(second.choices[0].message.content)["messages"]
    assert said[1]["content"][1] == {"type": "tool_use", "id": call.id, "name": "weather", "input": {"city": "Bern", "days": 2}}
    assert said[2]["content"] == [{"type": "tool_result", "tool_use_id": call.id, "content": [{"type": "text", "text": "sunny"}]}]


@check("openai: a stream of text, with usage")
def _():
    stream = client.chat.completions.create(
        model=model, messages=[{"role": "user", "content": "Grüezi 👋"}], stream=True, stream_options={"include_usage": True}
    )
    chunks = list(stream)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert json.loads(text)["messages"][0]["content"][0]["text"] == "Grüezi 👋"
    assert chunks[-1].usage.total_tokens == 18 and chunks[-2].choices[0].finish_reason == "stop"


@check("openai: a streamed tool call, gathered by the client")
def _():
    with client.chat.completions.stream(model=model, messages=[{"role": "user", "content": "Weather?"}], tools=tools) as stream:
        final = stream.get_final_completion()
    call = final.choices[0].message.tool_calls[0]
    assert call.id == "toolu_1" and json.loads(call.function.arguments) == {"city": "Bern", "days": 2}
    assert final.choices[0].message.content == "Calling." and final.choices[0].finish_reason == "tool_calls"


@check("openai: errors are of their classes")
def _():
    ask = [{"role": "user", "content": "x"}]
    for fields, kind, word in [
        ({"model": "none"}, openai.NotFoundError, "does not exist"),
        ({"max_tokens": 1}, openai.BadRequestError, "Scripted refusal"),
        ({"n": 2}, openai.BadRequestError, "'n'"),
    ]:
        try:
            client.chat.completions.create(**{"model": model, "messages": ask, **fields})
            raise AssertionError(f"{fields} was answered")
        except kind as error:
            assert word in str(error), error
    try:
        openai.OpenAI(base_url=f"{host}/serving-endpoints", api_key="wrong", max_retries=0).models.list()
        raise AssertionError("a wrong token was taken")
    except openai.AuthenticationError:
        pass


@check("openai: embeddings")
def _():
    answer = client.embeddings.create(model="databricks-gte-large-en", input=["red car", "red cars", "tax law"])
    one, two, three = (each.embedding for each in answer.data)
    near = lambda a, b: sum(x * y for x, y in zip(a, b))
    assert len(one) == 1024 and abs(near(one, one) - 1) < 1e-5 and near(one, two) > near(one, three) + 0.2


@check("anthropic: messages, streams, token counts, models, errors")
def _():
    fields = {"model": model, "max_tokens": 50, "messages": [{"role": "user", "content": "Hi"}]}
    assert json.loads(claude.messages.create(**fields).content[0].text)["messages"] == fields["messages"]
    with claude.messages.stream(**fields) as stream:
        assert json.loads("".join(stream.text_stream))["messages"] == fields["messages"]
    assert claude.messages.count_tokens(model=model, messages=fields["messages"]).input_tokens == 42
    assert model in [each.id for each in claude.models.list()]
    try:
        claude.messages.create(**{**fields, "max_tokens": 1})
        raise AssertionError("it was answered")
    except anthropic.BadRequestError as error:
        assert "Scripted refusal" in str(error)


@check("databricks-sdk: endpoints are made, queried, described and deleted")
def _():
    api = workspace.serving_endpoints
    assert model in [each.name for each in api.list()]
    config = EndpointCoreConfigInput(name="mine", served_entities=[ServedEntityInput(entity_name=f"system.ai.{model}")])
    made = api.create_and_wait(name="mine", config=config)
    assert made.state.ready.value == "READY" and "scripted-model" in made.description
    chat = workspace.api_client.do("POST", "/serving-endpoints/mine/invocations", body={"messages": [{"role": "user", "content": "x"}]})
    assert chat["choices"][0]["finish_reason"] == "stop"
    vectors = api.query(name="databricks-bge-large-en", input="words")
    assert len(vectors.data[0].embedding) == 1024
    assert "200" in api.logs("mine", "databricks-claude-sonnet-4-5").logs
    api.delete("mine")
    for work, kind in [(lambda: api.get("mine"), NotFound), (lambda: api.delete(model), PermissionDenied)]:
        try:
            work()
            raise AssertionError("it was answered")
        except kind:
            pass
    try:
        api.create("custom", config=EndpointCoreConfigInput(name="custom", served_entities=[ServedEntityInput(entity_name="main.default.m", entity_version="1")]))
        raise AssertionError("a custom model was served")
    except NotImplemented as error:
        assert "custom model" in str(error)


@check("databricks-sdk: a vector index follows a table")
def _():
    warehouse = next(iter(workspace.warehouses.list())).id
    for text in [
        "CREATE TABLE main.default.words (id INT, body STRING)",
        "INSERT INTO main.default.words VALUES (1, 'red apples'), (2, 'green pears')",
    ]:
        assert workspace.statement_execution.execute_statement(text, warehouse).status.state.value == "SUCCEEDED"
    workspace.vector_search_endpoints.create_endpoint_and_wait("ep", EndpointType.STANDARD)
    api = workspace.vector_search_indexes
    api.create_index(
        name="main.default.words_index",
        endpoint_name="ep",
        primary_key="id",
        index_type=VectorIndexType.DELTA_SYNC,
        delta_sync_index_spec=DeltaSyncVectorIndexSpecRequest(
            source_table="main.default.words",
            pipeline_type=PipelineType.TRIGGERED,
            embedding_source_columns=[EmbeddingSourceColumn(name="body", embedding_model_endpoint_name="databricks-gte-large-en")],
        ),
    )
    for _ in range(100):
        if api.get_index("main.default.words_index").status.ready:
            break
        time.sleep(0.1)
    found = api.query_index("main.default.words_index", columns=["id", "body"], query_text="an apple", num_results=1)
    assert found.result.data_array[0][:2] == [1, "red apples"], found.result
    assert found.manifest.columns[-1].name == "score"
    assert len(api.scan_index("main.default.words_index").data) == 2
    api.delete_index("main.default.words_index")
    workspace.vector_search_endpoints.delete_endpoint("ep")
