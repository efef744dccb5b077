"""Typed views of what Azure DevOps answers; each parser takes JSON and touches nothing else."""
