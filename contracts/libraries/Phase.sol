// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ILabelMarket} from "../interfaces/ILabelMarket.sol";
import {Batch, BatchState} from "../types/Batch.sol";
import {BatchId} from "../types/Ids.sol";

/// @dev The state machine of a batch: which phase it is in, and until when.
library Phase {
    function requireState(Batch storage self, BatchId batchId, BatchState expected) internal view {
        require(self.state == expected, ILabelMarket.WrongState(batchId, self.state));
    }

    function requireOpen(Batch storage self, BatchId batchId) internal view {
        require(block.timestamp <= self.deadline, ILabelMarket.DeadlinePassed(batchId, self.deadline));
    }

    function requireOver(Batch storage self, BatchId batchId) internal view {
        require(block.timestamp > self.deadline, ILabelMarket.DeadlineNotPassed(batchId, self.deadline));
    }

    /// @dev Reverts unless the phase is over for longer than `more` seconds.
    function requireOverBy(Batch storage self, BatchId batchId, uint256 more) internal view {
        uint256 deadline = self.deadline + more;
        require(block.timestamp > deadline, ILabelMarket.DeadlineNotPassed(batchId, deadline));
    }

    /// @dev Enters a phase of `window` seconds. Year 36,812 is the first that 40 bits do not hold.
    function open(Batch storage self, BatchState state, uint256 window) internal returns (uint40 deadline) {
        deadline = uint40(block.timestamp + window);
        self.state = state;
        self.deadline = deadline;
    }

    /// @dev Enters a state that waits for nobody.
    function close(Batch storage self, BatchState state) internal {
        self.state = state;
        self.deadline = 0;
    }
}
