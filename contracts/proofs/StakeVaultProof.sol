// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {StakeVault} from "../StakeVault.sol";

/// @dev One call of the vault from any balances of two accounts. `withdraw` and `unbond` are the caller's own.
contract StakeVaultProof {
    StakeVault private _stakevault;

    function deposit(address account, uint256 amount) external {
        uint256 before = _sum(account);
        _stakevault.deposit(account, amount);
        // P51: a deposit raises its account's stake by exactly the amount
        assert(_sum(account) == before + amount);
    }

    function lock(address account, uint256 amount, address other) external {
        uint256 before = _sum(account);
        uint256 available = _stakevault.stakeOf(account).available;
        uint256 others = _stakevault.stakeOf(other).locked;
        _stakevault.lock(account, amount);
        // P52: a lock is at most what was available
        assert(amount <= available);
        // P53: a lock moves stake and neither makes nor burns any (invariant 4)
        assert(_sum(account) == before);
        // P54: a lock leaves everybody else's stake alone
        assert(other == account || _stakevault.stakeOf(other).locked == others);
    }

    function unlock(address account, uint256 amount) external {
        uint256 before = _sum(account);
        uint256 locked = _stakevault.stakeOf(account).locked;
        _stakevault.unlock(account, amount);
        // P55: no more is unlocked than was locked
        assert(amount <= locked);
        // P56: an unlock moves stake and neither makes nor burns any (invariant 4)
        assert(_sum(account) == before);
    }

    function unbond(uint256 amount) external {
        uint256 before = _sum(msg.sender);
        uint256 locked = _stakevault.stakeOf(msg.sender).locked;
        _stakevault.unbond(amount);
        // P57: unbonding moves stake and neither makes nor burns any (invariant 4)
        assert(_sum(msg.sender) == before);
        // P58: locked stake cannot be unbonded (A44, A45)
        assert(_stakevault.stakeOf(msg.sender).locked == locked);
        // P59: stake unbonds for the whole period, however much unbonded before
        assert(_stakevault.stakeOf(msg.sender).releaseAt == block.timestamp + _stakevault.unbondingPeriod());
    }

    function withdraw(address to) external {
        uint256 before = _sum(msg.sender);
        uint256 unbonding = _stakevault.stakeOf(msg.sender).unbonding;
        uint256 releaseAt = _stakevault.stakeOf(msg.sender).releaseAt;
        uint256 amount = _stakevault.withdraw(to);
        // P60: a withdrawal sends all that unbonded
        assert(amount == unbonding);
        // P61: nothing is withdrawn before its release
        assert(block.timestamp >= releaseAt);
        // P62: a withdrawal lowers the stake by exactly what it sends, and touches neither available nor locked
        assert(_sum(msg.sender) + amount == before);
    }

    function _sum(address account) private view returns (uint256) {
        return uint256(_stakevault.stakeOf(account).available) + _stakevault.stakeOf(account).locked
            + _stakevault.stakeOf(account).unbonding;
    }
}
