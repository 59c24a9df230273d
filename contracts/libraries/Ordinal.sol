// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {LabelBytes} from "./LabelBytes.sol";
import {LabelRows} from "./LabelRows.sol";
import {Tally} from "./Tally.sol";

/// @dev Labels that are values on a scale: the consensus is the lower median of the answers, where k of them are within the tolerance of
/// it.
library Ordinal {
    /// @dev `Tally.count` for values.
    /// @param rows What each seat revealed: `items` bytes, or none. At most 7.
    function count(bytes[] calldata rows, uint256 items, uint256 agreement, uint256 tolerance)
        internal
        pure
        returns (Tally.Result memory result)
    {
        uint256[] memory starts = LabelRows.startsOf(rows);
        uint256[] memory sorted = new uint256[](rows.length);
        result.consensus = new bytes(items);
        result.votes = new bytes(items);
        result.agreed = new uint256[](rows.length);
        result.compared = new uint256[](rows.length);
        for (uint256 item = 0; item < items; ++item) {
            (uint256 label, uint256 votes) = decide(starts, sorted, item, agreement, tolerance);
            result.consensus[item] = bytes1(uint8(label));
            if (label == LabelBytes.NONE) continue;
            result.votes[item] = bytes1(uint8(votes));
            for (uint256 r = 0; r < starts.length; ++r) {
                if (starts[r] == 0) continue;
                uint256 value = LabelRows.labelAt(starts[r], item);
                if (value == LabelBytes.ABSTAIN) continue;
                ++result.compared[r];
                if (within(value, label, tolerance)) ++result.agreed[r];
            }
        }
    }

    /// @param starts Where each row begins in the calldata, 0 for none.
    /// @param sorted Room for a value of each row.
    /// @return label The lower median, or `LabelBytes.NONE`.
    /// @return votes Answers within the tolerance of it.
    function decide(
        uint256[] memory starts,
        uint256[] memory sorted,
        uint256 item,
        uint256 agreement,
        uint256 tolerance
    ) internal pure returns (uint256 label, uint256 votes) {
        uint256 answers = 0;
        for (uint256 r = 0; r < starts.length; ++r) {
            if (starts[r] == 0) continue;
            uint256 value = LabelRows.labelAt(starts[r], item);
            if (value == LabelBytes.ABSTAIN) continue;
            uint256 place = answers++;
            for (; place != 0 && sorted[place - 1] > value; --place) {
                sorted[place] = sorted[place - 1];
            }
            sorted[place] = value;
        }
        if (answers < agreement) return (LabelBytes.NONE, 0);
        label = sorted[(answers - 1) / 2];
        for (uint256 i = 0; i < answers; ++i) {
            if (within(sorted[i], label, tolerance)) ++votes;
        }
        if (votes < agreement) return (LabelBytes.NONE, 0);
    }

    function within(uint256 a, uint256 b, uint256 tolerance) internal pure returns (bool) {
        return (a > b ? a - b : b - a) <= tolerance;
    }
}
