"""The steps of the demonstration; each can be run alone."""
