// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {LabelBytes} from "./LabelBytes.sol";
import {Lanes} from "./Lanes.sol";

/// @dev k-of-n over label bytes, 32 items at a time. Calldata and memory only. The loops over rows are assembly: Solidity's checks
/// tripled their gas. test/contracts/market/tally.test.ts compares them with a plain tally.
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

    /// @dev The rows that are not empty, three words each in memory from `begin` to `end`: where the row starts in the calldata, the
    /// lanes in which it says the candidate, and its score: the compared items above the lower 128 bits, the agreed ones below.
    struct Table {
        uint256 begin;
        uint256 end;
    }

    // Those of `Lanes` again: assembly takes a constant of its own contract only, and only a literal.
    uint256 private constant LOW_BITS = 0x7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f;
    uint256 private constant ALL = 0x0101010101010101010101010101010101010101010101010101010101010101;
    uint256 private constant ABSTENTIONS = 0xfefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefe;

    /// @param rows What each seat revealed: `items` bytes, or none. At most 7.
    /// @param agreement k, a strict majority of the rows: so at most one class of an item can reach it.
    function count(bytes[] calldata rows, uint256 items, uint256 agreement)
        internal
        pure
        returns (Result memory result)
    {
        result.consensus = new bytes(items);
        result.votes = new bytes(items);
        Table memory table = _tableOf(rows);
        for (uint256 offset = 0; offset < items; offset += 32) {
            uint256 real = Lanes.first(items - offset);
            uint256 candidate = _candidate(table, offset, agreement);
            uint256 votes = _votes(table, offset, candidate);
            uint256 decided = Lanes.atLeast(votes, agreement) & ~Lanes.equal(candidate, ABSTENTIONS) & real;
            _score(table, offset, decided);
            uint256 kept = Lanes.mask(decided);
            // Nothing is decided beyond the last item, and the padding of both arrays stays zero.
            Lanes.store(result.consensus, offset, (candidate | ~kept) & real);
            Lanes.store(result.votes, offset, votes & kept);
        }
        (result.agreed, result.compared) = _scores(table, rows);
    }

    function _tableOf(bytes[] calldata rows) private pure returns (Table memory table) {
        uint256[] memory words = new uint256[](3 * rows.length);
        uint256 begin;
        assembly ("memory-safe") {
            begin := add(words, 0x20)
        }
        uint256 row = begin;
        for (uint256 r = 0; r < rows.length; ++r) {
            bytes calldata labels = rows[r];
            if (labels.length == 0) continue;
            assembly ("memory-safe") {
                mstore(row, labels.offset)
            }
            row += 0x60;
        }
        table = Table({begin: begin, end: row});
    }

    /// @dev Each bit is set that at least k rows set. Where k rows say the same, that is what they say: a bit that they set reaches k,
    /// and one that they do not set is left to fewer than k others. Elsewhere it is anything, and has fewer than k votes.
    ///
    /// 256 counters side by side, of four bits each (`ones` to `eights`), begin at 8 - k and reach 8 where k bits came. With k from 2
    /// to 7 and at most 2k - 1 rows they stay below 16.
    function _candidate(Table memory table, uint256 offset, uint256 agreement) private pure returns (uint256 eights) {
        assembly ("memory-safe") {
            let start := sub(8, agreement)
            let ones := sub(0, and(start, 1))
            let twos := sub(0, and(shr(1, start), 1))
            let fours := sub(0, shr(2, start))
            let end := mload(add(table, 0x20))
            for { let row := mload(table) } lt(row, end) { row := add(row, 0x60) } {
                let lanes := calldataload(add(mload(row), offset))
                let carry := and(ones, lanes)
                ones := xor(ones, lanes)
                lanes := and(twos, carry)
                twos := xor(twos, carry)
                eights := or(eights, and(fours, lanes))
                fours := xor(fours, lanes)
            }
        }
    }

    /// @dev Per lane the rows that say the candidate: at most 7 of them, so no lane overflows. `Lanes.equal`, row by row.
    function _votes(Table memory table, uint256 offset, uint256 candidate) private pure returns (uint256 votes) {
        assembly ("memory-safe") {
            let end := mload(add(table, 0x20))
            for { let row := mload(table) } lt(row, end) { row := add(row, 0x60) } {
                let difference := xor(candidate, calldataload(add(mload(row), offset)))
                let same := and(shr(7, not(or(add(and(difference, LOW_BITS), LOW_BITS), difference))), ALL)
                mstore(add(row, 0x20), same)
                votes := add(votes, same)
            }
        }
    }

    /// @dev Adds to each row's score. The second multiplication counts the decided lanes that differ from an abstention.
    /// @param decided Flags the lanes with a consensus, which is the candidate there.
    function _score(Table memory table, uint256 offset, uint256 decided) private pure {
        assembly ("memory-safe") {
            let end := mload(add(table, 0x20))
            for { let row := mload(table) } lt(row, end) { row := add(row, 0x60) } {
                let agreed := shr(248, mul(and(mload(add(row, 0x20)), decided), ALL))
                let difference := xor(ABSTENTIONS, calldataload(add(mload(row), offset)))
                let answered := and(shr(7, or(add(and(difference, LOW_BITS), LOW_BITS), difference)), decided)
                let compared := shr(248, mul(answered, ALL))
                let score := add(row, 0x40)
                mstore(score, add(mload(score), or(shl(128, compared), agreed)))
            }
        }
    }

    /// @dev Gives the scores of the table back to the rows that it was made from.
    function _scores(Table memory table, bytes[] calldata rows)
        private
        pure
        returns (uint256[] memory agreed, uint256[] memory compared)
    {
        agreed = new uint256[](rows.length);
        compared = new uint256[](rows.length);
        uint256 row = table.begin;
        for (uint256 r = 0; r < rows.length; ++r) {
            if (rows[r].length == 0) continue;
            uint256 score;
            assembly ("memory-safe") {
                score := mload(add(row, 0x40))
            }
            agreed[r] = uint128(score);
            compared[r] = score >> 128;
            row += 0x60;
        }
    }
}
