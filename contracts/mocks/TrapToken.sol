// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {MintableToken} from "./MintableToken.sol";

/// @dev How a transfer to an account goes wrong.
enum Trap {
    None,
    Revert,
    ReturnFalse,
    ReturnShort,
    BurnGas,
    ReturnBomb,
    RevertBomb
}

/// @dev For tests: a token that fails towards the accounts it is told to.
contract TrapToken is MintableToken {
    error Trapped(address to);

    mapping(address account => Trap) public trapOf;

    function setTrap(address account, Trap trap) external {
        trapOf[account] = trap;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        return _spring(to) && super.transfer(to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        return _spring(to) && super.transferFrom(from, to, amount);
    }

    function _spring(address to) private view returns (bool) {
        Trap trap = trapOf[to];
        require(trap != Trap.Revert, Trapped(to));
        if (trap == Trap.BurnGas) while (true) {}
        assembly {
            // 100,000 bytes: more than a caller that copies everything would care to pay for.
            if eq(trap, 5) { return(0, 100000) }
            if eq(trap, 6) { revert(0, 100000) }
            if eq(trap, 3) { return(0, 1) }
        }
        return trap != Trap.ReturnFalse;
    }
}
