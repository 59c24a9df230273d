// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IDisputeCourt} from "../../interfaces/IDisputeCourt.sol";
import {CaseId, Credit} from "../../types/Dispute.sol";

/// @dev What the court holds for its accounts. Each sum is at most the court's tokens; the casts refuse a token beyond 128 bits.
library Credits {
    using SafeCast for uint256;

    function deposit(mapping(address account => Credit) storage self, address account, uint256 amount) internal {
        uint128 free = (self[account].free + amount).toUint128();
        self[account].free = free;
        emit IDisputeCourt.Deposited({account: account, amount: amount, free: free});
    }

    /// @dev Reverts unless the account has as much.
    function withdraw(mapping(address account => Credit) storage self, address account, address to, uint256 amount)
        internal
    {
        uint128 free = self[account].free;
        require(free >= amount, IDisputeCourt.InsufficientCredit(account, free, amount));

        // No more than before.
        free = uint128(free - amount);
        self[account].free = free;
        emit IDisputeCourt.Withdrawn({account: account, to: to, amount: amount, free: free});
    }

    /// @dev Nothing is no event.
    function add(mapping(address account => Credit) storage self, CaseId caseId, address account, uint256 amount)
        internal
    {
        if (amount == 0) return;
        uint128 free = (self[account].free + amount).toUint128();
        self[account].free = free;
        emit IDisputeCourt.Credited({caseId: caseId, account: account, amount: amount, free: free});
    }

    /// @dev Locks what there is, up to `amount`: a draw must not fail for one juror.
    function lock(mapping(address account => Credit) storage self, address account, uint96 amount)
        internal
        returns (uint96 stake, uint128 free, uint128 locked)
    {
        (free, locked) = (self[account].free, self[account].locked);
        // At most `amount`.
        stake = free < amount ? uint96(free) : amount;
        free -= stake;
        locked += stake;
        self[account] = Credit({free: free, locked: locked});
    }

    /// @dev Unlocks `stake`, less `lost`, and adds what was gained.
    function release(
        mapping(address account => Credit) storage self,
        address account,
        uint96 stake,
        uint256 lost,
        uint256 gained
    ) internal returns (uint128 free, uint128 locked) {
        (free, locked) = (self[account].free, self[account].locked);
        free = (free + stake - lost + gained).toUint128();
        locked -= stake;
        self[account] = Credit({free: free, locked: locked});
    }
}
