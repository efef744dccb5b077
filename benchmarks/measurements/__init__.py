"""One module for each thing that is measured: a session in, a section of the report out."""
