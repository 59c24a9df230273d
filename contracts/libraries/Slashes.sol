// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {ILabelMarket} from "../interfaces/ILabelMarket.sol";
import {ISlasher} from "../interfaces/ISlasher.sol";
import {Batch, Seat, SeatState} from "../types/Batch.sol";
import {Books} from "../types/Books.sol";
import {BatchId} from "../types/Ids.sol";
import {StoredProject} from "../types/Project.sol";
import {SlashReason} from "../types/Slash.sol";
import {Reserve} from "./Reserve.sol";
import {Seats} from "./Seats.sol";

/// @dev What a batch's end hands to the slasher: withheld pay first, stakes once they are free.
library Slashes {
    using Reserve for Batch;

    /// @dev Makes the withheld part of each flagged seat's reward the slasher's to direct.
    function withhold(Books storage books, ISlasher slasher, BatchId batchId, address[] calldata annotators) internal {
        Batch storage batch = books.batches[batchId];
        StoredProject storage project = books.projects[batch.projectKey];
        IERC20 token = project.token;
        uint256 rewardPerLabel = batch.rewardOf(project);
        for (uint256 i = 0; i < annotators.length; ++i) {
            Seat memory seat = books.seats[batchId][annotators[i]];
            uint256 amount = Seats.withheld(seat, Seats.earned(seat, rewardPerLabel));
            if (amount == 0) continue;
            books.claimable[address(slasher)][token] += amount;
            emit ILabelMarket.RewardWithheld(batchId, annotators[i], address(token), amount);
        }
    }

    /// @dev One for each flagged seat and for each commitment that was never opened. The reporter is the caller.
    function open(Books storage books, ISlasher slasher, BatchId batchId, address[] calldata annotators) internal {
        Batch storage batch = books.batches[batchId];
        StoredProject storage project = books.projects[batch.projectKey];
        uint256 rewardPerLabel = batch.rewardOf(project);
        uint256 stake = batch.stakeOf(project);
        for (uint256 i = 0; i < annotators.length; ++i) {
            Seat memory seat = books.seats[batchId][annotators[i]];
            SlashReason reason = seat.state == SeatState.Committed ? SlashReason.NoReveal : SlashReason(seat.flagged);
            if (reason == SlashReason.None) continue;
            slasher.openByRule({
                reason: reason,
                batchId: batchId,
                annotator: annotators[i],
                requester: project.requester,
                reporter: msg.sender,
                token: project.token,
                pending: Seats.withheld(seat, Seats.earned(seat, rewardPerLabel)),
                seatStake: stake,
                noRevealBps: project.terms.noRevealBps()
            });
        }
    }
}
