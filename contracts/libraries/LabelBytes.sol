// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ILabelMarket} from "../interfaces/ILabelMarket.sol";
import {Lanes} from "./Lanes.sol";

/// @dev Labels as bytes, one an item.
library LabelBytes {
    /// The annotator gives no answer to the item.
    uint8 internal constant ABSTAIN = 0xFE;

    /// In a consensus: no class reached the agreement needed.
    uint8 internal constant NONE = 0xFF;

    /// @dev Each label is a class (`0 .. classes - 1`) or an abstention.
    function requireValid(bytes calldata labels, uint256 items, uint256 classes) internal pure {
        require(labels.length == items, ILabelMarket.InvalidLabelCount(labels.length, items));
        uint256 abstentions = Lanes.fill(ABSTAIN);
        for (uint256 offset = 0; offset < items; offset += 32) {
            // Beyond the end lie zeros, and zero is a class.
            uint256 lanes = Lanes.load(labels, offset);
            uint256 valid = Lanes.below(lanes, classes) | Lanes.equal(lanes, abstentions);
            if (valid != Lanes.ALL) _revertAtFirst(labels, offset, classes);
        }
    }

    /// @dev There is an invalid label at or after `offset`.
    function _revertAtFirst(bytes calldata labels, uint256 offset, uint256 classes) private pure {
        uint256 item = offset;
        while (uint8(labels[item]) < classes || uint8(labels[item]) == ABSTAIN) ++item;
        revert ILabelMarket.InvalidLabel(item, uint8(labels[item]));
    }
}
