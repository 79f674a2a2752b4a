# SPDX-License-Identifier: AGPL-3.0-or-later
"""Outcomes as pictures, for the networks that can show one."""

from adapters.charts.asking import MISSING, ChartsMissingError, available, drawn, png

__all__ = ["MISSING", "ChartsMissingError", "available", "drawn", "png"]
