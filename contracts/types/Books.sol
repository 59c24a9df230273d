// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {Batch, Seat} from "./Batch.sol";
import {BatchId, ProjectKey} from "./Ids.sol";
import {StoredProject} from "./Project.sol";
import {Standing} from "./Standing.sol";

/// @dev What is rare about a batch: nothing of it is written in an ordinary one.
struct Sequel {
    /// Open disputes.
    uint32 disputes;
    /// Panels lost to missing commits.
    uint8 attempts;
    /// The second round over items without consensus.
    BatchId round;
}

/// @dev All that the market stores, but for its wiring. The external libraries are given this.
struct Books {
    mapping(ProjectKey projectKey => StoredProject) projects;
    mapping(BatchId batchId => Batch) batches;
    mapping(BatchId batchId => mapping(address annotator => Seat)) seats;
    mapping(address account => mapping(IERC20 token => uint256)) claimable;
    mapping(ProjectKey projectKey => mapping(address annotator => Standing)) standings;
    mapping(BatchId batchId => Sequel) sequels;
    /// Overturned labels, one more than the byte; 0 where the tally's stands.
    mapping(BatchId batchId => mapping(uint256 item => uint256)) overturned;
    mapping(ProjectKey projectKey => bytes32) labelsRoots;
}
