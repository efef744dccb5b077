"""The project, and who the caller is."""

from __future__ import annotations

from demo.azure_devops.api.core import Answer, Call, Problem, Router
from demo.azure_devops.views.common import collection, identity_ref, project_ref


def register(router: Router) -> None:
    """Add the operations of this area."""
    router.add("GET", "/{organization}/_apis/projects", list_projects)
    router.add("GET", "/{organization}/_apis/projects/{projectId}", get_project)
    router.add("GET", "/{organization}/_apis/connectionData", connection_data)


def list_projects(call: Call) -> Answer:
    """List projects: there is one."""
    return Answer(body=collection([project_ref(call.world)]))


def get_project(call: Call) -> Answer:
    """Read the project by id or name."""
    project = call.world.organization.project
    if call.parameters["projectId"].lower() not in (project.id, project.name.lower()):
        text = f"VS800075: The project {call.parameters['projectId']} does not exist."
        raise Problem(404, "ProjectDoesNotExistException", text)
    return Answer(body=project_ref(call.world))


def connection_data(call: Call) -> Answer:
    """Tell who the credential belongs to."""
    person = identity_ref(call.world, call.caller)
    user = {
        "id": person["id"],
        "descriptor": person["descriptor"],
        "subjectDescriptor": person["descriptor"],
        "providerDisplayName": person["displayName"],
        "isActive": True,
        "properties": {"Account": {"$type": "System.String", "$value": person["uniqueName"]}},
    }
    return Answer(
        body={
            "authenticatedUser": user,
            "authorizedUser": user,
            "instanceId": call.world.organization.id,
            "deploymentType": "hosted",
        }
    )
