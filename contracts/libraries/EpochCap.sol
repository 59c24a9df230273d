// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IIncentivePool} from "../interfaces/IIncentivePool.sol";

/// @dev What was spent in the present epoch, under a cap. A new epoch begins at nothing.
library EpochCap {
    using SafeCast for uint256;

    /// @return How much more the epoch can cost: nothing where the cap was lowered below what it has cost.
    function left(IIncentivePool.Spending storage self, uint256 epoch, uint256 cap) internal view returns (uint256) {
        uint256 spent = _spentIn(self, epoch);
        return spent < cap ? cap - spent : 0;
    }

    /// @param amount At most what is `left`.
    function spend(IIncentivePool.Spending storage self, uint256 epoch, uint256 amount)
        internal
        returns (uint256 spent)
    {
        spent = _spentIn(self, epoch) + amount;
        self.epoch = epoch.toUint64();
        self.amount = spent.toUint128();
    }

    function _spentIn(IIncentivePool.Spending storage self, uint256 epoch) private view returns (uint256) {
        return self.epoch == epoch ? self.amount : 0;
    }
}
