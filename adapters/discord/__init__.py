# SPDX-License-Identifier: AGPL-3.0-or-later
"""The Discord network: one application, on one gateway connection or on several shards."""
