"""Environments come and go; a recreated one has a new id and no checks."""

from __future__ import annotations

from demo.azure_devops.model import Environment
from demo.azure_devops.signals import CheckConfigurationChanged
from demo.azure_devops.world import World


def create(world: World, name: str, description: str, by: str) -> Environment:
    """Create an environment; raises ValueError when the name is empty or taken."""
    taken = [e.name.lower() for e in world.organization.environments.values()]
    if not name or name.lower() in taken:
        raise ValueError(f"Environment name '{name}' is empty or already exists.")
    number = world.organization.counters.take("environment")
    made = Environment(number, name, description, by, world.now, world.now)
    world.organization.environments[number] = made
    return made


def delete(world: World, environment: Environment) -> None:
    """Delete an environment; its checks go with it."""
    organization = world.organization
    del organization.environments[environment.id]
    for check in list(organization.checks.values()):
        if (check.resource_type, check.resource_id) == ("environment", str(environment.id)):
            del organization.checks[check.id]
            world.emit(CheckConfigurationChanged(check.id, "environment", check.resource_id))


def recreate(world: World, environment: Environment, by: str) -> Environment:
    """Delete an environment and create another with the same name."""
    delete(world, environment)
    return create(world, environment.name, environment.description, by)
