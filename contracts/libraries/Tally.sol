// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {LabelBytes} from "./LabelBytes.sol";

/// @dev k-of-n over label bytes. Memory and calldata only.
library Tally {
    struct Result {
        /// One byte per item: the class with at least k votes, or `LabelBytes.NONE`.
        bytes consensus;
        /// One byte per item: the votes of that class, or 0.
        bytes votes;
        /// Per row: items on which the row's label is the consensus.
        uint256[] agreed;
        /// Per row: items with a consensus that the row answered.
        uint256[] compared;
    }

    /// @param rows What each seat revealed: `items` bytes, or none.
    /// @param agreement k, a strict majority of the rows: so at most one class can reach it.
    function count(bytes[] calldata rows, uint256 items, uint256 agreement)
        internal
        pure
        returns (Result memory result)
    {
        result.consensus = new bytes(items);
        result.votes = new bytes(items);
        result.agreed = new uint256[](rows.length);
        result.compared = new uint256[](rows.length);
        for (uint256 item = 0; item < items; ++item) {
            (uint8 label, uint8 votes) = _majority(rows, item);
            if (votes < agreement) {
                result.consensus[item] = bytes1(LabelBytes.NONE);
                continue;
            }
            result.consensus[item] = bytes1(label);
            result.votes[item] = bytes1(votes);
            for (uint256 r = 0; r < rows.length; ++r) {
                if (rows[r].length == 0) continue;
                uint8 given = uint8(rows[r][item]);
                if (given == LabelBytes.ABSTAIN) continue;
                ++result.compared[r];
                if (given == label) ++result.agreed[r];
            }
        }
    }

    /// @dev The only class that can hold a majority (each vote for another class cancels one for it), and its votes.
    function _majority(bytes[] calldata rows, uint256 item) private pure returns (uint8 label, uint8 votes) {
        uint256 lead = 0;
        for (uint256 r = 0; r < rows.length; ++r) {
            if (rows[r].length == 0) continue;
            uint8 given = uint8(rows[r][item]);
            if (given == LabelBytes.ABSTAIN) continue;
            if (lead == 0) label = given;
            lead = given == label ? lead + 1 : lead - 1;
        }
        for (uint256 r = 0; r < rows.length; ++r) {
            if (rows[r].length != 0 && uint8(rows[r][item]) == label) ++votes;
        }
    }
}
