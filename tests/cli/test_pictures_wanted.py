# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures that are wanted and can't be drawn are said once, where mistakes are named."""

from pathlib import Path

from cli_samples import CONFIG, configured, folkmoot

WANTED = CONFIG.replace(
    '["matrix:!abc:example.org"]', '[{ room = "matrix:!abc:example.org", pictures = true }]'
)
BLIND = "import sys\nsys.modules['matplotlib'] = None\n"


def blind(folder: Path) -> str:
    """A place to import from in which there is no matplotlib."""
    (folder / "sitecustomize.py").write_text(BLIND)
    return str(folder)


def test_without_the_extra_check_names_it(tmp_path: Path) -> None:
    config = configured(tmp_path, WANTED)
    assert folkmoot("check", "--config", config).err == ""
    path = f"{blind(tmp_path)}:{Path(__file__).parents[2]}"
    told = folkmoot("check", "--config", config, PYTHONPATH=path)
    assert told.status == 0
    assert told.err == (
        "Warning: Pictures of outcomes need the extra “charts”: install folkmoot[charts].\n"
    )


def test_nobody_is_bothered_where_no_pictures_are_wanted(tmp_path: Path) -> None:
    path = f"{blind(tmp_path)}:{Path(__file__).parents[2]}"
    told = folkmoot("check", "--config", configured(tmp_path), PYTHONPATH=path)
    assert (told.status, told.err) == (0, "")
