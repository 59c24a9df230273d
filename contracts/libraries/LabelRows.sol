// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev A panel's labels as they lie in the calldata.
library LabelRows {
    /// @return starts Where each row begins, 0 for an empty one.
    function startsOf(bytes[] calldata rows) internal pure returns (uint256[] memory starts) {
        starts = new uint256[](rows.length);
        for (uint256 r = 0; r < rows.length; ++r) {
            bytes calldata labels = rows[r];
            if (labels.length == 0) continue;
            uint256 start;
            assembly ("memory-safe") {
                start := labels.offset
            }
            starts[r] = start;
        }
    }

    /// @dev One label. The caller knows that the row has the item.
    function labelAt(uint256 start, uint256 item) internal pure returns (uint256 label) {
        assembly ("memory-safe") {
            label := byte(0, calldataload(add(start, item)))
        }
    }
}
