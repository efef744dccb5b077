"""`ica-verify`: verify a log, an entry or two checkpoints without the system that wrote them."""

from __future__ import annotations

import click

from ica_ledger.cli.compare_command import compare_command
from ica_ledger.cli.entry_command import entry_command
from ica_ledger.cli.log_commands import bundle_command, log_command


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="azdev-ica")
def main() -> None:
    """Verify the control plane's log without trust in whoever runs it.

    Exit code: 0 proven, 1 tampered, 2 could not check. KEY is the log's verifier key
    (<origin>+<id>+<base64>), or a file that holds it; get it from somewhere else than the log.

    \b
    Examples:
      ica-verify log https://ica.example.com/api/v1/azdev/ledger --key key.txt --max-age 2h
      ica-verify log /mnt/anchor/log --key key.txt --since last-quarter.checkpoint
      ica-verify entry APR-2026-001.tlog-proof --key key.txt
      ica-verify compare mine.checkpoint yours.checkpoint --log /mnt/anchor/log --key key.txt
    """


for command in (bundle_command, log_command, entry_command, compare_command):
    main.add_command(command)
