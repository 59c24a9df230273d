// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {BatchId} from "./Ids.sol";
import {SlashReason} from "./Slash.sol";

/// @dev `keccak256(abi.encode(subjectKind, batchId, subject))`: one case per item, per accused and per slash.
type CaseId is bytes32;

/// @notice What a case asks for.
enum CaseKind {
    None,
    /// That an item of a tallied batch have another label.
    Label,
    /// That an item without consensus get a label, where the project escalates to an expert.
    Review,
    /// That a panel member be slashed for spam or collusion.
    Conduct,
    /// That an open slash be overturned.
    SlashAppeal
}

/// @notice Where a case stands.
/// @dev
/// ExpertDraw --drawn--> Expert --rule--> Ruled --(appeal window over) finalize--> Closed
/// ExpertDraw | Expert --(deadline) escalate--> JuryDraw; Ruled --appeal--> JuryDraw
/// JuryDraw --drawn--> Voting --(windows over) count--> Decided | JuryDraw again, at most twice
/// JuryDraw --(deadline) finalize--> Closed; Decided --finalize--> Closed
enum CaseState {
    None,
    /// An expert is being drawn.
    ExpertDraw,
    /// The expert has until the deadline.
    Expert,
    /// The expert ruled; an appeal is taken until the deadline.
    Ruled,
    /// A jury is being drawn.
    JuryDraw,
    /// Votes are committed until the deadline, and revealed in the window after it.
    Voting,
    /// The votes are counted: the case can be closed at once.
    Decided,
    Closed
}

/// @notice How a case came to its end.
enum Outcome {
    None,
    /// Nobody appealed the expert's ruling.
    Ruling,
    /// A jury agreed.
    Jury,
    /// No jury agreed: an item has no label, anybody else is innocent.
    Void,
    /// No jury could be drawn: the ruling stands where there is one, else the tally's label, else innocence.
    Unheard
}

struct Case {
    address opener;
    CaseKind kind;
    CaseState state;
    Outcome outcome;
    /// Juries drawn or asked for so far.
    uint8 round;
    /// The verdict that changes nothing: the tally's label; 0 (not guilty); 1 (slash upheld).
    uint8 standing;
    /// The expert's verdict, where `ruled`.
    uint8 ruling;
    bool ruled;
    /// Last second (inclusive) of the present state, Unix time; in `Voting` that of the commits; 0 in Decided and Closed.
    uint40 deadline;
    /// Who appealed the ruling, if anyone.
    address appellant;
    /// The jury's verdict, where it agreed; the final one once closed.
    uint8 verdict;
    /// What the opener wants: a label, 1 (guilty) or 0 (overturn).
    uint8 claim;
    /// Verdicts of a label case are below this or `0xFF`; 2 for the others.
    uint8 classes;
    /// `Spam` or `Collusion` in a conduct case, the slash's in an appeal.
    SlashReason reason;
    /// Whether the batch's settlement waits for this case.
    bool stopsSettlement;
    address expert;
    /// Who gets the winner's share where the opener loses and no appellant wins.
    address respondent;
    /// Of the project.
    address requester;
    BatchId batchId;
    /// The item's position, the accused's address, or the slash's id.
    bytes32 subject;
    /// What the case rests on: the opener's evidence, later the ruling's justification (CID digests).
    bytes32 evidence;
    /// Smallest units of the stake token.
    uint128 bond;
    uint128 appealBond;
    /// The draw asked for last; 0 where the pool refused it.
    uint256 drawId;
}

/// @notice A juror of a case. Nobody sits twice in one.
struct Juror {
    bytes32 commitment;
    /// From the pool, when drawn.
    uint128 weight;
    /// Stake locked for the case: the juror's stake, or what was left of it.
    uint96 stake;
    /// The jury that the account is on; 0: none.
    uint8 round;
    uint8 verdict;
    bool revealed;
}

/// @notice What the court holds for an account, smallest units of the stake token.
struct Credit {
    /// Can be withdrawn, and is what a juror's stake is locked from.
    uint128 free;
    /// Locked while the account is a juror.
    uint128 locked;
}
