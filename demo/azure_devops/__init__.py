"""A simulated Azure DevOps organization that speaks the documented protocol over real HTTP."""
