// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @notice What a requester defines. Frozen at creation.
struct ProjectParams {
    /// Any ordinary ERC-20. One that takes a fee on transfer is refused at funding.
    IERC20 token;
    /// Smallest units of `token` for one label that agrees with the consensus.
    uint96 rewardPerLabel;
    /// Stake that a commit locks, in smallest units of the stake token.
    uint96 stakePerSeat;
    /// Labels are `0 .. classes - 1`; at most 254 (0xFE is abstain, 0xFF none).
    uint8 classes;
    /// Seconds from assignment in which a panel commits.
    uint32 commitWindow;
    /// Seconds from the last commit in which a panel reveals.
    uint32 revealWindow;
    /// sha256 of the guideline, which is also its CID (CIDv1, raw).
    bytes32 guidelineHash;
}

struct Project {
    address requester;
    /// The last 12 bytes of the project's id.
    bytes12 idTail;
    ProjectParams params;
    /// Funded, neither reserved by a batch nor taken back.
    uint128 free;
    /// Held for batches that are not settled. Funding keeps `free + reserved` within 128 bits, and nothing else raises the sum.
    uint128 reserved;
}
