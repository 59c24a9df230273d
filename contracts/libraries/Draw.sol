// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev How accounts follow from a seed: a sequence of positions, of which each account is considered once.
library Draw {
    /// @dev Accounts that a draw has considered, in order. A list in memory: it is short, and its bound is the draw's.
    struct Considered {
        address[] accounts;
        uint256 length;
    }

    /// @dev The draw's number keeps two draws of the same block apart.
    function seedOf(bytes32 blockHash, uint256 drawId) internal pure returns (bytes32) {
        return keccak256(abi.encode(blockHash, drawId));
    }

    /// @dev Uniform over `0 .. snapshot - 1`: with a snapshot below 2^32 no position is likelier than another by more than 2^-224.
    /// The sequence is the same for every count, so that a draw of fewer is a prefix of a draw of more.
    /// @param snapshot Not 0.
    function positionAt(bytes32 seed, uint256 attempt, uint256 snapshot) internal pure returns (uint256 position) {
        assembly ("memory-safe") {
            mstore(0x00, seed)
            mstore(0x20, attempt)
            position := mod(keccak256(0x00, 0x40), snapshot)
        }
    }

    function considering(uint256 bound) internal pure returns (Considered memory self) {
        self.accounts = new address[](bound);
    }

    /// @dev Whether there is room for another account.
    function isFull(Considered memory self) internal pure returns (bool) {
        return self.length == self.accounts.length;
    }

    /// @dev Notes the account, unless it is there already. Room is the caller's to check.
    function add(Considered memory self, address account) internal pure returns (bool isNew) {
        for (uint256 i = 0; i < self.length; ++i) {
            if (self.accounts[i] == account) return false;
        }
        self.accounts[self.length++] = account;
        return true;
    }

    /// @dev A copy in ascending order, by insertion: for a handful.
    function sorted(address[] memory accounts) internal pure returns (address[] memory ascending) {
        ascending = new address[](accounts.length);
        for (uint256 i = 0; i < accounts.length; ++i) {
            uint256 place = i;
            for (; place != 0 && ascending[place - 1] > accounts[i]; --place) {
                ascending[place] = ascending[place - 1];
            }
            ascending[place] = accounts[i];
        }
    }
}
