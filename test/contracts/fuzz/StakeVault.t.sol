// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {MintableToken} from "../../../contracts/mocks/MintableToken.sol";
import {IStakeVault} from "../../../contracts/interfaces/IStakeVault.sol";
import {StakeVault} from "../../../contracts/StakeVault.sol";
import {Draw, vm} from "./Vm.sol";

/// What accounts, market and slasher do to the vault, drawn: each call is one that is allowed, or skipped. What should be there is
/// kept beside it.
contract VaultHandler {
    uint40 public constant PERIOD = 1000;
    uint256 public constant ACCOUNTS = 5;

    MintableToken public immutable token = new MintableToken();
    StakeVault public immutable vault = new StakeVault(token, PERIOD, address(this));

    uint256 public deposited;
    uint256 public withdrawn;
    /// Locked for seats and held for slashes, as this handler asked for it.
    mapping(address account => uint256 amount) public lockedOf;
    /// When the account's unbonding began last.
    mapping(address account => uint256 timestamp) public unbondedAt;
    /// Something left before its release.
    bool public tookEarly;
    /// A withdrawal of what was released was refused.
    bool public stuck;

    constructor() {
        vault.grantRole(vault.LOCKER_ROLE(), address(this));
        vault.grantRole(vault.SLASHER_ROLE(), address(this));
        token.approve(address(vault), type(uint256).max);
    }

    function accountAt(uint256 index) public pure returns (address) {
        return address(uint160(0xa000 + index % ACCOUNTS));
    }

    function deposit(uint256 index, uint96 amount) external {
        if (amount == 0) return;
        token.mint(address(this), amount);
        vault.deposit(accountAt(index), amount);
        deposited += amount;
    }

    function unbond(uint256 index, uint256 amount) external {
        address account = accountAt(index);
        amount = Draw.within(amount, 0, vault.stakeOf(account).available);
        if (amount == 0) return;
        vm.prank(account);
        vault.unbond(amount);
        unbondedAt[account] = block.timestamp;
    }

    function withdraw(uint256 index) external {
        address account = accountAt(index);
        IStakeVault.Stake memory stake = vault.stakeOf(account);
        bool released = block.timestamp >= unbondedAt[account] + PERIOD;
        vm.prank(account);
        try vault.withdraw(account) returns (uint256 amount) {
            if (!released || amount != stake.unbonding) tookEarly = true;
            withdrawn += amount;
        } catch {
            if (released && stake.unbonding != 0) stuck = true;
        }
    }

    function lock(uint256 index, uint256 amount) external {
        address account = accountAt(index);
        amount = Draw.within(amount, 0, vault.stakeOf(account).available);
        if (amount == 0) return;
        vault.lock(account, amount);
        lockedOf[account] += amount;
    }

    function unlock(uint256 index, uint256 amount) external {
        address account = accountAt(index);
        amount = Draw.within(amount, 0, lockedOf[account]);
        if (amount == 0) return;
        vault.unlock(account, amount);
        lockedOf[account] -= amount;
    }

    function hold(uint256 index, uint128 amount) external {
        address account = accountAt(index);
        lockedOf[account] += vault.hold(account, amount);
    }

    function slash(uint256 index, uint256 toIndex, uint256 amount) external {
        address account = accountAt(index);
        amount = Draw.within(amount, 0, lockedOf[account]);
        address[] memory to = new address[](1);
        uint256[] memory amounts = new uint256[](1);
        (to[0], amounts[0]) = (accountAt(toIndex), amount);
        vault.slash(account, to, amounts);
        lockedOf[account] -= amount;
    }

    function pass(uint16 secondsPassed) external {
        vm.warp(block.timestamp + secondsPassed);
    }
}

/// Invariants of the stake, by their numbers in test/contracts/README.md.
contract StakeVaultTest {
    VaultHandler private _handler;

    function setUp() public {
        _handler = new VaultHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// The vault holds exactly what it owes.
    function invariant_1_balanceIsAllStake() public view {
        uint256 total;
        for (uint256 i = 0; i < _handler.ACCOUNTS(); ++i) {
            total += _stakeAt(i);
        }
        assert(_handler.token().balanceOf(address(_handler.vault())) == total);
    }

    /// Stake is neither made nor lost, slashes included, and what is locked was locked for seats or held for slashes.
    function invariant_4_stakeIsConserved() public view {
        uint256 total;
        for (uint256 i = 0; i < _handler.ACCOUNTS(); ++i) {
            total += _stakeAt(i);
        }
        assert(total == _handler.deposited() - _handler.withdrawn());
        for (uint256 i = 0; i < _handler.ACCOUNTS(); ++i) {
            address account = _handler.accountAt(i);
            assert(_handler.vault().stakeOf(account).locked == _handler.lockedOf(account));
        }
    }

    /// Whatever was slashed, and when: released stake can be withdrawn.
    function invariant_5_withdrawalNeverFails() public view {
        assert(!_handler.stuck());
    }

    /// A release time stands exactly where something unbonds, and nothing leaves before it.
    function invariant_11_releaseTimesBelongToUnbonding() public view {
        for (uint256 i = 0; i < _handler.ACCOUNTS(); ++i) {
            IStakeVault.Stake memory stake = _handler.vault().stakeOf(_handler.accountAt(i));
            assert((stake.unbonding == 0) == (stake.releaseAt == 0));
        }
        assert(!_handler.tookEarly());
    }

    function _stakeAt(uint256 index) private view returns (uint256) {
        IStakeVault.Stake memory stake = _handler.vault().stakeOf(_handler.accountAt(index));
        return uint256(stake.available) + stake.locked + stake.unbonding;
    }
}
