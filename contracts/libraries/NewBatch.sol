// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ILabelMarket} from "../interfaces/ILabelMarket.sol";
import {Batch, BatchState} from "../types/Batch.sol";
import {Books} from "../types/Books.sol";
import {BatchId, ProjectId} from "../types/Ids.sol";
import {StoredProject} from "../types/Project.sol";
import {Phase} from "./Phase.sol";

/// @dev A batch's first state, whichever way it comes.
library NewBatch {
    using Phase for Batch;

    struct Plan {
        BatchId batchId;
        ProjectId projectId;
        bytes32 manifestHash;
        bytes32 goldHash;
        uint8 flags;
        uint16 items;
        uint8 seats;
        uint8 agreement;
        /// Seconds in which a panel can be assigned.
        uint256 window;
    }

    function create(Books storage books, StoredProject storage project, Plan memory plan) internal {
        Batch storage batch = books.batches[plan.batchId];
        require(batch.state == BatchState.None, ILabelMarket.BatchExists(plan.batchId));

        batch.projectKey = plan.projectId.key();
        batch.flags = plan.flags;
        batch.items = plan.items;
        batch.seats = plan.seats;
        batch.agreement = plan.agreement;
        uint40 deadline = batch.open(BatchState.Created, plan.window);
        emit ILabelMarket.BatchCreated({
            batchId: plan.batchId,
            projectId: plan.projectId,
            items: plan.items,
            seats: plan.seats,
            agreement: plan.agreement,
            manifestHash: plan.manifestHash,
            goldHash: plan.goldHash,
            guidelineVersion: project.guidelineVersion,
            deadline: deadline
        });
    }
}
