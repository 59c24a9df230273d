// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {BatchId} from "../types/Ids.sol";
import {SlashId, SlashReason} from "../types/Slash.sol";

/// @dev For tests of the market: stands where the slasher does and says what it was asked.
contract SlasherRecorder {
    event OpenedByRule(
        SlashReason reason,
        BatchId batchId,
        address annotator,
        address requester,
        address reporter,
        address token,
        uint256 pending,
        uint256 seatStake,
        uint256 noRevealBps
    );

    function openByRule(
        SlashReason reason,
        BatchId batchId,
        address annotator,
        address requester,
        address reporter,
        IERC20 token,
        uint256 pending,
        uint256 seatStake,
        uint256 noRevealBps
    ) external returns (SlashId slashId) {
        emit OpenedByRule(
            reason, batchId, annotator, requester, reporter, address(token), pending, seatStake, noRevealBps
        );
        slashId = SlashId.wrap(keccak256(abi.encode(batchId, annotator, reason)));
    }
}
