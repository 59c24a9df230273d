// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IEligibility} from "../interfaces/IEligibility.sol";
import {ILabelMarket} from "../interfaces/ILabelMarket.sol";
import {ProjectId} from "../types/Ids.sol";

/// @dev Asks a project's hook, which can be any contract: it gets bounded gas, cannot write, and one word of its answer is copied.
library Eligibility {
    /// Gas for one question.
    uint256 internal constant HOOK_GAS = 100_000;

    /// Gas that must be left before it, so that nobody makes a hook fail by sending little (EIP-150): see `Payout.NEEDED_GAS`.
    uint256 internal constant NEEDED_GAS = HOOK_GAS + HOOK_GAS / 63 + 5000;

    /// @return yes Whether the hook answers `true`, or there is none. A hook that fails has not said yes.
    function allows(IEligibility hook, ProjectId projectId, address annotator) internal view returns (bool yes) {
        if (address(hook) == address(0)) return true;
        require(gasleft() >= NEEDED_GAS, ILabelMarket.InsufficientGas(gasleft(), NEEDED_GAS));
        bytes memory message = abi.encodeCall(IEligibility.isEligible, (projectId, annotator));
        assembly ("memory-safe") {
            mstore(0x00, 0)
            let ok := staticcall(HOOK_GAS, hook, add(message, 0x20), mload(message), 0x00, 0x20)
            yes := and(and(ok, gt(returndatasize(), 0x1f)), eq(mload(0x00), 1))
        }
    }
}
