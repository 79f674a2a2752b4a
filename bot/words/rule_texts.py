# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each rule of the charter means, in a sentence or two."""

from bot.words.catalogue import N_

EXPLANATIONS: dict[str, str] = {
    "claim.lease": N_(
        "How long a claim on a task lasts before it has to be renewed. When it runs out the task "
        "is simply free again."
    ),
    "claim.limit": N_("How many claims one member may hold at the same time."),
    "broadcast.limit": N_(
        "How many tasks one member may post within a day, so that the rooms stay readable."
    ),
    "review.window": N_("How long peers have to judge a work."),
    "review.quorum": N_(
        "How many sound marks a work needs. Fewer marks than this in all means that the review is "
        "extended once."
    ),
    "review.threshold": N_(
        "Which share of all marks must be sound or excellent for a work to be accepted."
    ),
    "review.block_reason": N_(
        "How long somebody who marks a work as “must not go in” has to say why. Without a reason "
        "the mark counts as “needs work”."
    ),
    "review.override": N_(
        "Which share of all marks must be sound or excellent to accept a work against a reasoned "
        "“must not go in”."
    ),
    "poll.window": N_("How long a poll stays open unless its opener says otherwise."),
    "poll.quorum": N_(
        "How many ballots a poll needs. A number, a share of the active members, or a root of "
        "their number; it is never more than half of those who may vote."
    ),
    "poll.threshold": N_(
        "Which share must say yes, or choose the winning option. Abstentions are left out."
    ),
    "poll.of": N_(
        "What the threshold of polls is a share of: the votes cast, or all who may vote."
    ),
    "poll.early": N_(
        "Whether a poll may close before its time, once the missing ballots can't change it."
    ),
    "poll.early_after": N_("How long a poll stays open at least before it may close early."),
    "poll.grace": N_(
        "How long the count waits for rooms that can't be reached. After that the outcome says "
        "which room was not read."
    ),
    "poll.outage": N_(
        "How long the bot must have been away before polls near their end stay open longer."
    ),
    "poll.after_outage": N_("How long such polls stay open at least once the bot is back."),
    "reminder.before": N_("How long before its closing a poll is announced once more."),
    "member.active": N_(
        "How recently somebody must have done something here to be counted as active."
    ),
    "electorate.tenure": N_(
        "How long somebody must have been in the rooms before a poll opens to vote in it."
    ),
    "amendment.window": N_("How long a proposed change of a rule is open for voting."),
    "amendment.quorum": N_("How many ballots a change of a rule needs."),
    "amendment.threshold": N_("Which share must say yes to change a rule."),
    "licences": N_(
        "Under which free licences works can be submitted. The first is taken where none is named."
    ),
    "steward.act_limit": N_(
        "How long a pause by a steward lasts at most. Stewards' acts are public and temporary."
    ),
    "command.max_age": N_(
        "How old a typed command may be when the bot reads it after an absence. Older ones are "
        "left undone and their sender is told."
    ),
}
"""By name; tests make sure that no rule of the charter is left out."""
