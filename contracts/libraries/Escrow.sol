// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ILabelMarket} from "../interfaces/ILabelMarket.sol";
import {ProjectId} from "../types/Ids.sol";
import {Project} from "../types/Project.sol";

/// @dev The two balances of a project. Money enters `free`, moves to `reserved` while a batch runs, and leaves it as rewards or
/// back to `free`.
library Escrow {
    function credit(Project storage self, uint256 amount) internal returns (uint256 free) {
        free = self.free + amount;
        self.free = free;
    }

    function debit(Project storage self, ProjectId projectId, uint256 amount) internal returns (uint256 free) {
        free = self.free;
        require(free >= amount, ILabelMarket.InsufficientFunds(projectId, free, amount));
        free -= amount;
        self.free = free;
    }

    function reserve(Project storage self, ProjectId projectId, uint256 amount)
        internal
        returns (uint256 free, uint256 reserved)
    {
        free = debit(self, projectId, amount);
        reserved = self.reserved + amount;
        self.reserved = reserved;
    }

    /// @param amount What a batch held.
    /// @param paid How much of it went to annotators; the rest becomes free.
    function release(Project storage self, uint256 amount, uint256 paid)
        internal
        returns (uint256 free, uint256 reserved)
    {
        reserved = self.reserved - amount;
        self.reserved = reserved;
        free = credit(self, amount - paid);
    }
}
