"""The table of codes, one a line; `codes` reads it. Long because it is data.

Columns: code | kinds | name | device class | unit | scale | state | category. Kinds: b bool, n number, c choice,
t text, m bitmap, r raw. State: m measurement, t total, i total that only rises. Category: c config, d diagnostic.
A name is given where the words of the code say too little; a scale where nearly all products have the same.
"""

from __future__ import annotations

from typing import Final

TABLE: Final = """
switch          | b  | Switch              |               |    |   |   |
cur_power       | n  | Power               | power         | W  | 1 | m |
"""

FAMILIES: Final = """
_temp_          | n  |                     | temperature   | °C |   | m |
"""
"""Rules for codes that the table does not have: the first whose part occurs in the words of the code, `_` at both ends."""
