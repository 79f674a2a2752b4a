# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be asked of a commons: imperative, frozen, and without a platform in sight.

A command is the *cause* that the record keeps beside the events it led to (semantics §24).
`decide` (bot.domain.decide) answers each with events or with a Refusal.
"""

from bot.domain.asking import (
    Command,
    MemberCommand,
)
from bot.domain.machine_commands import (
    AdoptRules,
    ArrangeRooms,
    FoundCommons,
    FoundMark,
    FreezeMarks,
    MakeDigest,
    MovePlace,
    ReadMarks,
    ReportAbsence,
    Tick,
)
from bot.domain.people_commands import (
    EditText,
    Forget,
    LinkAccounts,
    NameSkills,
    Pause,
    Resume,
    UnlinkAccount,
)
from bot.domain.poll_commands import (
    ClearMarks,
    OpenPoll,
    PlaceMark,
    RemoveMark,
    WithdrawPoll,
)
from bot.domain.task_commands import (
    AcceptCredit,
    BroadcastTask,
    ClaimTask,
    EditTask,
    ExtendClaim,
    ReleaseClaim,
    ResubmitWork,
    SubmitWork,
    WithdrawTask,
)

__all__ = [
    "AcceptCredit",
    "AdoptRules",
    "ArrangeRooms",
    "BroadcastTask",
    "ClaimTask",
    "ClearMarks",
    "Command",
    "EditTask",
    "EditText",
    "ExtendClaim",
    "Forget",
    "FoundCommons",
    "FoundMark",
    "FreezeMarks",
    "LinkAccounts",
    "MakeDigest",
    "MemberCommand",
    "MovePlace",
    "NameSkills",
    "OpenPoll",
    "Pause",
    "PlaceMark",
    "ReadMarks",
    "ReleaseClaim",
    "RemoveMark",
    "ReportAbsence",
    "ResubmitWork",
    "Resume",
    "SubmitWork",
    "Tick",
    "UnlinkAccount",
    "WithdrawPoll",
    "WithdrawTask",
]
