// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {MintableToken} from "./MintableToken.sol";

/// @dev For tests: makes one prepared call in the middle of the next transfer and keeps what came back.
contract CallbackToken is MintableToken {
    address public target;
    bytes public message;

    bool public succeeded;
    bytes public answer;

    function arm(address target_, bytes calldata message_) external {
        target = target_;
        message = message_;
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (target == address(0)) return;
        address callee = target;
        target = address(0);
        (succeeded, answer) = callee.call(message);
    }
}
