"""`python -m ica_ledger.cli` is `ica-verify`."""

from ica_ledger.cli import main

main(prog_name="ica-verify")
