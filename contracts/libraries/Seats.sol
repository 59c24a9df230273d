// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ILabelMarket} from "../interfaces/ILabelMarket.sol";
import {Seat, SeatState} from "../types/Batch.sol";
import {BatchId} from "../types/Ids.sol";
import {Commitment} from "./Commitment.sol";

/// @dev The seats of one batch: one slot for each annotator on its panel.
library Seats {
    /// @dev Reverts unless the annotator is on the panel.
    function requireSeated(mapping(address annotator => Seat) storage self, BatchId batchId, address annotator)
        internal
        view
        returns (Seat storage seat)
    {
        seat = self[annotator];
        require(seat.state != SeatState.None, ILabelMarket.WrongSeat(batchId, annotator, SeatState.None));
    }

    function requireIn(
        mapping(address annotator => Seat) storage self,
        BatchId batchId,
        address annotator,
        SeatState state
    ) internal view returns (Seat storage seat) {
        seat = self[annotator];
        require(seat.state == state, ILabelMarket.WrongSeat(batchId, annotator, seat.state));
    }

    /// @dev Reverts unless the labels are what the seat revealed: none for a seat without a reveal.
    function requireRevealed(
        mapping(address annotator => Seat) storage self,
        BatchId batchId,
        address annotator,
        bytes calldata labels
    ) internal view {
        Seat storage seat = requireSeated(self, batchId, annotator);
        bool matches =
            seat.state == SeatState.Revealed ? seat.digest == Commitment.cut(keccak256(labels)) : labels.length == 0;
        require(matches, ILabelMarket.LabelsMismatch(batchId, annotator));
    }

    /// @param agreed At most 512 items.
    function score(
        mapping(address annotator => Seat) storage self,
        BatchId batchId,
        address annotator,
        uint256 agreed,
        uint256 compared
    ) internal {
        Seat storage seat = self[annotator];
        if (seat.state != SeatState.Revealed) {
            emit ILabelMarket.RevealMissed(batchId, annotator);
            return;
        }
        seat.state = SeatState.Scored;
        seat.agreed = uint16(agreed);
        emit ILabelMarket.AnnotatorScored(batchId, annotator, agreed, compared);
    }

    /// @dev Marks the seats that the tally scored as paid.
    /// @return rewards Per annotator, zero for a seat without a reveal.
    /// @return sum At most 7 * 512 * 2^96.
    function settle(
        mapping(address annotator => Seat) storage self,
        BatchId batchId,
        address[] calldata annotators,
        uint256 rewardPerLabel
    ) internal returns (uint256[] memory rewards, uint256 sum) {
        rewards = new uint256[](annotators.length);
        for (uint256 i = 0; i < annotators.length; ++i) {
            Seat storage seat = requireSeated(self, batchId, annotators[i]);
            if (seat.state != SeatState.Scored) continue;
            seat.state = SeatState.Paid;
            rewards[i] = seat.agreed * rewardPerLabel;
            sum += rewards[i];
        }
    }

    /// @dev Marks the seats that revealed as paid, and names those that did not do what the batch's last phase asked of them: who
    /// committed in time is not to blame where the reveal phase never opened.
    /// @param due What a seat had to leave behind in that phase: `Assigned` or `Committed`.
    function dissolve(
        mapping(address annotator => Seat) storage self,
        BatchId batchId,
        address[] calldata annotators,
        uint256 reward,
        SeatState due
    ) internal returns (uint256[] memory rewards, uint256 sum) {
        rewards = new uint256[](annotators.length);
        for (uint256 i = 0; i < annotators.length; ++i) {
            Seat storage seat = requireSeated(self, batchId, annotators[i]);
            if (seat.state == SeatState.Revealed) {
                seat.state = SeatState.Paid;
                rewards[i] = reward;
                sum += reward;
            } else if (seat.state <= due) {
                emit ILabelMarket.RevealMissed(batchId, annotators[i]);
            }
        }
    }
}
