// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ILabelMarket} from "../interfaces/ILabelMarket.sol";
import {BatchId} from "../types/Ids.sol";

/// @dev A panel is a list of distinct annotators, written in strictly ascending order so that one pass proves it.
library Panel {
    /// @dev The zero address is refused along the way: the list must ascend from it.
    function requireDistinct(address[] calldata annotators, BatchId batchId, uint256 seats) internal pure {
        require(annotators.length == seats, ILabelMarket.InvalidPanel(batchId, annotators.length));
        address previous = address(0);
        for (uint256 i = 0; i < annotators.length; ++i) {
            require(annotators[i] > previous, ILabelMarket.InvalidPanel(batchId, i));
            previous = annotators[i];
        }
    }

    /// @dev Reverts unless there is an entry for each of the annotators.
    function requireEntries(address[] calldata annotators, uint256 entries) internal pure {
        require(entries == annotators.length, ILabelMarket.LengthMismatch(annotators.length, entries));
    }
}
