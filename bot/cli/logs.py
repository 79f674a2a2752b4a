# SPDX-License-Identifier: AGPL-3.0-or-later
"""The log of a running bot: on standard error, for people on a terminal, else one JSON a line.

A traceback is several lines in the middle of a log, and tells an operator nothing: an exception
becomes one line with its place. FOLKMOOT_DEBUG=1 shows all of it, and more besides.
"""

import logging
import os
import sys
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger


def in_one_line(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Put what was raised, and where, in the place of a traceback."""
    raised = event.pop("exc_info", None)
    if raised is True:
        raised = sys.exc_info()
    error = raised[1] if isinstance(raised, tuple) else raised
    if isinstance(error, BaseException):
        event["error"] = f"{type(error).__name__}: {error}"
        event["where"] = _where(error)
    return event


def _where(error: BaseException) -> str:
    place, at = "?", error.__traceback__
    while at is not None:
        place, at = f"{at.tb_frame.f_code.co_filename}:{at.tb_lineno}", at.tb_next
    return place


def set_up() -> None:
    """Let everything that is logged go to standard error, also what libraries log."""
    debug = os.environ.get("FOLKMOOT_DEBUG", "") not in {"", "0"}
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if not debug:
        shared.append(in_one_line)
    last: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if sys.stderr.isatty():
        last.append(structlog.dev.ConsoleRenderer(colors="NO_COLOR" not in os.environ))
    else:
        last += [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.DEBUG if debug else logging.INFO
        ),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=last)
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for ours in ("bot", "adapters", "storage"):
        logging.getLogger(ours).setLevel(logging.DEBUG if debug else logging.INFO)


def hush() -> None:
    """Let nothing be logged: the command says itself, in sentences, all that there is to say."""
    if os.environ.get("FOLKMOOT_DEBUG", "") not in {"", "0"}:
        set_up()
        return
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.getLogger().addHandler(logging.NullHandler())
