// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {TrapToken} from "./TrapToken.sol";

/// @dev For tests: a protocol token of a small allocation, whose transfers fail where a test says so, and that anyone can burn.
contract LabelTokenStandIn is TrapToken {
    uint256 public constant INCENTIVE_ALLOCATION = 1000;

    function burn(address from, uint256 amount) external {
        _burn(from, amount);
    }
}
