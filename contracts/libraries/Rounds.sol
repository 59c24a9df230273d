// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ILabelMarket} from "../interfaces/ILabelMarket.sol";
import {Batch, BatchFlags, BatchState} from "../types/Batch.sol";
import {Books} from "../types/Books.sol";
import {BatchId, ProjectId, ProjectKey} from "../types/Ids.sol";
import {Escalation, StoredProject} from "../types/Project.sol";
import {Gold} from "./Gold.sol";
import {NewBatch} from "./NewBatch.sol";
import {Phase} from "./Phase.sol";
import {Projects} from "./Projects.sol";

/// @dev The second round over items without consensus. External: few batches have one.
library Rounds {
    using Phase for Batch;
    using Projects for mapping(ProjectKey projectKey => StoredProject);

    /// @param window Seconds in which a panel can be assigned.
    function open(Books storage books, BatchId parentId, bytes32 manifestHash, bytes calldata positions, uint256 window)
        external
        returns (BatchId batchId)
    {
        Batch storage parent = books.batches[parentId];
        parent.requireState(parentId, BatchState.Settled);
        ProjectId projectId = parent.projectKey.id(books.projects[parent.projectKey].idTail);
        StoredProject storage project = books.projects.ownedByCaller(projectId);
        Projects.requireUnsealed(project, projectId);
        bool senior = parent.flags & BatchFlags.SENIOR != 0;
        require(project.escalation == Escalation.Round && !senior, ILabelMarket.NotByRule(projectId));
        uint8 seats = parent.seats + 2;
        require(seats <= 7, ILabelMarket.InvalidSeats(seats));
        BatchId before = books.sequels[parentId].round;
        require(BatchId.unwrap(before) == 0, ILabelMarket.BatchExists(before));
        uint256 items = _requirePositions(parentId, positions, parent.items);

        batchId = Gold.batchIdOf(projectId, manifestHash, 0);
        NewBatch.create(
            books,
            project,
            NewBatch.Plan({
                batchId: batchId,
                projectId: projectId,
                manifestHash: manifestHash,
                goldHash: 0,
                flags: BatchFlags.SENIOR,
                items: uint16(items),
                seats: seats,
                agreement: seats / 2 + 1,
                window: window
            })
        );
        books.sequels[parentId].round = batchId;
        emit ILabelMarket.RoundOpened({batchId: batchId, parent: parentId, positions: positions});
    }

    /// @dev Whether an item has no consensus is not asked: its requester pays for every item of the round.
    /// @return items How many: at most as many as the parent has.
    function _requirePositions(BatchId parentId, bytes calldata positions, uint256 bound)
        private
        pure
        returns (uint256 items)
    {
        items = positions.length / 2;
        require(items != 0 && positions.length % 2 == 0, ILabelMarket.InvalidItems(positions.length));
        uint256 least = 0;
        for (uint256 i = 0; i < items; ++i) {
            uint256 position = uint16(bytes2(positions[2 * i:2 * i + 2]));
            require(position >= least && position < bound, ILabelMarket.InvalidItem(parentId, position));
            least = position + 1;
        }
    }
}
