"""The command line: a command parses, calls, and returns a value; `output` alone prints."""
