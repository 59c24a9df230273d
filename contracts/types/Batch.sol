// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ProjectKey} from "./Ids.sol";

/// @notice Where a batch stands.
/// @dev
/// Created --assign--> Committing --(all n | deadline)--> Revealing --(all that committed | deadline) tally--> Tallied
/// Tallied --settle--> Settled
///
/// No panel, too few commits or too few reveals at a deadline lead to Void. Gold opens between Revealing and Tallied, and a dispute
/// leads from Tallied back to Tallied: both states join this list together with the code that enters and leaves them.
enum BatchState {
    None,
    Created,
    Committing,
    Revealing,
    Tallied,
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

/// @dev One storage slot. The reserve is not stored: it is `items * seats * rewardPerLabel`. Nor are the reveals counted here: whoever
/// needs their number is given the panel, and a reveal leaves this slot untouched.
struct Batch {
    ProjectKey projectKey;
    BatchState state;
    /// The project's, kept here too: it saves each reveal two reads.
    uint8 classes;
    uint16 items;
    /// Annotators on the panel (n).
    uint8 seats;
    /// Equal answers needed for a consensus (k), `2k > n`.
    uint8 agreement;
    uint8 committed;
    /// Last second (inclusive) of the present phase, Unix time; 0 once it waits for nobody: Tallied, Settled, Void.
    uint40 deadline;
}

/// @dev One storage slot. `digest` is the commitment, then the hash of the revealed labels, each cut to 29 bytes:
/// a collision costs 2^116 hashes. `agreed` counts the items paid, set by the tally.
struct Seat {
    SeatState state;
    uint16 agreed;
    bytes29 digest;
}
