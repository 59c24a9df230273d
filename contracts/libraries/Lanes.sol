// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev 32 bytes side by side in one word: one operation for 32 labels. A *flag* is a lane of 0x00 or 0x01.
///
/// Lane 0 is the most significant byte, as in the bytes that the word was loaded from. No sum here carries from a lane into the
/// next: each states its bound.
library Lanes {
    /// A flag in every lane.
    uint256 internal constant ALL = 0x0101010101010101010101010101010101010101010101010101010101010101;
    uint256 private constant LOW_BITS = 0x7f * ALL;
    uint256 private constant EVEN = 0x00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff;
    uint256 private constant EVEN_ONES = 0x0001000100010001000100010001000100010001000100010001000100010001;

    /// @dev Where in the calldata the bytes begin.
    function startOf(bytes calldata data) internal pure returns (uint256 start) {
        assembly ("memory-safe") {
            start := data.offset
        }
    }

    /// @dev 32 bytes of calldata from `position` on. Beyond the end of an argument lies anything: mask what comes of it.
    function load(uint256 position) internal pure returns (uint256 lanes) {
        assembly ("memory-safe") {
            lanes := calldataload(position)
        }
    }

    /// @dev Writes 32 bytes from `offset`, a multiple of 32, on. A memory array is padded to whole words, so the last write stays
    /// within it.
    function store(bytes memory data, uint256 offset, uint256 lanes) internal pure {
        assembly ("memory-safe") {
            mstore(add(add(data, 0x20), offset), lanes)
        }
    }

    /// @dev 0xFF in the first `lanes` lanes (all, from 32 on).
    function first(uint256 lanes) internal pure returns (uint256) {
        return lanes >= 32 ? type(uint256).max : ~(type(uint256).max >> (8 * lanes));
    }

    /// @dev The value in every lane. At most 0xFF.
    function fill(uint256 value) internal pure returns (uint256) {
        unchecked {
            return value * ALL;
        }
    }

    /// @dev 0xFF for each flag.
    function mask(uint256 flags) internal pure returns (uint256) {
        unchecked {
            return flags * 0xff;
        }
    }

    /// @dev How many flags are set: at most 32, which the top lane holds.
    function count(uint256 flags) internal pure returns (uint256) {
        unchecked {
            return (flags * ALL) >> 248;
        }
    }

    /// @dev Flags the lanes in which `a` is `b`. Adding 0x7F to the low seven bits of their difference sets the top bit unless these
    /// are zero; at most 0xFE.
    function equal(uint256 a, uint256 b) internal pure returns (uint256) {
        uint256 difference = a ^ b;
        unchecked {
            return (~(((difference & LOW_BITS) + LOW_BITS) | difference) >> 7) & ALL;
        }
    }

    /// @dev Flags the lanes of at least `least` (1 .. 0x80). Lanes hold at most 0x7F: the sum is at most 0xFE.
    function atLeast(uint256 lanes, uint256 least) internal pure returns (uint256) {
        unchecked {
            return ((lanes + fill(0x80 - least)) >> 7) & ALL;
        }
    }

    /// @dev Flags the lanes below `bound` (1 .. 0xFF), for lanes of any value: every second one in twice the room, where the sum is
    /// at most 0x1FE.
    function below(uint256 lanes, uint256 bound) internal pure returns (uint256) {
        unchecked {
            uint256 complement = (0x100 - bound) * EVEN_ONES;
            uint256 even = (((lanes & EVEN) + complement) >> 8) & EVEN_ONES;
            uint256 odd = ((((lanes >> 8) & EVEN) + complement) >> 8) & EVEN_ONES;
            return (even | (odd << 8)) ^ ALL;
        }
    }

    /// @dev Flags the lanes in which `a` and `b` are at most `distance` (at most 0xFF) apart, for lanes of any value: every second one in
    /// twice the room, where `a + distance - b + 0x100` is 1 .. 0x2FE and at least 0x100 unless `b` is too far above.
    function within(uint256 a, uint256 b, uint256 distance) internal pure returns (uint256) {
        if (distance == 0) return equal(a, b);
        uint256 even = _near(a & EVEN, b & EVEN, distance);
        uint256 odd = _near((a >> 8) & EVEN, (b >> 8) & EVEN, distance);
        return even | (odd << 8);
    }

    function _near(uint256 a, uint256 b, uint256 distance) private pure returns (uint256) {
        unchecked {
            uint256 room = (0x100 + distance) * EVEN_ONES;
            uint256 up = a + room - b;
            uint256 down = b + room - a;
            return ((up >> 8) | (up >> 9)) & ((down >> 8) | (down >> 9)) & EVEN_ONES;
        }
    }
}
