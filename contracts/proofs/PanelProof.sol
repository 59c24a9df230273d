// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Panel} from "../libraries/Panel.sol";
import {BatchId} from "../types/Ids.sol";

/// @dev Whatever passes is a set. The solver follows the loop for two annotators; a longer panel ascends pair by pair, and P34 says
/// that so it has no duplicates at any distance.
contract PanelProof {
    using Panel for address[];

    function pair(address[] calldata annotators, BatchId batchId) external pure {
        annotators.requireDistinct(batchId, 2);
        // P31: a panel has as many annotators as its batch has seats
        assert(annotators.length == 2);
        // P32: nobody is on a panel for the zero address
        assert(annotators[0] != address(0));
        // P33: a panel ascends strictly
        assert(annotators[0] < annotators[1]);
    }

    function transitive(address first, address between, address last) external pure {
        require(first < between && between < last);
        // P34: neighbours that ascend are different, at any distance
        assert(first != last);
    }

    function empty(address[] calldata annotators, BatchId batchId) external pure {
        annotators.requireDistinct(batchId, 0);
        // P35: a batch without a panel takes an empty one only
        assert(annotators.length == 0);
    }

    function entries(address[] calldata annotators, uint256 count) external pure {
        annotators.requireEntries(count);
        // P36: every annotator of a relayed call has an entry in each list, and no list has more
        assert(count == annotators.length);
    }
}
