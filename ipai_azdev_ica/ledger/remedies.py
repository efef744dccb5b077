# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What to do about each trouble of the log, in one place; docs/ledger.md says more."""

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

REMEDIES = {
    "anchor_not_configured": _lt(
        "Name a place outside the database in azdev_anchors of Odoo's configuration, and restart."
    ),
    "anchor_not_ours": _lt(
        "The place holds a checkpoint that no key of this log signed. Somebody wrote there, or it"
        " belongs to another instance. Secure its contents, find out who has access, then configure"
        " the right place."
    ),
    "anchor_redirected": _lt(
        "Configure the place that holds the log's checkpoints again. If it is lost, two people"
        " recover the log; nothing is signed until then."
    ),
    "anchor_rolled_back": _lt(
        "Checkpoints were removed from the place. Secure what is left and its access log, restore"
        " the place from its versions, and treat this as an incident."
    ),
    "anchor_unavailable": _lt(
        "The place outside the database does not answer. Check network, credentials and space;"
        " the log goes on by itself afterwards. Approvals reach Azure DevOps only while it is"
        " anchored."
    ),
    "entries_wait": _lt(
        "Entries have waited for their place for minutes. Check that the scheduled action"
        " 'Azure DevOps: publish the ledger' is active and runs each minute."
    ),
    "entry_changed": _lt(
        "Somebody changed an entry in the database. Secure a copy of it, compare with the anchored"
        " log (ica-verify), and treat this as an incident."
    ),
    "entry_vanished": _lt(
        "An entry was deleted before it got its place in the log. Secure a copy of the database and"
        " treat this as an incident."
    ),
    "fork": _lt(
        "Two copies of this log are being published. Stop one of them: a copy of the database must"
        " have an instance file of its own. Then two people decide which one goes on."
    ),
    "guards_changed": _lt(
        "Guards of the database were changed or were off for a while. Find out who did it and what"
        " was written meanwhile; upgrading the module installs them again."
    ),
    "history_changed": _lt(
        "Earlier entries are not those that were anchored: rewritten, or another copy of the log."
        " Secure the database, compare it with the anchored log, and treat this as an incident."
    ),
    "key_is_another": _lt("Restore the log's own key file from the backup of keys."),
    "key_missing": _lt(
        "Restore the log's key file from the backup of keys. A new key would be a new log."
    ),
    "key_not_configured": _lt(
        "Name a file outside the database in azdev_ledger_key_file of Odoo's configuration, and"
        " restart."
    ),
    "key_unreadable": _lt(
        "Restore the log's key file from the backup of keys, readable by Odoo's user only."
    ),
    "key_unwritable": _lt(
        "Let Odoo's user write into the folder of the key file until the log has begun."
    ),
    "log_is_shorter": _lt(
        "The database holds less than was anchored: an old backup was restored, or the end was"
        " deleted. Two people recover the log with a reason; nothing is signed until then."
    ),
    "log_vanished": _lt(
        "The log is gone from the database, but it is anchored. Restore the database, or two people"
        " recover the log from the anchor."
    ),
    "not_anchored": _lt(
        "No checkpoint has reached a place outside the database for more than an hour. Check the"
        " place, and that the scheduled action 'Azure DevOps: publish the ledger' runs."
    ),
    "not_verified": _lt(
        "The whole log was not verified for more than two days. Verify it now, and check that the"
        " scheduled action 'Azure DevOps: verify the ledger' is active."
    ),
    "recovery_failed": _lt(
        "What two people decided could not be carried out. Mend what the message names, then"
        " propose a recovery again."
    ),
    "tile_missing": _lt(
        "Hashes of the tree are gone from the database. Secure a copy of it, compare with the"
        " anchored log (ica-verify), and treat this as an incident."
    ),
    "verification_failed": _lt(
        "The last verification did not prove the log. Read its findings, secure a copy of the"
        " database, and run ica-verify on the anchored log from another machine."
    ),
}
UNKNOWN = _lt("Look into Odoo's log and into the control exceptions.")


def remedy(env, code):
    """Return what to do about a trouble, in the user's language."""
    return env._(REMEDIES.get(code, UNKNOWN))
