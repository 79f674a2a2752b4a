# SPDX-License-Identifier: AGPL-3.0-or-later
"""The life of a running bot: taking in, deciding in order, telling, keeping time."""
