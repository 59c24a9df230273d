// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {ILabelMarket} from "../interfaces/ILabelMarket.sol";
import {ProjectId} from "../types/Ids.sol";
import {Balances} from "../types/Project.sol";

/// @dev The two balances of a project. Money enters `free`, moves to `reserved` while a batch runs, and leaves it as rewards or
/// back to `free`.
library Escrow {
    using SafeCast for uint256;

    /// @dev The only way in. The sum of both balances fits 128 bits, which bounds the casts of all other functions.
    function fund(Balances storage self, uint256 amount) internal returns (uint256 free) {
        uint256 total = uint256(self.free) + self.reserved + amount.toUint128();
        free = total.toUint128() - self.reserved;
        self.free = uint128(free);
    }

    function refund(Balances storage self, ProjectId projectId, uint256 amount) internal returns (uint256 free) {
        free = _take(self, projectId, amount);
        self.free = uint128(free);
    }

    /// @param amount What a batch is to hold.
    function reserve(Balances storage self, ProjectId projectId, uint256 amount)
        internal
        returns (uint256 free, uint256 reserved)
    {
        free = _take(self, projectId, amount);
        reserved = self.reserved + amount;
        self.free = uint128(free);
        self.reserved = uint128(reserved);
    }

    /// @dev Out of what a batch holds.
    /// @return reserved What remains reserved.
    function spend(Balances storage self, uint256 amount) internal returns (uint256 reserved) {
        reserved = self.reserved - amount;
        self.reserved = uint128(reserved);
    }

    /// @param amount What a batch held.
    /// @param paid How much of it went to annotators; the rest becomes free.
    function release(Balances storage self, uint256 amount, uint256 paid)
        internal
        returns (uint256 free, uint256 reserved)
    {
        free = self.free + (amount - paid);
        reserved = self.reserved - amount;
        self.free = uint128(free);
        self.reserved = uint128(reserved);
    }

    /// @return free What remains of the free balance.
    function _take(Balances storage self, ProjectId projectId, uint256 amount) private view returns (uint256 free) {
        free = self.free;
        require(free >= amount, ILabelMarket.InsufficientFunds(projectId, free, amount));
        free -= amount;
    }
}
