"""The thin adapter between the simulated organization and the network (aiohttp)."""
