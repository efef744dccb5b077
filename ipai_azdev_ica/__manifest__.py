# Copyright 2026 IPAI
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Azure DevOps Internal Control Plane",
    "summary": "Dual approval gates and a run ledger for Azure Pipelines",
    "version": "19.0.1.0.0",
    "author": "IPAI, Odoo Community Association (OCA)",
    "website": "https://github.com/OCA/server-tools",
    "license": "LGPL-3",
    "category": "Tools",
    "depends": ["mail", "queue_job"],
    "external_dependencies": {
        "python": ["cryptography", "openapi-pydantic", "pydantic", "requests", "rfc8785"]
    },
    "data": [
        "security/res_groups.xml",
        "security/ir.model.access.csv",
        "security/ir_rule.xml",
        "data/queue_job_data.xml",
        "data/ir_cron_data.xml",
    ],
    "development_status": "Beta",
    "application": True,
}
