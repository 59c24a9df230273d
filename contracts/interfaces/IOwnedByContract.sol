// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title IOwnedByContract
/// @notice Its owner is always a contract: a timelock, or a wallet of several keys. Ownership can be handed on to another contract; to
/// account of one key, though it delegates to code (EIP-7702), to nobody, and it cannot be renounced.
interface IOwnedByContract {
    error OwnerWithoutCode(address owner);
}
