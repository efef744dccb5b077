# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Clients of Azure DevOps for a connection. A plain module: secrets stay out of models."""

from service_hooks.client import AzureDevOpsClient
from service_hooks.credentials import Anonymous, BearerToken, PersonalAccessToken
from service_hooks.errors import Refused
from service_hooks.organization_url import parse_organization_url
from service_hooks.requests_transport import RequestsTransport
from service_hooks.server_clock import ClockReadingTransport

from . import vault

TRANSPORT = ClockReadingTransport(RequestsTransport())
"""One pool of kept connections for each worker."""


def with_credentials(connection, call_key, work):
    """Return what `work` makes of a client: with the call's own token, else with the connection's.

    The run's token may lack a right that the connection's credential has, and it dies after 48 h.

    :param connection: connection of the call
    :param str call_key: which call
    :param work: callable that takes a client
    :raise Refused: where neither credential is accepted
    """
    token = vault.get(connection.env.cr, token_name(connection, call_key))
    if not token:
        return work(client(connection))
    try:
        return work(_client(connection, BearerToken(token)))
    except Refused:
        if not connection.has_access_token:
            raise
        return work(client(connection))


def client(connection):
    """Return a client with the connection's own credential.

    Without one it asks as nobody: Azure DevOps then refuses, which is a clear answer too.
    """
    token = vault.get(connection.env.cr, connection._vault_name())
    return _client(connection, PersonalAccessToken(token) if token else Anonymous())


def server_time():
    """Return the time of Azure DevOps' last answer by its own clock, in UTC; empty if untold."""
    date = TRANSPORT.last_date
    return date.strftime("%Y-%m-%dT%H:%M:%SZ") if date else ""


def token_name(connection, call_key):
    """Return the vault's name for the token of a check call."""
    return f"call:{connection.id}:{call_key}"


def _client(connection, credential):
    return AzureDevOpsClient(
        parse_organization_url(connection.organization_url), credential, transport=TRANSPORT
    )
