// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Lanes} from "../../../contracts/libraries/Lanes.sol";

/// Each operation on 32 lanes is what the same operation is on each lane.
contract LanesTest {
    function testFuzz_first_keepsTheFirstLanes(uint256 lanes) public pure {
        lanes %= 64;
        uint256 kept = Lanes.first(lanes);
        for (uint256 i = 0; i < 32; ++i) {
            assert(_lane(kept, i) == (i < lanes ? 0xff : 0));
        }
    }

    function testFuzz_fill_putsTheValueInEveryLane(uint8 value) public pure {
        uint256 filled = Lanes.fill(value);
        for (uint256 i = 0; i < 32; ++i) {
            assert(_lane(filled, i) == value);
        }
    }

    function testFuzz_mask_widensEveryFlag(uint256 word) public pure {
        uint256 flags = word & Lanes.ALL;
        uint256 mask = Lanes.mask(flags);
        for (uint256 i = 0; i < 32; ++i) {
            assert(_lane(mask, i) == (_lane(flags, i) == 1 ? 0xff : 0));
        }
    }

    function testFuzz_equal_flagsEqualLanes(uint256 a, uint256 b, uint256 alike) public pure {
        b = (a & Lanes.mask(alike & Lanes.ALL)) | (b & ~Lanes.mask(alike & Lanes.ALL));
        uint256 flags = Lanes.equal(a, b);
        for (uint256 i = 0; i < 32; ++i) {
            assert(_lane(flags, i) == (_lane(a, i) == _lane(b, i) ? 1 : 0));
        }
    }

    function testFuzz_equal_isSymmetric(uint256 a, uint256 b) public pure {
        assert(Lanes.equal(a, b) == Lanes.equal(b, a));
    }

    function testFuzz_equal_ofNeighbouringValues(uint256 a, uint256 lane) public pure {
        uint256 b = a ^ (uint256(1) << (lane % 256));
        uint256 flags = Lanes.equal(a, b);
        uint256 different = 31 - (lane % 256) / 8;
        for (uint256 i = 0; i < 32; ++i) {
            assert(_lane(flags, i) == (i == different ? 0 : 1));
        }
    }

    function testFuzz_atLeast_flagsLargerLanes(uint256 word, uint8 least) public pure {
        uint256 lanes = word & (0x7f * Lanes.ALL);
        uint256 bound = 1 + uint256(least) % 0x80;
        uint256 flags = Lanes.atLeast(lanes, bound);
        for (uint256 i = 0; i < 32; ++i) {
            assert(_lane(flags, i) == (_lane(lanes, i) >= bound ? 1 : 0));
        }
    }

    function testFuzz_below_flagsSmallerLanes(uint256 lanes, uint8 bound) public pure {
        uint256 limit = 1 + uint256(bound) % 0xff;
        uint256 flags = Lanes.below(lanes, limit);
        for (uint256 i = 0; i < 32; ++i) {
            assert(_lane(flags, i) == (_lane(lanes, i) < limit ? 1 : 0));
        }
    }

    function testFuzz_below_atTheBound(uint8 bound, uint256 spots) public pure {
        uint256 limit = 1 + uint256(bound) % 0xff;
        uint256 lanes = Lanes.fill(limit) - (spots & Lanes.ALL);
        assert(Lanes.below(lanes, limit) == spots & Lanes.ALL);
    }

    function testFuzz_store_writesWhatIsLoaded(uint256 lanes, uint8 words) public view {
        uint256 count = 1 + uint256(words) % 16;
        bytes memory data = new bytes(32 * count);
        for (uint256 i = 0; i < count; ++i) {
            Lanes.store(data, 32 * i, uint256(keccak256(abi.encode(lanes, i))));
        }
        this.checkStored(data, lanes);
    }

    function testFuzz_store_leavesTheOtherWords(uint256 lanes, uint8 place) public pure {
        bytes memory data = new bytes(512);
        Lanes.store(data, 32 * (uint256(place) % 16), lanes);
        for (uint256 i = 0; i < 16; ++i) {
            uint256 word;
            assembly ("memory-safe") {
                word := mload(add(add(data, 32), mul(32, i)))
            }
            assert(word == (i == place % 16 ? lanes : 0));
        }
    }

    function checkStored(bytes calldata data, uint256 seed) external pure {
        uint256 start = Lanes.startOf(data);
        for (uint256 i = 0; 32 * i < data.length; ++i) {
            assert(Lanes.load(start + 32 * i) == uint256(keccak256(abi.encode(seed, i))));
        }
    }

    function _lane(uint256 word, uint256 i) private pure returns (uint256) {
        return uint8(bytes32(word)[i]);
    }
}
