"""The unmodified SuprSend SDK, latest version: the users API."""

import pytest
from suprsend import SuprsendAPIException

from test_sdk_latest import ADDRESSES


def test_an_upserted_user_can_be_got_and_never_shows_its_token(client):
    made = client.users.upsert("u1", {"name": "Ada", "$slack": [ADDRESSES["user_id"][0]]})

    got = client.users.get("u1")

    assert made["distinct_id"] == got["distinct_id"] == "u1"
    assert got["properties"]["name"] == "Ada"
    [slack] = got["$slack"]
    assert (slack["value"]["user_id"], slack["status"]) == ("U0BOB", "active")
    assert "xoxb-demo" not in str(got) + str(made)


def test_an_id_may_have_any_characters(client):
    client.users.upsert("a b/ç+%", {"name": "Odd"})

    assert client.users.get("a b/ç+%")["properties"]["name"] == "Odd"
    client.users.delete("a b/ç+%")
    with pytest.raises(SuprsendAPIException):
        client.users.get("a b/ç+%")


def test_users_are_listed_page_by_page(client):
    for number in range(5):
        client.users.upsert(f"u{number}", {})

    first = client.users.list({"limit": 3})
    second = client.users.list({"limit": 3, "after": first["meta"]["after"]})

    assert [user["distinct_id"] for user in first["results"]] == ["u0", "u1", "u2"]
    assert [user["distinct_id"] for user in second["results"]] == ["u3", "u4"]
    assert (first["meta"]["count"], first["meta"]["has_next"], second["meta"]["has_next"]) == (5, True, False)


def test_a_user_is_edited_by_operations_in_order(client):
    client.users.upsert("u1", {"visits": 1, "name": "Ada"})

    edit = client.users.get_edit_instance("u1")
    edit.add_slack(ADDRESSES["channel_id"][0])
    edit.increment({"visits": 2})
    edit.set({"plan": "free"})
    edit.set_once({"name": "Not this"})
    edit.set({"plan": "paid"})
    edited = client.users.edit(edit)

    assert edited["properties"] == {"visits": 3, "name": "Ada", "plan": "paid"}
    assert edited["$slack"][0]["value"]["channel_id"] == "C0ORDERS"


def test_a_user_is_edited_by_an_event_as_well(client):
    edit = client.users.get_edit_instance("u1")
    edit.add_slack(ADDRESSES["user_id"][0])

    assert client.users.async_edit(edit)["success"]

    assert client.users.get("u1")["$slack"][0]["value"]["user_id"] == "U0BOB"


def test_users_are_edited_in_bulk(client):
    bulk = client.users.get_bulk_edit_instance()
    for name in ("u1", "u2"):
        edit = client.users.get_edit_instance(name)
        edit.set({"plan": "paid"})
        bulk.append(edit)

    saved = bulk.save()

    assert (saved.status, saved.success) == ("success", 2)
    assert client.users.get("u2")["properties"]["plan"] == "paid"


def test_a_merged_user_brings_its_addresses_and_is_gone(client):
    client.users.upsert("stays", {"name": "Ada", "$slack": [ADDRESSES["user_id"][0]]})
    client.users.upsert("goes", {"name": "Other", "plan": "paid", "$slack": [ADDRESSES["channel_id"][0]]})

    merged = client.users.merge("stays", "goes")

    assert merged["properties"] == {"name": "Ada", "plan": "paid"}
    assert len(merged["$slack"]) == 2
    with pytest.raises(SuprsendAPIException) as refused:
        client.users.get("goes")
    assert refused.value.status_code == 404


def test_deleted_users_are_gone(client):
    for name in ("u1", "u2", "u3"):
        client.users.upsert(name, {})

    assert client.users.delete("u1")["success"]
    assert client.users.bulk_delete({"distinct_ids": ["u2", "never-there"]})["success"]

    assert [user["distinct_id"] for user in client.users.list()["results"]] == ["u3"]
