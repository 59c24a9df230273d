// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {ISlasher} from "../interfaces/ISlasher.sol";
import {IStakeVault} from "../interfaces/IStakeVault.sol";
import {Batch, BatchState} from "../types/Batch.sol";
import {BatchId, ProjectId} from "../types/Ids.sol";
import {SlashId, SlashReason} from "../types/Slash.sol";

/// @dev For tests: what the slasher and the incentive pool see of a market, with batches as a test says they are.
contract MarketStandIn {
    IStakeVault public immutable vault;

    mapping(address account => mapping(IERC20 token => uint256)) public claimableOf;
    mapping(BatchId batchId => ProjectId) public projectIdOfBatch;
    mapping(BatchId batchId => mapping(address annotator => uint256)) public rewardOf;
    mapping(BatchId batchId => mapping(address annotator => uint8)) private _tierOf;
    mapping(BatchId batchId => BatchState) private _stateOf;

    error TooLittle(address account, uint256 claimable, uint256 needed);

    constructor(IStakeVault vault_) {
        vault = vault_;
    }

    function batchOf(BatchId batchId) external view returns (Batch memory batch) {
        batch.state = _stateOf[batchId];
    }

    /// @dev Stored one higher, so that a seat nobody scored is on probation.
    function tierOf(BatchId batchId, address annotator) external view returns (uint8) {
        uint8 stored = _tierOf[batchId][annotator];
        return stored == 0 ? 255 : stored - 1;
    }

    function setBatch(BatchId batchId, ProjectId projectId, BatchState state) external {
        projectIdOfBatch[batchId] = projectId;
        _stateOf[batchId] = state;
    }

    function setSeat(BatchId batchId, address annotator, uint8 tier, uint256 reward) external {
        _tierOf[batchId][annotator] = tier + 1;
        rewardOf[batchId][annotator] = reward;
    }

    /// @dev The test has sent the token here before.
    function addClaimable(address account, IERC20 token, uint256 amount) external {
        claimableOf[account][token] += amount;
    }

    /// @dev As a settlement that withholds does. The test has sent the token here before.
    function openByRule(
        ISlasher slasher,
        SlashReason reason,
        BatchId batchId,
        address annotator,
        address requester,
        address reporter,
        IERC20 token,
        uint256 pending,
        uint256 seatStake,
        uint256 noRevealBps
    ) external returns (SlashId) {
        claimableOf[address(slasher)][token] += pending;
        return
            slasher.openByRule(reason, batchId, annotator, requester, reporter, token, pending, seatStake, noRevealBps);
    }

    function moveClaimable(IERC20 token, address to, uint256 amount) external {
        uint256 claimable = claimableOf[msg.sender][token];
        require(claimable >= amount, TooLittle(msg.sender, claimable, amount));
        require(to != address(0) && amount != 0);
        claimableOf[msg.sender][token] = claimable - amount;
        claimableOf[to][token] += amount;
    }

    function claim(IERC20 token, address to) external returns (uint256 amount) {
        amount = claimableOf[msg.sender][token];
        require(amount != 0, TooLittle(msg.sender, 0, 1));
        claimableOf[msg.sender][token] = 0;
        token.transfer(to, amount);
    }
}
