# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Direct web sockets",
    "summary": "Let workers take web sockets where no proxy sends them to the gevent port",
    "version": "19.0.1.0.0",
    "author": "IPAI",
    "license": "LGPL-3",
    "category": "Technical",
    "depends": ["bus"],
}
