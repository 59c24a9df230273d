// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice What the market remembers of an annotator in a project: the evidence behind its tier.
/// @dev One storage slot. Weights are answers in 1/256, decayed so that about the last 256 answers count (gold) and the last 1,024
/// compared items (consensus).
struct Standing {
    /// Gold answers ever, saturating.
    uint16 goldAnswers;
    uint32 goldRightWeight;
    uint32 goldWeight;
    /// Evidence of failing gold: a cumulative sum of log likelihood ratios in 1/1000, never below 0.
    uint32 goldSuspicion;
    uint32 comparedWeight;
    uint32 disagreedWeight;
    /// Batches scored, saturating.
    uint16 batches;
    /// Batches in a row with a peer score that is not above 0, saturating.
    uint8 peerLow;
    /// 0..4, or `Standings.PROBATION`.
    uint8 tier;
}
