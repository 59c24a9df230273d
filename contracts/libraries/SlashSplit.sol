// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev Who gets what of a slash: half the requester, a quarter the reporter, the rest the insurance.
library SlashSplit {
    /// @param reported Whether anyone reported: nobody's quarter is the insurance's.
    /// @return parts To the requester, the reporter and the insurance. They sum up to the amount.
    function split(uint256 amount, bool reported) internal pure returns (uint256[] memory parts) {
        parts = new uint256[](3);
        parts[0] = amount / 2;
        parts[1] = reported ? amount / 4 : 0;
        parts[2] = amount - parts[0] - parts[1];
    }
}
