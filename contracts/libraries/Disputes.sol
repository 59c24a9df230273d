// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ILabelMarket} from "../interfaces/ILabelMarket.sol";
import {Batch, BatchState, Seat, SeatState} from "../types/Batch.sol";
import {Books, Sequel} from "../types/Books.sol";
import {BatchId} from "../types/Ids.sol";
import {Scale, StoredProject} from "../types/Project.sol";
import {LabelBytes} from "./LabelBytes.sol";
import {LabelRows} from "./LabelRows.sol";
import {Ordinal} from "./Ordinal.sol";
import {Panel} from "./Panel.sol";
import {Phase} from "./Phase.sol";
import {Seats} from "./Seats.sol";

/// @dev What the court does to a batch: stop its settlement, correct labels, let it go on. External: most batches are not disputed.
library Disputes {
    using Panel for address[];
    using Phase for Batch;
    using Seats for mapping(address annotator => Seat);

    /// @dev A dispute in the window of a batch with others open joins them.
    function open(Books storage books, BatchId batchId) external {
        Batch storage batch = books.batches[batchId];
        if (batch.state != BatchState.Disputed) batch.requireState(batchId, BatchState.Tallied);
        batch.requireOpen(batchId);

        Sequel storage sequel = books.sequels[batchId];
        uint32 disputes = sequel.disputes + 1;
        sequel.disputes = disputes;
        batch.state = BatchState.Disputed;
        emit ILabelMarket.BatchDisputed({batchId: batchId, disputes: disputes});
    }

    function close(Books storage books, BatchId batchId) external {
        Batch storage batch = books.batches[batchId];
        batch.requireState(batchId, BatchState.Disputed);

        Sequel storage sequel = books.sequels[batchId];
        uint32 disputes = sequel.disputes - 1;
        sequel.disputes = disputes;
        if (disputes == 0) batch.state = BatchState.Tallied;
        emit ILabelMarket.DisputeClosed({batchId: batchId, disputes: disputes});
    }

    function overturn(
        Books storage books,
        BatchId batchId,
        uint256 item,
        uint8 to,
        address[] calldata annotators,
        bytes[] calldata labels
    ) external returns (uint8 from) {
        Batch storage batch = books.batches[batchId];
        batch.requireState(batchId, BatchState.Disputed);
        uint256[] memory starts = _requireRows(books, batch, batchId, item, annotators, labels);
        StoredProject storage project = books.projects[batch.projectKey];
        bool known = to < project.classes || to == LabelBytes.NONE;
        require(known, ILabelMarket.InvalidLabel(msg.sender, item, to));
        from = _labelOf(books, batch, batchId, item, starts, project);
        require(to != from, ILabelMarket.SameLabel(batchId, item, to));

        books.overturned[batchId][item] = uint256(to) + 1;
        emit ILabelMarket.LabelOverturned({batchId: batchId, item: item, from: from, to: to});
        _rescore(books, batchId, item, from, to, annotators, starts, project.tolerance);
    }

    /// @dev The item's label so far.
    function labelOf(
        Books storage books,
        BatchId batchId,
        uint256 item,
        address[] calldata annotators,
        bytes[] calldata labels
    ) external view returns (uint8) {
        Batch storage batch = books.batches[batchId];
        if (batch.state != BatchState.Disputed) batch.requireState(batchId, BatchState.Tallied);
        uint256[] memory starts = _requireRows(books, batch, batchId, item, annotators, labels);
        return _labelOf(books, batch, batchId, item, starts, books.projects[batch.projectKey]);
    }

    /// @return starts Where each row lies, which the seats' hashes have proven to be what was revealed.
    function _requireRows(
        Books storage books,
        Batch storage batch,
        BatchId batchId,
        uint256 item,
        address[] calldata annotators,
        bytes[] calldata labels
    ) private view returns (uint256[] memory starts) {
        annotators.requireDistinct(batchId, batch.seats);
        annotators.requireEntries(labels.length);
        require(item < batch.items, ILabelMarket.InvalidItem(batchId, item));
        books.seats[batchId].requireRevealed(batchId, annotators, labels, SeatState.Scored);
        return LabelRows.startsOf(labels);
    }

    /// @dev What a ruling gave the item, else what the tally did.
    function _labelOf(
        Books storage books,
        Batch storage batch,
        BatchId batchId,
        uint256 item,
        uint256[] memory starts,
        StoredProject storage project
    ) private view returns (uint8) {
        uint256 ruled = books.overturned[batchId][item];
        // One more than a byte.
        if (ruled != 0) return uint8(ruled - 1);
        uint256 label;
        if (project.scale == Scale.Ordinal) {
            (label,) = Ordinal.decide(starts, new uint256[](starts.length), item, batch.agreement, project.tolerance);
        } else {
            label = _majority(starts, item, batch.agreement);
        }
        return uint8(label);
    }

    function _majority(uint256[] memory starts, uint256 item, uint256 agreement) private pure returns (uint256) {
        for (uint256 r = 0; r < starts.length; ++r) {
            if (starts[r] == 0) continue;
            uint256 candidate = LabelRows.labelAt(starts[r], item);
            uint256 votes = 0;
            for (uint256 q = 0; q < starts.length; ++q) {
                if (starts[q] != 0 && LabelRows.labelAt(starts[q], item) == candidate) ++votes;
            }
            if (votes >= agreement && candidate != LabelBytes.ABSTAIN) return candidate;
        }
        return LabelBytes.NONE;
    }

    /// @dev A seat is paid for an item where its label agrees with the item's, whichever that is now. `agreed` counts such items, so it
    /// stays within 0 and the batch's items.
    function _rescore(
        Books storage books,
        BatchId batchId,
        uint256 item,
        uint256 from,
        uint256 to,
        address[] calldata annotators,
        uint256[] memory starts,
        uint256 tolerance
    ) private {
        for (uint256 i = 0; i < annotators.length; ++i) {
            if (starts[i] == 0) continue;
            uint256 label = LabelRows.labelAt(starts[i], item);
            bool lost = _agrees(label, from, tolerance);
            bool won = _agrees(label, to, tolerance);
            if (lost == won) continue;
            Seat storage seat = books.seats[batchId][annotators[i]];
            uint16 agreed = won ? seat.agreed + 1 : seat.agreed - 1;
            seat.agreed = agreed;
            emit ILabelMarket.SeatRescored({batchId: batchId, annotator: annotators[i], agreed: agreed});
        }
    }

    function _agrees(uint256 label, uint256 consensus, uint256 tolerance) private pure returns (bool) {
        if (label == LabelBytes.ABSTAIN || consensus == LabelBytes.NONE) return false;
        return Ordinal.within(label, consensus, tolerance);
    }
}
