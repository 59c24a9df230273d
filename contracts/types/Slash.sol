// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev `keccak256(abi.encode(batchId, annotator, reason))`: one slash per annotator, batch and reason.
type SlashId is bytes32;

/// @notice Why stake or pending pay is taken.
enum SlashReason {
    None,
    /// Committed, and did not reveal in time.
    NoReveal,
    /// Fails gold, by a sequential test over at least 30 answers.
    GoldFail,
    /// Disagrees above the project's published rate over a window of batches. Pending pay only.
    ConsensusFail,
    /// Defended an overturned label up to the jury, and lost.
    DisputeLost,
    /// By ruling only.
    Spam,
    /// By ruling only.
    Collusion
}

enum SlashState {
    None,
    /// Money is held; the annotator may appeal until the deadline.
    Open,
    /// The court decides.
    Appealed,
    Executed,
    Overturned
}
