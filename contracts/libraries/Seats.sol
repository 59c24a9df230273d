// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ILabelMarket} from "../interfaces/ILabelMarket.sol";
import {Seat, SeatState} from "../types/Batch.sol";
import {BatchId} from "../types/Ids.sol";
import {SlashReason} from "../types/Slash.sol";
import {Commitment} from "./Commitment.sol";
import {LabelBytes} from "./LabelBytes.sol";

/// @dev The seats of one batch: one slot for each annotator on its panel.
library Seats {
    /// Share of a flagged seat's reward that waits for the end of its slash.
    uint256 internal constant WITHHELD_BPS = 2500;

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
    /// @param spoken The state of those that did: `Revealed`, or `Scored` after the tally.
    /// @return revealed How many seats did.
    function requireRevealed(
        mapping(address annotator => Seat) storage self,
        BatchId batchId,
        address[] calldata annotators,
        bytes[] calldata labels,
        SeatState spoken
    ) internal view returns (uint256 revealed) {
        for (uint256 i = 0; i < annotators.length; ++i) {
            Seat storage seat = requireSeated(self, batchId, annotators[i]);
            bool spoke = seat.state == spoken;
            bool matches = spoke ? seat.digest == Commitment.cut(keccak256(labels[i])) : labels[i].length == 0;
            require(matches, ILabelMarket.LabelsMismatch(batchId, annotators[i]));
            if (spoke) ++revealed;
        }
    }

    /// @dev Names who let a phase pass: a seat that never committed, or one that did not open its commitment.
    function miss(BatchId batchId, address annotator, SeatState state) internal {
        if (state == SeatState.Committed) emit ILabelMarket.RevealMissed(batchId, annotator);
        else emit ILabelMarket.CommitMissed(batchId, annotator);
    }

    /// @dev Names who did not do what the batch's last phase asked of them: who committed in time is not to blame where the reveal phase
    /// never opened.
    /// @param due What a seat had to leave behind in that phase: `Assigned` or `Committed`.
    function missEach(
        mapping(address annotator => Seat) storage self,
        BatchId batchId,
        address[] calldata annotators,
        SeatState due
    ) internal {
        for (uint256 i = 0; i < annotators.length; ++i) {
            Seat storage seat = requireSeated(self, batchId, annotators[i]);
            if (seat.state <= due) miss(batchId, annotators[i], seat.state);
        }
    }

    /// @dev Keeps what a tally found about a seat that revealed; the digest stays.
    /// @param agreed At most 512 items.
    /// @param multiplierBps At most 10,000.
    /// @param tier At most 255.
    function score(
        mapping(address annotator => Seat) storage self,
        address annotator,
        uint256 agreed,
        uint256 multiplierBps,
        uint256 tier,
        SlashReason flag
    ) internal {
        Seat storage seat = self[annotator];
        seat.state = SeatState.Scored;
        seat.agreed = uint16(agreed);
        seat.multiplierBps = uint16(multiplierBps);
        seat.tier = uint8(tier);
        seat.flagged = uint8(flag);
    }

    /// @dev What a scored seat earns before anything withheld. Below 2^16 * 2^97 * 2^14.
    function earned(Seat memory self, uint256 rewardPerLabel) internal pure returns (uint256) {
        unchecked {
            return uint256(self.agreed) * rewardPerLabel * self.multiplierBps / 10_000;
        }
    }

    /// @dev What of it waits for the end of a slash.
    function withheld(Seat memory self, uint256 amount) internal pure returns (uint256) {
        return self.flagged == 0 ? 0 : amount * WITHHELD_BPS / 10_000;
    }

    /// @return found How many of the panel's seats are in the state.
    function countIn(
        mapping(address annotator => Seat) storage self,
        BatchId batchId,
        address[] calldata annotators,
        SeatState state
    ) internal view returns (uint256 found) {
        for (uint256 i = 0; i < annotators.length; ++i) {
            Seat storage seat = requireSeated(self, batchId, annotators[i]);
            if (seat.state == state) ++found;
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
