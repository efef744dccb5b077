# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The transparency log over the ledger's entries: order, tree, signed heads, anchors.

Plain functions over cursors, not model methods: a server action can call any method of a model,
but it can't import, so it can neither sign a checkpoint nor reach an anchor.
"""
