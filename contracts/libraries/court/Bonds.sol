// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev What becomes of a case's bonds.
struct Split {
    uint256 toOpener;
    uint256 toAppellant;
    uint256 toWinner;
    uint256 expertFee;
    uint256 juryFee;
    uint256 toInsurance;
}

/// @dev Loser pays. The parts of a split add up to the bonds.
library Bonds {
    uint256 internal constant FEE_BPS = 1500;

    uint256 private constant BPS = 10_000;

    /// @param appealBond 0 without an appeal; else at most twice `bond`, so that both fees are at most 45% of either bond.
    /// @param ruled Whether an expert has earned its fee.
    /// @param judged Whether jurors have.
    function split(uint256 bond, uint256 appealBond, bool openerLost, bool appellantLost, bool ruled, bool judged)
        internal
        pure
        returns (Split memory parts)
    {
        if (ruled) parts.expertFee = (bond * FEE_BPS) / BPS;
        if (judged) parts.juryFee = ((appealBond == 0 ? bond : appealBond) * FEE_BPS) / BPS;
        uint256 fees = parts.expertFee + parts.juryFee;

        uint256 lost = (openerLost ? bond : 0) + (appellantLost ? appealBond : 0);
        parts.toOpener = openerLost ? 0 : bond;
        parts.toAppellant = appellantLost ? 0 : appealBond;
        if (lost != 0) {
            parts.toWinner = lost / 2;
            parts.toInsurance = lost - parts.toWinner - fees;
        } else if (appealBond == 0) {
            parts.toOpener -= fees;
        } else {
            parts.toOpener -= parts.expertFee;
            parts.toAppellant -= parts.juryFee;
        }
    }
}
