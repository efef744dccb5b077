"""The organization before anything happens: people, a project, pipelines, environments."""

from __future__ import annotations

import base64
import random

from demo.azure_devops import ids
from demo.azure_devops.model import (
    Environment,
    Identity,
    Organization,
    Pipeline,
    Project,
    Secrets,
)

# Handle, display name, mail name. Two people share a first name on purpose; names are no keys.
PEOPLE = (
    ("engineer", "Emil Engineer", "emil"),
    ("engineer2", "Nora Novak", "nora"),
    ("technical", "Tessa Technical", "tessa"),
    ("technical2", "Tom Technical", "tom"),
    ("business", "Bella Business", "bella"),
    ("business2", "Ben Business", "ben"),
    ("finance_director", "Fiona Finance", "fiona"),
    ("ceo", "Carla Chief", "carla"),
    ("cto", "Cem Tech", "cem"),
    ("compliance", "Cora Compliance", "cora"),
    ("administrator", "Ada Administrator", "ada"),
)
SERVICES = (
    ("build_service", "web-shop Build Service (fabrikam)", "svc"),
    ("service_host", "Microsoft.VisualStudio.Services.TFS", "s2s"),
)
PIPELINES = (
    (5, "web-shop"),
    (6, "billing-api"),
    (7, "infrastructure"),
)


def organization(name: str, project_name: str, now: float, chance: random.Random) -> Organization:
    """Make the organization; its GUIDs depend on its name only, its secrets on chance."""
    made = Organization(
        name=name,
        id=ids.named("organization", name),
        project=Project(ids.named("project", name, project_name), project_name),
        repository_id=ids.named("repository", name, project_name),
        secrets=Secrets(ids.secret(chance), ids.secret(chance)),
    )
    for key, display_name, alias in PEOPLE:
        mail = f"{alias}@{name}.example"
        subject = ids.named("subject", name, key)
        made.identities[key] = Identity(
            key, ids.named("identity", name, key), display_name, mail, f"aad.{_descriptor(subject)}"
        )
    for key, display_name, prefix in SERVICES:
        identity_id = ids.named("identity", name, key)
        descriptor = f"{prefix}.{_descriptor(identity_id)}"
        made.identities[key] = Identity(
            key, identity_id, display_name, f"Build\\{identity_id}", descriptor, kind="service"
        )
    made.pipelines = {number: Pipeline(number, title) for number, title in PIPELINES}
    made.environments = {
        12: Environment(12, "production", "Customers use it", "administrator", now, now),
        13: Environment(
            13, "staging", "The last stop before production", "administrator", now, now
        ),
    }
    return made


def _descriptor(subject: str) -> str:
    """Make the part of a subject descriptor behind the dot: base32 without padding."""
    return base64.b32encode(subject.encode()).decode().rstrip("=").lower()[:48]
