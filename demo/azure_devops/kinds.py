"""Well-known ids of check types and of the task InvokeRESTAPI (its task.json)."""

TASK_CHECK = "fe1de3ee-a436-41b4-bb20-f6eb4cb879a7"
APPROVAL = "8c6f20a7-a545-4486-9777-f762fafe0d4d"
INVOKE_REST_API = "9c3e8943-130d-4c78-ac63-8af81df62dfb"
CHECK_TYPE_NAMES = {TASK_CHECK: "Task Check", APPROVAL: "Approval"}
CHECKS_HUB = "checks"
