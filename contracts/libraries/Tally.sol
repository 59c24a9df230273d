// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {LabelBytes} from "./LabelBytes.sol";
import {Lanes} from "./Lanes.sol";

/// @dev k-of-n over label bytes, 32 items at a time. Calldata and memory only.
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
    /// @param agreement k, a strict majority of the rows: so at most one class of an item can reach it.
    function count(bytes[] calldata rows, uint256 items, uint256 agreement)
        internal
        pure
        returns (Result memory result)
    {
        result.consensus = new bytes(items);
        result.votes = new bytes(items);
        result.agreed = new uint256[](rows.length);
        result.compared = new uint256[](rows.length);
        uint256[] memory labels = new uint256[](rows.length);
        for (uint256 offset = 0; offset < items; offset += 32) {
            uint256 real = Lanes.first(items - offset);
            _load(rows, offset, real, labels);
            (uint256 consensus, uint256 votes) = _decide(labels, agreement, result);
            // Votes beyond the last item are zero, and so stays the padding of both arrays.
            Lanes.store(result.consensus, offset, consensus & real);
            Lanes.store(result.votes, offset, votes);
        }
    }

    /// @dev Lanes beyond the last item and the rows of silent seats abstain.
    function _load(bytes[] calldata rows, uint256 offset, uint256 real, uint256[] memory labels) private pure {
        uint256 abstentions = Lanes.fill(LabelBytes.ABSTAIN);
        for (uint256 r = 0; r < rows.length; ++r) {
            bytes calldata row = rows[r];
            labels[r] = row.length == 0 ? abstentions : (Lanes.load(row, offset) & real) | (abstentions & ~real);
        }
    }

    /// @dev Whoever finds k rows, itself included, that say the same has the consensus, and all that do have the same one.
    function _decide(uint256[] memory labels, uint256 agreement, Result memory result)
        private
        pure
        returns (uint256 consensus, uint256 votes)
    {
        uint256 abstentions = Lanes.fill(LabelBytes.ABSTAIN);
        uint256 decided = 0;
        for (uint256 r = 0; r < labels.length; ++r) {
            uint256 own = labels[r];
            uint256 same = _support(labels, own);
            uint256 agrees = Lanes.atLeast(same, agreement) & ~Lanes.equal(own, abstentions);
            decided |= agrees;
            result.agreed[r] += Lanes.count(agrees);
            agrees = Lanes.mask(agrees);
            consensus |= own & agrees;
            votes |= same & agrees;
        }
        consensus |= ~Lanes.mask(decided);
        for (uint256 r = 0; r < labels.length; ++r) {
            result.compared[r] += Lanes.count(decided & ~Lanes.equal(labels[r], abstentions));
        }
    }

    /// @dev Per lane the rows that say the same as `own`: at most 7 of them, so no lane overflows.
    function _support(uint256[] memory labels, uint256 own) private pure returns (uint256 same) {
        unchecked {
            for (uint256 r = 0; r < labels.length; ++r) {
                same += Lanes.equal(own, labels[r]);
            }
        }
    }
}
