# SPDX-License-Identifier: AGPL-3.0-or-later
"""Found by Python at its start when this folder is on its path: a clock that is set wrong.

FOLKMOOT_TEST_CLOCK holds the seconds by which the wall clock of this process is ahead.
"""

import os
import time

_right = time.time
_ahead = float(os.environ.get("FOLKMOOT_TEST_CLOCK", "0"))

time.time = lambda: _right() + _ahead
