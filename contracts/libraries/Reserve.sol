// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Batch, BatchFlags} from "../types/Batch.sol";
import {StoredProject} from "../types/Project.sol";
import {Terms} from "../types/Terms.sol";

/// @dev What a batch costs at most, and what remains of that: computed from frozen terms, never stored.
///
/// A reward has 97 bits (a second round doubles one of 96), and no batch pays more than 512 * 7 + 3 * 65,535 of them: no overflow.
library Reserve {
    function rewardOf(Batch storage self, StoredProject storage project) internal view returns (uint256) {
        return uint256(project.rewardPerLabel) << senior(self.flags);
    }

    function stakeOf(Batch storage self, StoredProject storage project) internal view returns (uint256) {
        return uint256(project.stakePerSeat) << senior(self.flags);
    }

    /// @return shift 1 for a second round, else 0.
    function senior(uint256 flags) internal pure returns (uint256 shift) {
        return flags & BatchFlags.SENIOR;
    }

    function usesGold(Batch storage self, Terms terms) internal view returns (bool) {
        return terms.goldBps() != 0 && self.flags & BatchFlags.SENIOR == 0;
    }

    /// @dev What the assignment sets aside: every reward in full, the gold's bond, and both exits that a keeper may have to take.
    function whole(Batch storage self, Terms terms, uint256 reward) internal view returns (uint256) {
        return _units(self, terms, 2) * reward;
    }

    /// @dev What is left of it: less the keepers' fees paid meanwhile.
    function left(Batch storage self, Terms terms, uint256 reward) internal view returns (uint256) {
        uint256 flags = self.flags;
        uint256 fees = 2;
        if (flags & BatchFlags.OPENED_LATE != 0) --fees;
        if (flags & BatchFlags.GOLD_FORFEITED != 0) --fees;
        return _units(self, terms, fees) * reward;
    }

    function _units(Batch storage self, Terms terms, uint256 fees) private view returns (uint256) {
        uint256 bond = usesGold(self, terms) ? terms.goldBond() : 0;
        return uint256(self.items) * self.seats + bond + fees * terms.keeperFee();
    }
}
