"""Refusals with Azure's codes and statuses.

https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes
"""

from __future__ import annotations


class Refusal(Exception):
    """An answer other than success."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


def already_exists() -> Refusal:
    """A create-only write met a blob."""
    return Refusal(409, "BlobAlreadyExists", "The specified blob already exists.")


def not_found() -> Refusal:
    """No such blob."""
    return Refusal(404, "BlobNotFound", "The specified blob does not exist.")


def no_container() -> Refusal:
    """No such container."""
    return Refusal(404, "ContainerNotFound", "The specified container does not exist.")


def under_policy() -> Refusal:
    """A time-based retention policy is active."""
    text = "This operation is not permitted as the blob is immutable due to a policy."
    return Refusal(409, "BlobImmutableDueToPolicy", text)


def under_hold() -> Refusal:
    """A legal hold is active."""
    text = (
        "This operation is not permitted as the blob is immutable due to one or more legal holds."
    )
    return Refusal(409, "BlobImmutableDueToLegalHold", text)


def unauthenticated() -> Refusal:
    """Neither a signature nor an Authorization header, or an expired one."""
    text = "Server failed to authenticate the request."
    return Refusal(403, "AuthenticationFailed", text)


def not_permitted() -> Refusal:
    """The signature lacks the right for this operation."""
    text = "This request is not authorized to perform this operation using this permission."
    return Refusal(403, "AuthorizationPermissionMismatch", text)


def no_overwrite() -> Refusal:
    """The signature may create but not write."""
    text = "This request is not authorized to perform blob overwrites."
    return Refusal(403, "UnauthorizedBlobOverwrite", text)


def unsupported() -> Refusal:
    """An operation that this simulator leaves out."""
    return Refusal(501, "NotImplemented", "The simulator does not have this operation.")
