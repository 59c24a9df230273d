// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev The cheat codes used here, at the address where the test chain answers to them.
interface Vm {
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    function assume(bool condition) external pure;
    function chainId(uint256 id) external;
    function envBytes(string calldata name) external view returns (bytes memory value);
    function envUint(string calldata name) external view returns (uint256 value);
    function etch(address account, bytes calldata code) external;
    function expectRevert(bytes calldata data) external;
    function expectRevert(bytes4 selector) external;
    function getRecordedLogs() external returns (Log[] memory logs);
    function prank(address sender) external;
    function recordLogs() external;
    function warp(uint256 timestamp) external;
}

Vm constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

/// @dev Test data from a seed: what a drawn `bytes` would hardly ever be.
library Draw {
    /// @dev An integer in `[low, high]`.
    function within(uint256 drawn, uint256 low, uint256 high) internal pure returns (uint256) {
        return high - low == type(uint256).max ? drawn : low + drawn % (high - low + 1);
    }

    /// @dev The hash of both, in the scratch space: draws are many.
    function next(uint256 seed, uint256 index) internal pure returns (uint256 drawn) {
        assembly ("memory-safe") {
            mstore(0x00, seed)
            mstore(0x20, index)
            drawn := keccak256(0x00, 0x40)
        }
    }

    /// @dev Labels below `classes`, every `rarity`-th or so an abstention.
    function labels(uint256 seed, uint256 items, uint256 classes, uint256 rarity)
        internal
        pure
        returns (bytes memory data)
    {
        data = new bytes(items);
        for (uint256 i = 0; i < items; ++i) {
            uint256 drawn = next(seed, i);
            data[i] = bytes1(uint8(drawn % rarity == 0 ? 0xFE : (drawn >> 128) % classes));
        }
    }
}
