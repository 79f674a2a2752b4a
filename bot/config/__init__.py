# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads config.toml into bot.service.settings.Settings, or says everything that is wrong at once.

`load` is the way in. Each table of the file is a schema that reads like documentation
(bot.config.schema); what a single value must be is in bot.config.values.
"""

from bot.config.loading import load
from bot.config.problems import ConfigError, Problem

__all__ = ["ConfigError", "Problem", "load"]
