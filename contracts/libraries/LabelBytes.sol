// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ILabelMarket} from "../interfaces/ILabelMarket.sol";

/// @dev Labels as bytes, one an item.
library LabelBytes {
    /// The annotator gives no answer to the item.
    uint8 internal constant ABSTAIN = 0xFE;

    /// In a consensus: no class reached the agreement needed.
    uint8 internal constant NONE = 0xFF;

    /// @dev Each label is a class (`0 .. classes - 1`) or an abstention.
    function requireValid(bytes calldata labels, uint256 items, uint256 classes) internal pure {
        require(labels.length == items, ILabelMarket.InvalidLabelCount(labels.length, items));
        for (uint256 i = 0; i < items; ++i) {
            uint8 label = uint8(labels[i]);
            require(label < classes || label == ABSTAIN, ILabelMarket.InvalidLabel(i, label));
        }
    }
}
