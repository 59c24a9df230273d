// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @dev For tests: an ordinary token that anyone can mint.
contract MintableToken is ERC20 {
    constructor() ERC20("Test dollar", "TUSD") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}
