"""The unmodified SuprSend SDK, latest version: several things in one request, each with its own verdict."""

from suprsend import Event, Workflow, WorkflowTriggerRequest

from test_sdk_latest import ADDRESSES, save


def older(template, text):
    """A workflow as bulk_workflows takes it."""
    return Workflow(
        {
            "name": "Some name",
            "template": template,
            "notification_category": "transactional",
            "users": [{"distinct_id": "u1"}],
            "data": {"text": text},
        }
    )


def texts(arrivals):
    return sorted(arrival.text for arrival in arrivals)


def test_bulk_users_are_saved_together(client, server):
    bulk = client.bulk_users.new_instance()
    for name in ("u1", "u2"):
        user = client.user.get_instance(distinct_id=name)
        user.add_slack(ADDRESSES["user_id"][0])
        bulk.append(user)

    saved = bulk.save()

    assert (saved.status, saved.total, saved.success, saved.failure) == ("success", 2, 2, 0)
    assert server.get("/v1/user/")["meta"]["count"] == 2


def test_older_workflows_in_bulk_all_arrive(client, simulator):
    save(client, "u1", ADDRESSES["user_id"][0])
    bulk = client.bulk_workflows.new_instance()
    bulk.append(older("note", "one"), older("note", "two"))

    triggered = bulk.trigger()

    assert (triggered.status, triggered.success, triggered.failure) == ("success", 2, 0)
    assert texts(simulator.wait_for(2)) == ["one", "two"]


def test_older_workflows_in_bulk_are_all_refused_with_one_of_them(client, simulator):
    save(client, "u1", ADDRESSES["user_id"][0])
    bulk = client.bulk_workflows.new_instance()
    bulk.append(older("note", "one"), older("no-such-template", "two"))

    triggered = bulk.trigger()

    assert (triggered.status, triggered.success, triggered.failure) == ("fail", 0, 2)
    assert all("no-such-template" in record["error"] for record in triggered.failed_records)
    assert simulator.arrivals() == []


def test_each_trigger_in_bulk_has_its_own_verdict(client, simulator):
    save(client, "u1", ADDRESSES["user_id"][0])
    bulk = client.workflows.bulk_trigger_instance()
    for slug, text in [("note", "one"), ("no-such-workflow", "two"), ("note", "three")]:
        bulk.append(WorkflowTriggerRequest({"workflow": slug, "recipients": ["u1"], "data": {"text": text}}))

    triggered = bulk.trigger()

    assert (triggered.status, triggered.total, triggered.success, triggered.failure) == ("partial", 3, 2, 1)
    [failed] = triggered.failed_records
    assert failed["code"] == 404
    assert failed["record"]["workflow"] == "no-such-workflow"
    assert "no-such-workflow" in failed["error"]
    assert texts(simulator.wait_for(2)) == ["one", "three"]


def test_a_bulk_of_which_nothing_is_accepted_fails_as_a_whole(client):
    bulk = client.workflows.bulk_trigger_instance()
    bulk.append(WorkflowTriggerRequest({"workflow": "no-such-workflow", "recipients": ["u1"]}))

    triggered = bulk.trigger()

    assert (triggered.status, triggered.success, triggered.failure) == ("fail", 0, 1)
    assert "no-such-workflow" in triggered.failed_records[0]["error"]


def test_events_in_bulk_all_arrive(client, simulator):
    save(client, "u1", ADDRESSES["user_id"][0])
    bulk = client.bulk_events.new_instance()
    bulk.append(*[Event("u1", "NOTE_WRITTEN", {"text": text}) for text in ("one", "two")])

    tracked = bulk.trigger()

    assert (tracked.status, tracked.success, tracked.failure) == ("success", 2, 0)
    assert texts(simulator.wait_for(2)) == ["one", "two"]


def test_more_than_a_hundred_triggers_become_two_requests(client, server, simulator):
    save(client, "u1", ADDRESSES["user_id"][0])
    bulk = client.workflows.bulk_trigger_instance()
    for number in range(150):
        body = {"workflow": "note", "recipients": ["u1"], "data": {"text": f"{number}"}}
        bulk.append(WorkflowTriggerRequest(body))

    triggered = bulk.trigger()

    assert (triggered.status, triggered.total, len(bulk.chunks)) == ("success", 150, 2)
    assert [arrival.text for arrival in simulator.wait_for(150)] == [str(number) for number in range(150)]
