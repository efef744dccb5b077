# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Benchmark counterparts",
    "summary": "What the control plane's routes are measured against; never for production",
    "version": "19.0.1.0.0",
    "author": "IPAI",
    "license": "LGPL-3",
    "category": "Technical",
    "depends": ["ipai_azdev_ica", "rpc"],
    "data": ["security/ir.model.access.csv"],
}
