# SPDX-License-Identifier: AGPL-3.0-or-later
"""`folkmoot init` from the inside: what it asks, what it proposes and why, how it writes.

`interview` holds the conversation, `plan` what came of it, `document` makes the file of that, and
`keeping` writes files so that none is ever lost.
"""
