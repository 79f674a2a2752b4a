# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sentences for mishaps, with their fields as places."""

from bot.words import code_mishaps as of_codes
from bot.words import mishaps as went
from bot.words.catalogue import N_
from bot.words.mishaps import Mishap

TEXTS: dict[type[Mishap], str] = {
    went.UnknownCommand: N_("I don't know “{word}”; did you mean `{nearest}`? `help` lists all."),
    went.IncompleteCommand: N_("“{word}” alone is not enough; write {paths}."),
    went.UnknownOption: N_(
        "`{path}` has no option “{name}:”; did you mean “{nearest}:”? "
        "Without the colon it is plain text."
    ),
    went.UnknownBranch: N_("I don't know “{word}”; `help {root}` shows what I know of that kind."),
    went.MissingOption: N_("`{path}` needs {wanted}; for example `{example}`."),
    went.EmptyOption: N_("“{name}:” has nothing behind it; write for example `{example}`."),
    went.GivenTwice: N_("“{name}:” is there twice; give it once."),
    went.TooManyValues: N_("“{name}:” takes {limit} values at most; leave some out."),
    went.ValueTooLong: N_(
        "“{value}” is too long for “{name}:”, which takes {limit} characters; please shorten it."
    ),
    went.SameTwice: N_("“{value}” is among the options twice; give each option once."),
    went.LeftOver: N_("`{path}` has no place for “{words}”; `help {path}` shows what it takes."),
    went.BadNumber: N_("“{value}” is not a number of a task or poll; write it like 12 or #12."),
    went.BadMoment: N_(
        "“{value}” is not a moment; write it like 2026-12-01 18:00, or a duration such as 3d."
    ),
    went.TooLongAWait: N_(
        "“{value}” is too far away; choose a moment or duration within ten years from now."
    ),
    went.BadDuration: N_(
        "“{value}” is not a duration; write it like 90s, 15m, 12h, 3d, 2w or 1d12h."
    ),
    went.BadCount: N_("“{value}” is not a number I can use; write a whole one in digits, like 3."),
    went.UnknownZone: N_("I don't know the time zone “{value}”; did you mean {nearest}?"),
    went.UnknownLanguage: N_("I don't speak “{value}” yet; choose {allowed}."),
    went.UnknownRule: N_(
        "There is no rule “{name}”; did you mean {nearest}? `rule list` shows them all."
    ),
    went.UnknownTopic: N_("Help has nothing on “{name}”; did you mean `help {nearest}`?"),
    went.UnknownPerson: N_(
        "I can't tell who “{value}” is; mention them with @, "
        "or write their full address, like @ana:example.org."
    ),
    went.UnknownChoiceWord: N_("“{value}” is not possible here; write {allowed}."),
    went.NoSuchChoice: N_("“{value}” is no choice of #{number}; it takes {allowed}."),
    went.NothingChosen: N_("You have no ballot on #{number} yet; choose first, then say why."),
    went.NoSuchRoom: N_("No board room of this commons is called “{value}”; choose {rooms}."),
    went.UnknownCommons: N_("You belong to no commons called “{name}”; write {allowed}."),
    went.OnlyInRoom: N_(
        "`{path}` changes something shared, so type it where all can see it, such as {room}."
    ),
    went.OnlyPrivately: N_(
        "`{path}` is for you alone, so type it in a private room with me; "
        "open one by starting a direct chat."
    ),
    went.WhichCommons: N_("You belong to several commons; add “commons:” and one of {names}."),
    went.NotHere: N_("This room belongs to no commons yet; whoever runs the bot can add it."),
    went.Elsewhere: N_("This room belongs to no commons; please do it in {rooms}."),
    went.NotMet: N_(
        "You are in no commons that I know of yet; "
        "write to me in one of its rooms first, for example `help`."
    ),
    went.NotInside: N_(
        "You are in no room of {commons} any more, and what is in its rooms is shown to those who "
        "are; ask somebody there to let you in again."
    ),
    went.DeadCard: N_(
        "These buttons are those of an old card; `task list` and `poll list` show what is open."
    ),
    of_codes.UnknownCode: N_(
        "“{value}” is no code that works now. A code works once, within ten minutes, and in the "
        "commons where it was asked for; get a new one with `my link` from your other account."
    ),
    of_codes.TooManyTries: N_(
        "You typed {limit} wrong codes within an hour; try again after {again}."
    ),
    of_codes.TooManyCodes: N_(
        "You asked for {limit} codes within an hour; ask again after {again}. "
        "The last one works for ten minutes."
    ),
    of_codes.UnknownAccount: N_(
        "“{value}” does not tell which of your accounts you mean; write one of {accounts}."
    ),
    went.TooOld: N_(
        "I was away when you wrote this, longer ago than {limit}, so I left it undone; "
        "please write it again if you still want it."
    ),
    went.EditTooLate: N_(
        "Your edit changes nothing about #{number}: it is carried out already. "
        "Withdraw and open anew, or, for a task, use `task edit {number}`."
    ),
}
"""Every mishap; where `nearest` may be missing, `WITHOUT` says it without."""

WITHOUT: dict[type[Mishap], str] = {
    went.UnknownCommand: N_("I don't know “{word}”; `help` lists what I know."),
    went.UnknownOption: N_("`{path}` has no option “{name}:”; `help {path}` shows those it has."),
    went.UnknownTopic: N_("Help has nothing on “{name}”; `help` alone shows what there is."),
    went.UnknownZone: N_("I don't know the time zone “{value}”; write it like Europe/Lisbon."),
    went.UnknownRule: N_("There is no rule “{name}”; `rule list` shows them all."),
}
