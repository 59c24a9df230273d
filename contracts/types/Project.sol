// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IEligibility} from "../interfaces/IEligibility.sol";
import {Terms} from "./Terms.sol";

/// @notice What labels mean to the consensus.
enum Scale {
    /// The class that k annotators say.
    Categorical,
    /// The (lower) median, where k annotators are within `tolerance` of it.
    Ordinal
}

/// @notice What may follow an item without consensus.
enum Escalation {
    /// The item stays without a label.
    None,
    /// An expert may give it one (`DisputeCourt`).
    Expert,
    /// The requester may put such items into one more batch, for two more annotators, senior ones, at twice the reward and stake.
    Round
}

/// @notice Quality (basis points) -> share of the reward. Frozen with the project.
/// @dev Tier t (0..4) begins at `from[t - 1]` and pays `pays[t]`; both ascend and none exceeds 10,000.
struct Tiers {
    /// Quality in bps at which the tiers 1 to 4 begin.
    uint16[4] from;
    /// Bps of the reward that the tiers 0 to 4 are paid.
    uint16[5] pays;
    /// Bps of the reward before `probationAnswers` gold answers.
    uint16 probationPays;
    /// Gold answers that end probation.
    uint16 probationAnswers;
}

/// @notice What a requester defines. Frozen at creation, but for the guideline, whose new versions bind new batches only.
struct ProjectParams {
    /// Any ordinary ERC-20. One that takes a fee on transfer is refused at funding.
    IERC20 token;
    /// Smallest units of `token` for one label that agrees with the consensus.
    uint96 rewardPerLabel;
    /// Stake that a commit locks, in smallest units of the stake token.
    uint96 stakePerSeat;
    /// Labels are `0 .. classes - 1`; at most 254 (0xFE is abstain, 0xFF none).
    uint8 classes;
    Scale scale;
    /// Ordinal: how far from the median a label still agrees with it. 0 for categorical.
    uint8 tolerance;
    Escalation escalation;
    /// Seconds from assignment in which a panel commits.
    uint32 commitWindow;
    /// Seconds from the last commit in which a panel reveals.
    uint32 revealWindow;
    /// Seconds from the reveal deadline in which the requester must have opened the gold.
    uint32 goldWindow;
    /// Seconds from the tally in which a dispute can be opened, and before which nothing is paid.
    uint32 disputeWindow;
    Tiers tiers;
    /// Least share of a batch's items that are gold, in bps; 0 for a project without gold.
    uint16 goldBps;
    /// Share of compared items, over a window of batches, above which disagreement is a failure, in bps; 0 for never.
    uint16 maxDisagreementBps;
    /// Share of the seat's stake that a missing reveal costs, in bps.
    uint16 noRevealBps;
    /// What the requester loses to the panel when it does not open the gold, in rewards for one label.
    uint16 goldBond;
    /// What a keeper gets for an exit that others let pass, in rewards for one label.
    uint16 keeperFee;
    /// Who may take a seat; the zero address for anyone.
    IEligibility eligibility;
    /// sha256 of the guideline, which is also its CID (CIDv1, raw).
    bytes32 guidelineHash;
}

/// @notice A project as `ILabelMarket.projectOf` tells it. `StoredProject` is how it is kept.
struct Project {
    address requester;
    /// The last 12 bytes of the project's id.
    bytes12 idTail;
    ProjectParams params;
    /// Funded, neither reserved by a batch nor taken back.
    uint128 free;
    /// Held for batches that are not settled.
    uint128 reserved;
    /// 1 for the first guideline.
    uint32 guidelineVersion;
    bool isSealed;
}

/// @dev One slot. Funding keeps `free + reserved` within 128 bits, and nothing else raises the sum.
struct Balances {
    uint128 free;
    uint128 reserved;
}

/// @dev Seven slots, by who reads them: requester and id; token and reward; stake, scale and windows; terms; hook and guideline's
/// version; guideline; balances.
struct StoredProject {
    address requester;
    bytes12 idTail;
    IERC20 token;
    uint96 rewardPerLabel;
    uint96 stakePerSeat;
    uint8 classes;
    Scale scale;
    uint8 tolerance;
    Escalation escalation;
    uint32 commitWindow;
    uint32 revealWindow;
    uint32 goldWindow;
    uint32 disputeWindow;
    Terms terms;
    IEligibility eligibility;
    uint32 guidelineVersion;
    bool isSealed;
    bytes32 guidelineHash;
    Balances balances;
}
