"""A log of a million entries: made, grown by the real sequencer and publisher, and measured."""
