// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {ILabelMarket} from "../interfaces/ILabelMarket.sol";
import {ISlasher} from "../interfaces/ISlasher.sol";
import {IStakeVault} from "../interfaces/IStakeVault.sol";
import {Batch, BatchState, Seat, SeatState} from "../types/Batch.sol";
import {Books, Sequel} from "../types/Books.sol";
import {BatchId} from "../types/Ids.sol";
import {StoredProject} from "../types/Project.sol";
import {Terms} from "../types/Terms.sol";
import {Escrow} from "./Escrow.sol";
import {Keeper} from "./Keeper.sol";
import {Panel} from "./Panel.sol";
import {Phase} from "./Phase.sol";
import {Reserve} from "./Reserve.sol";
import {Rewards} from "./Rewards.sol";
import {Seats} from "./Seats.sol";
import {Slashes} from "./Slashes.sol";
import {Stakes} from "./Stakes.sol";

/// @dev The ends that a batch may take when all is not well: another panel, none, slashes. External: most batches end otherwise.
library Exits {
    using Panel for address[];
    using Phase for Batch;
    using Reserve for Batch;
    using Seats for mapping(address annotator => Seat);

    /// Panels that a batch may lose.
    uint256 internal constant MAX_REASSIGNMENTS = 2;

    /// @param window Seconds in which the next panel can be assigned.
    function reassign(
        Books storage books,
        IStakeVault vault,
        BatchId batchId,
        address[] calldata annotators,
        uint256 window
    ) external {
        Batch storage batch = books.batches[batchId];
        batch.requireState(batchId, BatchState.Committing);
        batch.requireOver(batchId);
        annotators.requireDistinct(batchId, batch.seats);
        uint256 committed = batch.committed;
        require(committed < batch.agreement, ILabelMarket.QuorumReached(batchId, committed, batch.agreement));
        Sequel storage sequel = books.sequels[batchId];
        uint8 attempts = sequel.attempts + 1;
        require(attempts <= MAX_REASSIGNMENTS, ILabelMarket.TooManyAttempts(batchId));

        sequel.attempts = attempts;
        mapping(address annotator => Seat) storage seats = books.seats[batchId];
        seats.missEach(batchId, annotators, SeatState.Assigned);
        address[] memory those = seats.thatCommitted(annotators, committed);
        for (uint256 i = 0; i < annotators.length; ++i) {
            delete seats[annotators[i]];
        }
        batch.committed = 0;
        StoredProject storage project = books.projects[batch.projectKey];
        uint40 deadline = batch.open(BatchState.Created, window);
        uint256 reward = batch.rewardOf(project);
        Terms terms = project.terms;
        uint256 fee = terms.keeperFee() * reward;
        (uint256 free, uint256 reserved) = Escrow.release(project.balances, batch.whole(terms, reward) - fee, 0);
        emit ILabelMarket.Reassigned({
            batchId: batchId, attempts: attempts, projectFree: free, projectReserved: reserved, deadline: deadline
        });
        Keeper.pay(books, batchId, project, reward);

        uint256 stake = batch.stakeOf(project);
        if (stake != 0 && committed != 0) vault.unlockEach(those, stake);
    }

    function voidBatch(
        Books storage books,
        IStakeVault vault,
        ISlasher slasher,
        BatchId batchId,
        address[] calldata annotators
    ) external {
        Batch storage batch = books.batches[batchId];
        SeatState due = _requireVoidable(books, batchId, batch, annotators);

        batch.close(BatchState.Void);
        StoredProject storage project = books.projects[batch.projectKey];
        uint256[] memory rewards = new uint256[](annotators.length);
        if (due == SeatState.None) {
            (uint256 free, uint256 reserved) = (project.balances.free, project.balances.reserved);
            emit ILabelMarket.BatchVoided(batchId, 0, 0, free, reserved);
            return;
        }
        books.seats[batchId].missEach(batchId, annotators, due);
        _release(books, batchId, batch, project, annotators, rewards);

        Stakes.free(vault, books.seats[batchId], batch.committed, annotators, batch.stakeOf(project));
        if (due == SeatState.Committed) Slashes.open(books, slasher, batchId, annotators);
        Rewards.pay(books.claimable, batchId, annotators, project.token, rewards);
    }

    /// @dev See `Slashes`.
    function withhold(Books storage books, ISlasher slasher, BatchId batchId, address[] calldata annotators) external {
        Slashes.withhold(books, slasher, batchId, annotators);
    }

    /// @dev See `Slashes`.
    function slash(Books storage books, ISlasher slasher, BatchId batchId, address[] calldata annotators) external {
        Slashes.open(books, slasher, batchId, annotators);
    }

    /// @dev Gives the reserve back, less the full reward of each seat that revealed and the keeper's fee.
    /// @param rewards Is filled in.
    function _release(
        Books storage books,
        BatchId batchId,
        Batch storage batch,
        StoredProject storage project,
        address[] calldata annotators,
        uint256[] memory rewards
    ) private {
        uint256 reward = batch.rewardOf(project);
        Terms terms = project.terms;
        uint256 full = batch.items * reward;
        uint256 paid = 0;
        for (uint256 i = 0; i < annotators.length; ++i) {
            if (books.seats[batchId][annotators[i]].state != SeatState.Revealed) continue;
            rewards[i] = full;
            paid += full;
        }
        uint256 amount = batch.left(terms, reward) - terms.keeperFee() * reward;
        (uint256 free, uint256 reserved) = Escrow.release(project.balances, amount, paid);
        emit ILabelMarket.BatchVoided({
            batchId: batchId, paid: paid, refunded: amount - paid, projectFree: free, projectReserved: reserved
        });
        Keeper.pay(books, batchId, project, reward);
    }

    /// @return due The state that a seat had to leave behind in the phase that failed. `None` before the assignment.
    function _requireVoidable(Books storage books, BatchId batchId, Batch storage batch, address[] calldata annotators)
        private
        view
        returns (SeatState due)
    {
        BatchState state = batch.state;
        if (state == BatchState.Committing) due = SeatState.Assigned;
        else if (state == BatchState.Revealing) due = SeatState.Committed;
        else require(state == BatchState.Created, ILabelMarket.WrongState(batchId, state));
        batch.requireOver(batchId);
        annotators.requireDistinct(batchId, due == SeatState.None ? 0 : batch.seats);
        if (due == SeatState.None) return due;
        uint256 taken = due == SeatState.Assigned
            ? batch.committed
            : books.seats[batchId].countIn(batchId, annotators, SeatState.Revealed);
        require(taken < batch.agreement, ILabelMarket.QuorumReached(batchId, taken, batch.agreement));
    }
}
