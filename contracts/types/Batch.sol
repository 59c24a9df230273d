// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ProjectKey} from "./Ids.sol";

/// @notice Where a batch stands.
/// @dev
/// Created --assign | assignDrawn--> Committing --(all n | deadline)--> Revealing --(all that committed | deadline) tally--> Tallied
/// Tallied --(dispute window over) settle--> Settled
/// Tallied --openDispute--> Disputed --(last dispute closed)--> Tallied
/// Committing --(deadline, fewer than k commits) reassign--> Created, at most twice
///
/// The gold opens within the tally: nothing has to be stored between the last reveal and it. No panel, too few commits or too few
/// reveals at a deadline lead to Void.
enum BatchState {
    None,
    Created,
    Committing,
    Revealing,
    Tallied,
    Disputed,
    Settled,
    Void
}

/// @notice What an annotator has done in a batch. `None` means: not on the panel.
/// @dev `Paid` is never stored: a scored seat of a settled batch is paid, and so is a revealed one of a void batch.
enum SeatState {
    None,
    Assigned,
    Committed,
    Revealed,
    Scored,
    Paid
}

/// @dev One storage slot. The reserve is not stored: `Reserve` computes it. Nor are the reveals counted here: whoever needs their
/// number is given the panel, and a reveal leaves this slot untouched.
struct Batch {
    ProjectKey projectKey;
    BatchState state;
    /// Bits of `BatchFlags`.
    uint8 flags;
    uint16 items;
    /// Annotators on the panel (n).
    uint8 seats;
    /// Equal answers needed for a consensus (k), `2k > n`.
    uint8 agreement;
    uint8 committed;
    /// Last second (inclusive) of the present phase, Unix time; that of the dispute window once tallied; 0 in Settled and Void.
    uint40 deadline;
}

/// @dev What is rare about a batch, in the bits of `Batch.flags`.
library BatchFlags {
    /// A second round over items without consensus: senior annotators, twice the reward and stake, no gold.
    uint8 internal constant SENIOR = 1;
    /// The requester let the gold deadline pass: its bond goes to those who revealed.
    uint8 internal constant GOLD_FORFEITED = 2;
    /// A keeper opened the reveals after the commit deadline and got its fee.
    uint8 internal constant OPENED_LATE = 4;
}

/// @dev One storage slot. `digest` is the commitment, then the hash of the revealed labels, each cut to 25 bytes: a collision costs
/// 2^100 hashes.
struct Seat {
    SeatState state;
    /// Items that are paid: those on which the label is the consensus. Set by the tally, corrected where a label is overturned.
    uint16 agreed;
    /// What the tier pays, in basis points of the reward. Set by the tally.
    uint16 multiplierBps;
    /// Why a slash follows the settlement: a `SlashReason`, 0 for none. Set by the tally.
    uint8 flagged;
    /// 0..4, or `Standings.PROBATION`. Set by the tally.
    uint8 tier;
    bytes25 digest;
}
