// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {ILabelMarket} from "../interfaces/ILabelMarket.sol";
import {BatchId} from "../types/Ids.sol";
import {Payout} from "./Payout.sol";

/// @dev Rewards on their way to annotators: transferred where that works, else kept claimable.
library Rewards {
    using Payout for IERC20;

    /// @dev Stores a reward only where its transfer fails, which saves the slot that all others would write and clear. The write
    /// after the call is safe as every function that reads or writes a claimable balance for money is `nonReentrant`.
    /// @param amounts Per annotator.
    function pay(
        mapping(address annotator => mapping(IERC20 token => uint256)) storage self,
        BatchId batchId,
        address[] calldata annotators,
        IERC20 token,
        uint256[] memory amounts
    ) internal {
        for (uint256 i = 0; i < annotators.length; ++i) {
            uint256 amount = amounts[i];
            if (amount == 0) continue;
            address annotator = annotators[i];
            uint256 claimable = self[annotator][token];
            emit ILabelMarket.RewardAccrued(batchId, annotator, address(token), amount, claimable + amount);
            if (token.tryTransfer(annotator, amount)) {
                emit ILabelMarket.RewardPaid(batchId, annotator, address(token), amount, claimable);
            } else {
                self[annotator][token] = claimable + amount;
            }
        }
    }

    /// @dev Takes the whole claimable balance out.
    function take(
        mapping(address annotator => mapping(IERC20 token => uint256)) storage self,
        address annotator,
        IERC20 token
    ) internal returns (uint256 amount) {
        amount = self[annotator][token];
        require(amount != 0, ILabelMarket.NothingToClaim(annotator, address(token)));
        self[annotator][token] = 0;
    }

    /// @dev Takes a part of one balance to another, which may be the same.
    function move(
        mapping(address annotator => mapping(IERC20 token => uint256)) storage self,
        address from,
        address to,
        IERC20 token,
        uint256 amount
    ) internal returns (uint256 fromLeft, uint256 toHas) {
        uint256 claimable = self[from][token];
        require(claimable >= amount, ILabelMarket.InsufficientClaimable(from, address(token), claimable, amount));
        fromLeft = claimable - amount;
        self[from][token] = fromLeft;
        toHas = self[to][token] + amount;
        self[to][token] = toHas;
    }
}
