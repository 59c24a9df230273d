// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Phase} from "../libraries/Phase.sol";
import {Batch, BatchState} from "../types/Batch.sol";
import {BatchId} from "../types/Ids.sol";

/// @dev One step of a batch from any state. Each function makes the calls on the batch's phase that the function of the same name
/// of `LabelMarket` makes, in their order, which a test compares.
contract PhaseProof {
    using Phase for Batch;

    Batch private _phase;

    function createBatch(uint256 window) external {
        _start(BatchState.None, 0, window);
        _phase.open(BatchState.Created, window);
        // P17: a new batch waits for its panel until its window is over, no shorter and no longer
        assert(_phase.deadline == block.timestamp + window);
        _end();
    }

    function assign(BatchState before, uint40 deadline, BatchId batchId, uint256 window) external {
        _start(before, deadline, window);
        _phase.requireState(batchId, BatchState.Created);
        _phase.requireOpen(batchId);
        _phase.open(BatchState.Committing, window);
        // P18: a panel is assigned to a created batch only
        assert(before == BatchState.Created);
        // P19: a panel is assigned by the deadline
        assert(block.timestamp <= deadline);
        // P20: a commit phase ends in the future
        assert(_phase.deadline > block.timestamp);
        _end();
    }

    function commit(BatchState before, uint40 deadline, BatchId batchId, uint256 window, bool last) external {
        _start(before, deadline, window);
        _phase.requireState(batchId, BatchState.Committing);
        _phase.requireOpen(batchId);
        if (last) _phase.open(BatchState.Revealing, window);
        // P21: no commit comes after its deadline (invariant 7)
        assert(before == BatchState.Committing && block.timestamp <= deadline);
        _end();
    }

    function openReveal(BatchState before, uint40 deadline, BatchId batchId, uint256 window) external {
        _start(before, deadline, window);
        _phase.requireState(batchId, BatchState.Committing);
        _phase.requireOver(batchId);
        _phase.open(BatchState.Revealing, window);
        // P22: a commit phase is cut short by nobody: it opens reveals only after its deadline
        assert(before == BatchState.Committing && block.timestamp > deadline);
        // P23: the deadline of a batch in progress never goes back
        assert(_phase.deadline > deadline);
        _end();
    }

    function reassign(BatchState before, uint40 deadline, BatchId batchId, uint256 window) external {
        _start(before, deadline, window);
        _phase.requireState(batchId, BatchState.Committing);
        _phase.requireOver(batchId);
        _phase.open(BatchState.Created, window);
        // P63: a panel is dissolved only after the deadline that it let pass
        assert(before == BatchState.Committing && block.timestamp > deadline);
        _end();
    }

    function tally(BatchState before, uint40 deadline, BatchId batchId, bool complete, uint256 window) external {
        _start(before, deadline, 1 minutes);
        require(window <= 30 days);
        _phase.requireState(batchId, BatchState.Revealing);
        if (!complete) _phase.requireOver(batchId);
        _phase.open(BatchState.Tallied, window);
        // P24: a tally follows a reveal phase only
        assert(before == BatchState.Revealing);
        _end();
    }

    function settle(BatchState before, uint40 deadline, BatchId batchId, bool disputable) external {
        _start(before, deadline, 1 minutes);
        _phase.requireState(batchId, BatchState.Tallied);
        if (disputable) _phase.requireOver(batchId);
        _phase.close(BatchState.Settled);
        // P64: what can be disputed is not settled before its dispute window is over (A66)
        assert(!disputable || block.timestamp > deadline);
        // P25: a batch is settled from its tally only, hence once
        assert(before == BatchState.Tallied);
        _end();
    }

    function voidBatch(BatchState before, uint40 deadline, BatchId batchId) external {
        _start(before, deadline, 1 minutes);
        if (before != BatchState.Committing && before != BatchState.Revealing) {
            require(before == BatchState.Created);
        }
        _phase.requireOver(batchId);
        _phase.close(BatchState.Void);
        // P26: nobody ends a batch before its deadline
        assert(block.timestamp > deadline);
        // P27: a void batch had neither a tally nor an end before
        assert(before != BatchState.Tallied && before != BatchState.Settled && before != BatchState.Void);
        _end();
    }

    function race(BatchId batchId, uint40 deadline, bool first) external {
        _start(BatchState.Committing, deadline, 1 minutes);
        if (first) {
            _phase.requireOpen(batchId);
            // P29: while a phase is open, its exit by time-out is shut
            assert(!(block.timestamp > deadline));
        } else {
            _phase.requireOver(batchId);
            // P30: once its exit by time-out is open, a phase is shut
            assert(!(block.timestamp <= deadline));
        }
    }

    /// @dev The market's windows, a clock before the year 36,812, and P28 of every step before.
    function _start(BatchState state, uint40 deadline, uint256 window) private {
        require(window >= 1 minutes && window <= 30 days);
        require(block.timestamp != 0 && block.timestamp < 2 ** 40 - 30 days);
        require(_waits(state) == (deadline != 0));
        _phase.state = state;
        _phase.deadline = deadline;
    }

    function _end() private view {
        // P28: every state that waits has a deadline, and no other one has (invariant 11)
        assert(_waits(_phase.state) == (_phase.deadline != 0));
    }

    function _waits(BatchState state) private pure returns (bool) {
        return state == BatchState.Created || state == BatchState.Committing || state == BatchState.Revealing
            || state == BatchState.Tallied || state == BatchState.Disputed;
    }
}
