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
    function requireValid(bytes calldata labels, address annotator, uint256 items, uint256 classes) internal pure {
        require(labels.length == items, ILabelMarket.InvalidLabelCount(annotator, labels.length, items));
        uint256 abstentions = Lanes.fill(ABSTAIN);
        uint256 start = Lanes.startOf(labels);
        for (uint256 offset = 0; offset < items; offset += 32) {
            uint256 lanes = Lanes.load(start + offset);
            uint256 beyond = ~Lanes.first(items - offset);
            uint256 valid = Lanes.below(lanes, classes) | Lanes.equal(lanes, abstentions) | beyond;
            if (valid & Lanes.ALL != Lanes.ALL) _revertAtFirst(labels, annotator, offset, classes);
        }
    }

    /// @dev There is an invalid label at or after `offset`.
    function _revertAtFirst(bytes calldata labels, address annotator, uint256 offset, uint256 classes) private pure {
        uint256 item = offset;
        while (uint8(labels[item]) < classes || uint8(labels[item]) == ABSTAIN) ++item;
        revert ILabelMarket.InvalidLabel(annotator, item, uint8(labels[item]));
    }
}
