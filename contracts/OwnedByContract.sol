// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

import {IOwnedByContract} from "./interfaces/IOwnedByContract.sol";

/// @title OwnedByContract: see `IOwnedByContract`, which is the specification.
abstract contract OwnedByContract is Ownable, IOwnedByContract {
    /// @dev The constructor, a transfer and a renunciation all come through here.
    function _transferOwnership(address newOwner) internal override {
        require(newOwner.code.length != 0, OwnerWithoutCode(newOwner));
        super._transferOwnership(newOwner);
    }
}
