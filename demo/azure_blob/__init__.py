"""A simulated container of Azure Blob Storage with write-once protection, over real HTTP."""
