# SPDX-License-Identifier: AGPL-3.0-or-later
"""`python -m pictures [room] [demo] [discord]`: take the pictures anew."""

import sys
from pathlib import Path

from pictures import discord, room, terminal

OUT = Path(__file__).parent.parent / "docs" / "pictures"
TAKERS = {"room": room.take, "demo": terminal.take, "discord": discord.take}

OUT.mkdir(parents=True, exist_ok=True)
for name in sys.argv[1:] or TAKERS:
    TAKERS[name](OUT / f"{name}.png")
    print(OUT / f"{name}.png")
