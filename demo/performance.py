"""Sets the stage, plays the scenario, sums up."""

from __future__ import annotations

import shutil
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from demo import summary
from demo.azure import AzureDevOps
from demo.browser import Browser
from demo.expectations import DemoFailed
from demo.instance import DemoSystem, settings
from demo.narrator import Narrator
from demo.odoo import Odoo
from demo.scenario.administration import Administration
from demo.scenario.steps import STEPS, play
from demo.scenario.world import World
from demo.screenshots import Pictures, save_small
from devtools import chromium

_SCREENSHOTS = "screenshots"
_STEPS_FOR_PICTURES = (1, 2, 5, 6, 7)
_WATCH_SECONDS = 0.5


def perform(narrator: Narrator, *, only: Collection[int] = (), stay: bool = False) -> None:
    """Play the scenario; raises DemoFailed as soon as something does not hold."""
    with stage(narrator) as world:
        play(world, only)
        approval_id = leave_open(world)
        world.pictures.gallery(approval_id)
        summary.show(narrator, world.azure, world.odoo)
        summary.show_figures(narrator, world.figures)
        summary.show_pictures(narrator, world.pictures.taken)
        count = len(only) or len(STEPS)
        narrator.title(f"All {count} steps hold, {world.clock() - world.began:.0f} s after set-up")
        if stay:
            _stay(world, approval_id)


def take_pictures(narrator: Narrator, folder: Path) -> None:
    """Play what the pictures need and save them small in a folder; raises DemoFailed."""
    folder.mkdir(parents=True, exist_ok=True)
    with stage(narrator) as world:
        play(world, _STEPS_FOR_PICTURES)
        approval_id = leave_open(world)
        world.pictures.gallery(approval_id)
        narrator.title("Pictures")
        for _title, picture in world.pictures.taken:
            target = folder / picture.name
            narrator.say(f"  {target}: {save_small(picture, target)} bytes")


def leave_open(world: World) -> str:
    """Leave two requests open for the pictures, and for whoever stays; return the newest's id."""
    world.narrator.step("·", "One run to staging, where one signature is enough, and two left open")
    staging = world.deployment(pipeline="infrastructure", environment="staging", cost=15.0)
    world.sign_last("technical", staging, "technical")
    world.completes(staging, result="succeeded", status="success")
    half = world.deployment(pipeline="billing-api", cost=45.0)
    world.sign("technical", half, "technical")
    return world.deployment(cost=180.0).approval_id


@contextmanager
def stage(narrator: Narrator) -> Iterator[World]:
    """Give both sides, running and empty; a failure says where the logs are."""
    narrator.title("Set-up: PostgreSQL, Odoo 19, the simulated Azure DevOps")
    program = chromium.ensure()
    with DemoSystem(settings()) as system:
        home = system.settings.instance
        folder = home.home / _SCREENSHOTS
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        odoo = Odoo(system.serve)
        with Browser(program, odoo, folder) as browser:
            try:
                yield World(
                    system=system,
                    azure=AzureDevOps.of(system.simulator_home),
                    odoo=odoo,
                    browser=browser,
                    narrator=narrator,
                    administration=Administration(odoo, narrator),
                    pictures=Pictures(browser, odoo),
                )
            except DemoFailed as failure:
                raise DemoFailed(f"{failure} (logs: {home.logs})") from failure


def _stay(world: World, approval_id: str) -> None:
    """Tell how to get in, then wait until somebody ends it or a part dies."""
    summary.show_logins(world.narrator, world.odoo, world.azure.organization_page, approval_id)
    try:
        while not (dead := world.system.dead()):
            time.sleep(_WATCH_SECONDS)
    except KeyboardInterrupt:
        world.narrator.say("stopped")
        return
    raise DemoFailed(f"{dead} ended by itself")
