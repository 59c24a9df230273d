// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ILabelMarket} from "../interfaces/ILabelMarket.sol";
import {Seat, SeatState} from "../types/Batch.sol";
import {BatchId} from "../types/Ids.sol";
import {Commitment} from "./Commitment.sol";
import {LabelBytes} from "./LabelBytes.sol";

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

    /// @dev Takes the commitment of a seat that has none.
    function commit(
        mapping(address annotator => Seat) storage self,
        BatchId batchId,
        address annotator,
        bytes32 commitment
    ) internal {
        Seat storage seat = requireIn(self, batchId, annotator, SeatState.Assigned);
        require(commitment != 0, ILabelMarket.ZeroCommitment(batchId, annotator));

        seat.state = SeatState.Committed;
        seat.digest = Commitment.cut(commitment);
        emit ILabelMarket.Committed(batchId, annotator, commitment);
    }

    /// @dev Opens the commitment of a seat.
    function reveal(
        mapping(address annotator => Seat) storage self,
        BatchId batchId,
        address annotator,
        bytes calldata labels,
        bytes32 payloadRoot,
        bytes32 salt,
        uint256 items,
        uint256 classes
    ) internal {
        Seat storage seat = requireIn(self, batchId, annotator, SeatState.Committed);
        LabelBytes.requireValid(labels, annotator, items, classes);
        bytes32 labelsHash = keccak256(labels);
        bytes32 commitment = Commitment.hashOf(batchId, annotator, labelsHash, payloadRoot, salt);
        require(seat.digest == Commitment.cut(commitment), ILabelMarket.CommitmentMismatch(batchId, annotator));

        seat.state = SeatState.Revealed;
        seat.digest = Commitment.cut(labelsHash);
        emit ILabelMarket.Revealed(batchId, annotator, labels, payloadRoot);
    }

    /// @dev Reverts unless the labels are what the seats revealed: none for a seat without a reveal.
    /// @return revealed How many seats did.
    function requireRevealed(
        mapping(address annotator => Seat) storage self,
        BatchId batchId,
        address[] calldata annotators,
        bytes[] calldata labels
    ) internal view returns (uint256 revealed) {
        for (uint256 i = 0; i < annotators.length; ++i) {
            Seat storage seat = requireSeated(self, batchId, annotators[i]);
            bool spoke = seat.state == SeatState.Revealed;
            bool matches = spoke ? seat.digest == Commitment.cut(keccak256(labels[i])) : labels[i].length == 0;
            require(matches, ILabelMarket.LabelsMismatch(batchId, annotators[i]));
            if (spoke) ++revealed;
        }
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

    /// @dev Nothing is written: that a scored seat is paid follows from its batch being settled, which happens once.
    /// @return rewards Per annotator, zero for a seat without a reveal.
    /// @return sum At most 7 * 512 * 2^96.
    function settle(
        mapping(address annotator => Seat) storage self,
        BatchId batchId,
        address[] calldata annotators,
        uint256 rewardPerLabel
    ) internal view returns (uint256[] memory rewards, uint256 sum) {
        rewards = new uint256[](annotators.length);
        for (uint256 i = 0; i < annotators.length; ++i) {
            Seat storage seat = requireSeated(self, batchId, annotators[i]);
            if (seat.state != SeatState.Scored) continue;
            rewards[i] = seat.agreed * rewardPerLabel;
            sum += rewards[i];
        }
    }

    /// @dev Rewards the seats that revealed, and names those that did not do what the batch's last phase asked of them: who
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
                rewards[i] = reward;
                sum += reward;
            } else if (seat.state <= due) {
                emit ILabelMarket.RevealMissed(batchId, annotators[i]);
            }
        }
    }

    /// @return revealed How many of the panel's seats did.
    function countRevealed(
        mapping(address annotator => Seat) storage self,
        BatchId batchId,
        address[] calldata annotators
    ) internal view returns (uint256 revealed) {
        for (uint256 i = 0; i < annotators.length; ++i) {
            Seat storage seat = requireSeated(self, batchId, annotators[i]);
            if (seat.state == SeatState.Revealed) ++revealed;
        }
    }

    /// @param committed How many of the panel's seats ever took a commitment: those whose stake is locked.
    function thatCommitted(
        mapping(address annotator => Seat) storage self,
        address[] calldata annotators,
        uint256 committed
    ) internal view returns (address[] memory those) {
        those = new address[](committed);
        uint256 found = 0;
        for (uint256 i = 0; i < annotators.length; ++i) {
            address annotator = annotators[i];
            Seat storage seat = self[annotator];
            if (seat.state >= SeatState.Committed) those[found++] = annotator;
        }
    }
}
