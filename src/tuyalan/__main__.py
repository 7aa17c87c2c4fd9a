"""`python -m tuyalan` is the program `tuyalan`."""

from tuyalan.cli.main import main

main()
