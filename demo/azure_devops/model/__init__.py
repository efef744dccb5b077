"""What the simulated organization remembers: plain data, stored as JSON.

Times are seconds since 1970 on the simulated clock; durations are seconds unless a field says more.
"""

from demo.azure_devops.model.catalog import (
    CheckConfiguration,
    DeploymentRecord,
    Endpoint,
    EndpointUse,
    Environment,
    Identity,
    Pipeline,
    Project,
)
from demo.azure_devops.model.checks import ApprovalStep, CheckRun, CheckSuite, Log, Plan, RunToken
from demo.azure_devops.model.hooks import Notification, Subscription
from demo.azure_devops.model.organization import Organization, Secrets, Settings
from demo.azure_devops.model.runs import Change, Job, JobPlan, Run, Stage, StageAttempt

__all__ = [
    "ApprovalStep",
    "Change",
    "CheckConfiguration",
    "CheckRun",
    "CheckSuite",
    "DeploymentRecord",
    "Endpoint",
    "EndpointUse",
    "Environment",
    "Identity",
    "Job",
    "JobPlan",
    "Log",
    "Notification",
    "Organization",
    "Pipeline",
    "Plan",
    "Project",
    "Run",
    "RunToken",
    "Secrets",
    "Settings",
    "Stage",
    "StageAttempt",
    "Subscription",
]
