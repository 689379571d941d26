"""Calls of the SuprSend SDK 0.6.0, made by an interpreter that has this version installed.

Usage: python sdk_0_6_calls.py CALL URL KEY SECRET. Prints what the SDK returned, as JSON. A script of its
own because two versions of one package cannot live in one interpreter.
"""

import json
import sys

from suprsend import Event, Suprsend, Workflow

WEBHOOK = "https://hooks.slack.com/services/T0ACME/B0DEPLOYS/demo"


def workflow(template="note", text="hello"):
    return {
        "name": "Some name",
        "template": template,
        "notification_category": "transactional",
        "users": [{"distinct_id": "u1"}],
        "data": {"text": text},
    }


def user(client, *addresses):
    user = client.user.get_instance(distinct_id="u1")
    for address in addresses:
        user.add_slack(address)
    return user


def save_user_id(client):
    return user(client, {"user_id": "U0BOB", "access_token": "xoxb-demo"}).save()


def save_all_keys(client):
    everything = {
        "email": "alice@example.com",
        "user_id": "U0BOB",
        "channel_id": "C0ORDERS",
        "access_token": "xoxb-demo",
        "incoming_webhook": {"url": WEBHOOK},
    }
    return user(client, everything).save()


def save_two(client):
    channel = {"channel_id": "C0ORDERS", "access_token": "xoxb-demo"}
    return user(client, {"email": "alice@example.com", "access_token": "xoxb-demo"}, channel).save()


def save_without_token(client):
    one = client.user.get_instance(distinct_id="u1")
    one.add_slack_email("alice@example.com")
    return one.save()


def save_in_bulk(client):
    bulk = client.bulk_users.new_instance()
    bulk.append(user(client, {"user_id": "U0BOB", "access_token": "xoxb-demo"}))
    return told(bulk.save())


def trigger(client):
    return client.trigger_workflow(workflow())


def trigger_unknown(client):
    return client.trigger_workflow(workflow("no-such"))


def trigger_in_bulk(client):
    bulk = client.bulk_workflows.new_instance()
    bulk.append(Workflow(workflow(text="one")), Workflow(workflow(text="two")))
    return told(bulk.trigger())


def track(client):
    return client.track_event(Event("u1", "NOTE_WRITTEN", {"text": "an event"}))


def track_in_bulk(client):
    bulk = client.bulk_events.new_instance()
    bulk.append(*[Event("u1", "NOTE_WRITTEN", {"text": text}) for text in ("one", "two")])
    return told(bulk.trigger())


def told(bulk):
    """What a bulk response says."""
    return {"status": bulk.status, "success": bulk.success, "failure": bulk.failure, "failed": bulk.failed_records}


if __name__ == "__main__":
    call, url, key, secret = sys.argv[1:]
    print(json.dumps(globals()[call](Suprsend(key, secret, base_url=url))))
