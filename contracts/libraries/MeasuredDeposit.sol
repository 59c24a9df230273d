// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @dev Takes tokens in and says what really came: a token that takes a fee on transfer moves less than it was asked to.
library MeasuredDeposit {
    using SafeERC20 for IERC20;

    /// @return received Growth of this contract's balance. A balance that fell underflows and reverts.
    function depositFrom(IERC20 token, address from, uint256 amount) internal returns (uint256 received) {
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(from, address(this), amount);
        received = token.balanceOf(address(this)) - before;
    }
}
