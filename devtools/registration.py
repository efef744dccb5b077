"""Register a served instance in the simulated Azure DevOps, over its documented REST API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests

from devtools.errors import SetupError
from devtools.simulator import AzureDevOps
from service_hooks.identifiers import parse_guid
from service_hooks.records.check_suite import Resource
from service_hooks.registration_bodies import (
    CheckSettings,
    rest_check_body,
    service_connection_body,
    subscription_bodies,
)

CONNECTION_NAME = "Odoo ICA"
CHECK_NAME = "Odoo approval"
CHECK_TIMEOUT_MINUTES = 1440
_TIMEOUT = 20


class Registration:
    """Makes what is missing; what is there already is brought to the present address."""

    def __init__(self, azure_devops: AzureDevOps, connection: Mapping[str, Any]) -> None:
        self._organization = azure_devops.organization_url
        self._project = f"{self._organization}/{azure_devops.project_id}"
        self._project_id = parse_guid(azure_devops.project_id)
        self._project_name = azure_devops.project_name
        self._connection = connection
        self._session = requests.Session()
        self._session.auth = ("", azure_devops.access_token)

    def apply(self) -> None:
        """Register service connection, checks and subscriptions. Raises SetupError on a refusal."""
        endpoint_id = self._service_connection()
        for gate in self._connection["gates"]:
            self._check(gate, endpoint_id)
        self._subscriptions()

    def _service_connection(self) -> str:
        address = urlsplit(self._connection["check_url"])
        body = service_connection_body(
            name=CONNECTION_NAME,
            url=f"{address.scheme}://{address.netloc}",
            username=self._connection["check_username"],
            password=self._connection["check_password"],
            project_id=self._project_id,
            project_name=self._project_name,
        )
        route = f"{self._organization}/_apis/serviceendpoint/endpoints"
        known = self._call("GET", f"{self._project}/_apis/serviceendpoint/endpoints")["value"]
        for endpoint in known:
            if endpoint["name"] == CONNECTION_NAME:
                self._call("PUT", f"{route}/{endpoint['id']}", {**body, "id": endpoint["id"]})
                return str(endpoint["id"])
        return str(self._call("POST", route, body)["id"])

    def _check(self, gate: Mapping[str, str], endpoint_id: str) -> None:
        route = f"{self._project}/_apis/pipelines/checks/configurations"
        query = f"?resourceType={gate['type']}&resourceId={gate['resource_id']}&$expand=settings"
        known = self._call("GET", route + query)["value"]
        if any(check["settings"].get("displayName") == CHECK_NAME for check in known):
            return
        settings = CheckSettings(
            gate=gate["key"],
            display_name=CHECK_NAME,
            connection_id=parse_guid(endpoint_id),
            url_suffix=urlsplit(self._connection["check_url"]).path,
            resource=Resource(type=gate["type"], id=gate["resource_id"], name=gate["name"]),
            timeout=CHECK_TIMEOUT_MINUTES,
        )
        self._call("POST", route, rest_check_body(settings))

    def _subscriptions(self) -> None:
        route = f"{self._organization}/_apis/hooks/subscriptions"
        known = {one["eventType"]: one["id"] for one in self._call("GET", route)["value"]}
        for body in subscription_bodies(
            project_id=self._project_id,
            url=self._connection["hook_url"],
            username=self._connection["hook_username"],
            password=self._connection["hook_password"],
        ):
            identifier = known.get(body["eventType"])
            if identifier:
                self._call("PUT", f"{route}/{identifier}", body)
            else:
                self._call("POST", route, body)

    def _call(self, method: str, url: str, body: object = None) -> Any:
        separator = "&" if "?" in url else "?"
        versioned = f"{url}{separator}api-version=7.1-preview.1"
        try:
            answer = self._session.request(method, versioned, json=body, timeout=_TIMEOUT)
            answer.raise_for_status()
            return answer.json()
        except requests.RequestException as error:
            raise SetupError(
                f"Azure DevOps refuses the registration: {error}", "read its log"
            ) from None
