# SPDX-License-Identifier: AGPL-3.0-or-later
"""The hash-chained record of a commons: its bytes, its seals, and how anybody checks them.

Imports the domain's vocabulary and nothing else of the house. Every rule here serves one
promise (semantics §24): a stranger can hash `record show --json` again with any RFC 8785 and
SHA-256 they trust, and gets the same chain.
"""
