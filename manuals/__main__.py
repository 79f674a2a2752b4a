# SPDX-License-Identifier: AGPL-3.0-or-later
"""`python -m manuals`: write the generated pages of docs/ anew."""

from manuals import pages

for path, text in pages().items():
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
        print(path)
