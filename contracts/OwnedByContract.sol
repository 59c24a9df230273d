// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

import {IOwnedByContract} from "./interfaces/IOwnedByContract.sol";

/// @title OwnedByContract: see `IOwnedByContract`, which is the specification.
abstract contract OwnedByContract is Ownable, IOwnedByContract {
    /// What the code of an account that delegates (EIP-7702) begins with: 3 bytes before the address. No contract's code does.
    bytes3 private constant DELEGATION = 0xef0100;

    /// @dev The constructor, a transfer and a renunciation all come through here.
    function _transferOwnership(address newOwner) internal override {
        bytes memory code = newOwner.code;
        require(code.length != 0 && bytes3(code) != DELEGATION, OwnerWithoutCode(newOwner));
        super._transferOwnership(newOwner);
    }
}
