// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev Peer prediction: how much more often a row agrees with the others on the same item than on another item, half a batch away.
/// Who answers without looking agrees as often on both, whatever the classes' frequencies. 32 items at a time, as in `Tally`.
library Peers {
    /// Fewer items say nothing.
    uint256 internal constant LEAST_ITEMS = 16;

    // Those of `Lanes` again: assembly takes a constant of its own contract only, and only a literal.
    uint256 private constant LOW_BITS = 0x7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f;
    uint256 private constant ALL = 0x0101010101010101010101010101010101010101010101010101010101010101;
    uint256 private constant ABSTENTIONS = 0xfefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefe;
    uint256 private constant EVEN = 0x00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff;
    uint256 private constant EVEN_ONES = 0x0001000100010001000100010001000100010001000100010001000100010001;

    /// @param starts Where in the calldata each row begins, 0 for a seat without one. At most 7.
    /// @param row One that is there.
    /// @param items At most 512.
    /// @return result Over items `0 .. items - items / 2 - 1` and all other rows: agreements on the same item less those of the row's item
    /// with the other's, `items / 2` further on. An abstention agrees with nothing.
    function score(uint256[] memory starts, uint256 row, uint256 items) internal pure returns (int256 result) {
        assembly ("memory-safe") {
            let begin := add(starts, 0x20)
            let end := add(begin, shl(5, mload(starts)))
            let mine := add(begin, shl(5, row))
            let own := mload(mine)
            let shift := shr(1, items)
            let span := sub(items, shift)
            // Per lane: at most 6 other rows, 8 words.
            let same := 0
            let shifted := 0
            for { let offset := 0 } lt(offset, span) { offset := add(offset, 0x20) } {
                let lanes := calldataload(add(own, offset))
                // A shift by 256 or more leaves nothing: from 32 items on all lanes are real.
                let real := not(shr(shl(3, sub(span, offset)), not(0)))
                let difference := xor(ABSTENTIONS, lanes)
                let answered := and(and(shr(7, or(add(and(difference, LOW_BITS), LOW_BITS), difference)), ALL), real)
                for { let other := begin } lt(other, end) { other := add(other, 0x20) } {
                    let at := mload(other)
                    if or(iszero(at), eq(other, mine)) { continue }
                    at := add(at, offset)
                    difference := xor(lanes, calldataload(at))
                    same := add(
                        same,
                        and(shr(7, not(or(add(and(difference, LOW_BITS), LOW_BITS), difference))), answered)
                    )
                    difference := xor(lanes, calldataload(add(at, shift)))
                    shifted := add(
                        shifted,
                        and(shr(7, not(or(add(and(difference, LOW_BITS), LOW_BITS), difference))), answered)
                    )
                }
            }
            // Pairs of lanes hold at most 96, all of them together at most 1,536.
            same := shr(240, mul(add(and(same, EVEN), and(shr(8, same), EVEN)), EVEN_ONES))
            shifted := shr(240, mul(add(and(shifted, EVEN), and(shr(8, shifted), EVEN)), EVEN_ONES))
            result := sub(same, shifted)
        }
    }
}
