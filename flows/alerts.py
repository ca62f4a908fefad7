"""`newsledger alerts`: Prefect automations that tell somebody when a night failed, brought nothing new, is unusual, or never came."""

import contextlib
from datetime import timedelta
from typing import Any
from uuid import UUID

from prefect.automations import Automation
from prefect.blocks.notifications import CustomWebhookNotificationBlock
from prefect.client.orchestration import get_client
from prefect.events import ResourceSpecification
from prefect.events.actions import SendNotification
from prefect.events.schemas.automations import EventTrigger, Posture

from flows.artifacts import NOTHING_NEW, PUBLISHED, UNUSUAL

#: The block that is made for a webhook.
BLOCK = "newsledger-alerts"
ENDED_BADLY = {"prefect.flow-run.Failed", "prefect.flow-run.Crashed", "prefect.flow-run.TimedOut"}
FLOW: dict[str, str | list[str]] = {"prefect.resource.role": "flow", "prefect.resource.name": "newsledger-nightly"}
WAREHOUSE: dict[str, str | list[str]] = {"prefect.resource.id": "newsledger.warehouse.*"}


async def webhook_block(url: str) -> UUID:
    """A block that posts `{"text": ...}`, as chat tools take it, to a URL."""
    block = CustomWebhookNotificationBlock(name=BLOCK, url=url, json_data={"text": "{{subject}}\n{{body}}"}, headers=None, cookies=None)
    return await block.asave(BLOCK, overwrite=True)


async def existing_block(slug: str) -> UUID:
    """The block that `TYPE/NAME` names, such as slack-webhook/news; raises ObjectNotFound when there is none."""
    kind, _, name = slug.partition("/")
    async with get_client() as client:
        return (await client.read_block_document_by_name(name, kind)).id


def automations(block_id: UUID, silence: timedelta) -> list[Automation]:
    """The automations; each sends one message a night at most. After `silence` without a run that ended well, one is missing."""

    def tell(subject: str, body: str) -> list[Any]:
        return [SendNotification(block_document_id=block_id, subject=f"newsledger: {subject}", body=body)]

    failed = EventTrigger(expect=ENDED_BADLY, match_related=ResourceSpecification(FLOW), posture=Posture.Reactive, threshold=1)
    nothing = EventTrigger(expect={NOTHING_NEW}, match=ResourceSpecification(WAREHOUSE), posture=Posture.Reactive, threshold=1)
    unusual = EventTrigger(expect={UNUSUAL}, match=ResourceSpecification(WAREHOUSE), posture=Posture.Reactive, threshold=1)
    silent = EventTrigger(
        expect={PUBLISHED, NOTHING_NEW}, match=ResourceSpecification(WAREHOUSE), posture=Posture.Proactive, threshold=1, within=silence
    )
    run = "run {{ flow_run.name }}: {{ flow_run.state.name }}. {{ flow_run.state.message }}"
    said = "{{ event.payload.alarms|join('; ') }}"
    night = "{{ event.resource.name }}, run {{ event.payload.run_id }}"
    return [
        Automation(name="newsledger: run failed", trigger=failed, actions=tell("run failed", run)),
        Automation(name="newsledger: nothing new", trigger=nothing, actions=tell("nothing new arrived", night)),
        Automation(name="newsledger: unusual night", trigger=unusual, actions=tell("unusual night", f"{night}: {said}")),
        Automation(name="newsledger: no night", trigger=silent, actions=tell("no run has ended", f"none in the last {silence}")),
    ]


async def install(webhook: str | None, block: str | None, silence: timedelta) -> list[str]:
    """Create the automations, in place of those of the same name, and name them."""
    block_id = await webhook_block(webhook) if webhook else await existing_block(str(block))
    made = automations(block_id, silence)
    for automation in made:
        with contextlib.suppress(ValueError):
            await (await Automation.aread(name=automation.name)).adelete()
        await automation.acreate()
    return [automation.name for automation in made]
