// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {ILabelMarket} from "../interfaces/ILabelMarket.sol";
import {Books} from "../types/Books.sol";
import {BatchId} from "../types/Ids.sol";
import {StoredProject} from "../types/Project.sol";
import {Escrow} from "./Escrow.sol";

/// @dev The fee for an exit that others let pass: out of the batch's reserve, claimable at once.
library Keeper {
    /// @param reward What one label of the batch earns.
    function pay(Books storage books, BatchId batchId, StoredProject storage project, uint256 reward) internal {
        uint256 fee = reward * project.terms.keeperFee();
        if (fee == 0) return;
        IERC20 token = project.token;
        uint256 reserved = Escrow.spend(project.balances, fee);
        uint256 claimable = books.claimable[msg.sender][token] + fee;
        books.claimable[msg.sender][token] = claimable;
        emit ILabelMarket.KeeperPaid({
            batchId: batchId, keeper: msg.sender, amount: fee, projectReserved: reserved, claimable: claimable
        });
    }
}
