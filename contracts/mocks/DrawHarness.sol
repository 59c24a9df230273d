// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Draw} from "../libraries/Draw.sol";

/// @dev For tests: the library's draws by the thousand, over owners of slots in memory.
contract DrawHarness {
    using Draw for Draw.Considered;

    function seedOf(bytes32 blockHash, uint256 drawId) external pure returns (bytes32) {
        return Draw.seedOf(blockHash, drawId);
    }

    function positionAt(bytes32 seed, uint256 attempt, uint256 snapshot) external pure returns (uint256) {
        return Draw.positionAt(seed, attempt, snapshot);
    }

    function sorted(address[] calldata accounts) external pure returns (address[] memory) {
        return Draw.sorted(accounts);
    }

    /// @dev The owners drawn for each of `draws` seeds from the draw number `from` on, `count` after `count`, as in the pool: zero is a
    /// dead slot, an owner counts once. Zero where the tries did not do.
    function drawn(bytes32 blockHash, uint256 from, uint256 draws, uint256 count, address[] calldata owners)
        external
        pure
        returns (address[] memory accounts)
    {
        accounts = new address[](draws * count);
        for (uint256 d = 0; d < draws; ++d) {
            bytes32 seed = Draw.seedOf(blockHash, from + d);
            Draw.Considered memory considered = Draw.considering(count);
            for (uint256 i = 0; i < 256 && !considered.isFull(); ++i) {
                address owner = owners[Draw.positionAt(seed, i, owners.length)];
                if (owner != address(0)) considered.add(owner);
            }
            for (uint256 i = 0; i < count; ++i) {
                accounts[d * count + i] = considered.accounts[i];
            }
        }
    }
}
