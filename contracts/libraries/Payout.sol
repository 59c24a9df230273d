// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {ILabelMarket} from "../interfaces/ILabelMarket.sol";

/// @dev A transfer that cannot fail its caller: it gets bounded gas, and at most one word of what it returns is copied.
library Payout {
    /// Gas for one transfer. An ordinary ERC-20 behind a proxy needs about 70,000 for a first-time holder.
    uint256 internal constant TRANSFER_GAS = 200_000;

    /// Gas that must be left before a transfer. A call silently gets at most 63/64 of what is left (EIP-150), so that a caller could
    /// make a good transfer fail by sending little; 5,000 more pay for the call itself (2,600 for a cold account).
    uint256 internal constant NEEDED_GAS = TRANSFER_GAS + TRANSFER_GAS / 63 + 5000;

    /// @return ok Whether the token took the transfer: the call returned, and with nothing (from a contract) or with `true`.
    function tryTransfer(IERC20 token, address to, uint256 amount) internal returns (bool ok) {
        require(gasleft() >= NEEDED_GAS, ILabelMarket.InsufficientGas(gasleft(), NEEDED_GAS));
        bytes memory message = abi.encodeCall(IERC20.transfer, (to, amount));
        assembly ("memory-safe") {
            // So that an answer of less than a word cannot look like `true`.
            mstore(0x00, 0)
            ok := call(TRANSFER_GAS, token, 0, add(message, 0x20), mload(message), 0x00, 0x20)
            switch returndatasize()
            case 0 { ok := and(ok, gt(extcodesize(token), 0)) }
            default { ok := and(ok, eq(mload(0x00), 1)) }
        }
    }
}
