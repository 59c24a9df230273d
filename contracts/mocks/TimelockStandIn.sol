// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev For tests: an owner with code that passes every call on at once, and every refusal back.
contract TimelockStandIn {
    function execute(address target, bytes calldata message) external returns (bytes memory) {
        (bool ok, bytes memory answer) = target.call(message);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(answer, 0x20), mload(answer))
            }
        }
        return answer;
    }
}
