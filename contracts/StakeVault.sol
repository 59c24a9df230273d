// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IStakeVault} from "./interfaces/IStakeVault.sol";
import {MeasuredDeposit} from "./libraries/MeasuredDeposit.sol";

/// @title StakeVault: see `IStakeVault`, which is the specification.
/// @dev With a token whose supply fits 128 bits no sum of stakes leaves them: then no cast reverts, in a hold or a slash neither.
contract StakeVault is AccessControl, ReentrancyGuardTransient, IStakeVault {
    using MeasuredDeposit for IERC20;
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    /// @inheritdoc IStakeVault
    bytes32 public constant LOCKER_ROLE = keccak256("LOCKER_ROLE");

    /// @inheritdoc IStakeVault
    bytes32 public constant SLASHER_ROLE = keccak256("SLASHER_ROLE");

    /// @inheritdoc IStakeVault
    IERC20 public immutable token;

    /// @inheritdoc IStakeVault
    uint40 public immutable unbondingPeriod;

    mapping(address account => Stake) private _stakes;

    /// Accounts that hold or held `LOCKER_ROLE` or `SLASHER_ROLE`.
    mapping(address account => bool) private _everLocker;

    /// @param token_ The token staked.
    /// @param unbondingPeriod_ Seconds between unbonding and withdrawal.
    /// @param admin Grants and revokes the roles. A deployment has it renounce once they are given: nobody can make a slasher then.
    constructor(IERC20 token_, uint40 unbondingPeriod_, address admin) {
        require(address(token_) != address(0) && admin != address(0), ZeroAddress());
        token = token_;
        unbondingPeriod = unbondingPeriod_;
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    /// @inheritdoc IStakeVault
    function stakeOf(address account) external view returns (Stake memory) {
        return _stakes[account];
    }

    /// @inheritdoc IStakeVault
    function deposit(address account, uint256 amount) external nonReentrant {
        require(account != address(0), ZeroAddress());
        require(amount != 0, ZeroAmount());
        Stake storage stake = _stakes[account];
        uint128 available = (uint256(stake.available) + amount.toUint128()).toUint128();

        stake.available = available;
        emit StakeDeposited({account: account, from: msg.sender, amount: amount, available: available});

        uint256 received = token.depositFrom(msg.sender, amount);
        require(received == amount, UnsupportedToken(amount, received));
    }

    /// @inheritdoc IStakeVault
    function unbond(uint256 amount) external {
        require(amount != 0, ZeroAmount());
        Stake storage stake = _stakes[msg.sender];
        require(stake.available >= amount, InsufficientStake(msg.sender, stake.available, amount));

        // `deposit` keeps each balance within 128 bits, but not their sum: hence the casts here and below.
        uint128 unbonding = (stake.unbonding + amount).toUint128();
        uint128 available = (stake.available - amount).toUint128();
        uint40 releaseAt = (block.timestamp + unbondingPeriod).toUint40();
        stake.available = available;
        stake.unbonding = unbonding;
        stake.releaseAt = releaseAt;
        emit UnbondStarted({
            account: msg.sender, amount: amount, available: available, unbonding: unbonding, releaseAt: releaseAt
        });
    }

    /// @inheritdoc IStakeVault
    function withdraw(address to) external nonReentrant returns (uint256 amount) {
        require(to != address(0), ZeroAddress());
        Stake storage stake = _stakes[msg.sender];
        amount = stake.unbonding;
        require(amount != 0, NothingUnbonding(msg.sender));
        require(block.timestamp >= stake.releaseAt, StillUnbonding(msg.sender, stake.releaseAt));

        stake.unbonding = 0;
        stake.releaseAt = 0;
        emit StakeWithdrawn({account: msg.sender, to: to, amount: amount});

        token.safeTransfer(to, amount);
    }

    /// @inheritdoc IStakeVault
    function lock(address account, uint256 amount) external onlyRole(LOCKER_ROLE) {
        _lock(account, amount);
    }

    /// @inheritdoc IStakeVault
    function unlock(address account, uint256 amount) external onlyEverLocker {
        _unlock(account, amount);
    }

    /// @inheritdoc IStakeVault
    function lockEach(address[] calldata accounts, uint256 amount) external onlyRole(LOCKER_ROLE) {
        for (uint256 i = 0; i < accounts.length; ++i) {
            _lock(accounts[i], amount);
        }
    }

    /// @inheritdoc IStakeVault
    function unlockEach(address[] calldata accounts, uint256 amount) external onlyEverLocker {
        for (uint256 i = 0; i < accounts.length; ++i) {
            _unlock(accounts[i], amount);
        }
    }

    /// @inheritdoc IStakeVault
    function hold(address account, uint256 amount) external onlyRole(SLASHER_ROLE) returns (uint256 held) {
        Stake storage stake = _stakes[account];
        (uint128 available, uint128 unbonding) = (stake.available, stake.unbonding);
        uint256 fromAvailable = Math.min(amount, available);
        uint256 fromUnbonding = Math.min(amount - fromAvailable, unbonding);
        held = fromAvailable + fromUnbonding;
        if (held == 0) return 0;

        available = (available - fromAvailable).toUint128();
        unbonding = (unbonding - fromUnbonding).toUint128();
        uint128 locked = (stake.locked + held).toUint128();
        uint40 releaseAt = unbonding == 0 ? 0 : stake.releaseAt;
        stake.available = available;
        stake.locked = locked;
        stake.unbonding = unbonding;
        stake.releaseAt = releaseAt;
        emit StakeHeld({
            account: account,
            amount: held,
            available: available,
            locked: locked,
            unbonding: unbonding,
            releaseAt: releaseAt
        });
    }

    /// @inheritdoc IStakeVault
    function slash(address account, address[] calldata to, uint256[] calldata amounts) external onlyRole(SLASHER_ROLE) {
        require(to.length == amounts.length, LengthMismatch(to.length, amounts.length));
        for (uint256 i = 0; i < to.length; ++i) {
            if (amounts[i] != 0) _slash(account, to[i], amounts[i]);
        }
    }

    function _slash(address account, address to, uint256 amount) private {
        require(to != address(0), ZeroAddress());
        Stake storage stake = _stakes[account];
        Stake storage recipient = _stakes[to];
        require(stake.locked >= amount, InsufficientStake(account, stake.locked, amount));

        // The account may be its own recipient: the two balances are different fields.
        uint128 locked = (stake.locked - amount).toUint128();
        uint128 toAvailable = (recipient.available + amount).toUint128();
        stake.locked = locked;
        recipient.available = toAvailable;
        emit StakeSlashed({account: account, to: to, amount: amount, locked: locked, toAvailable: toAvailable});
    }

    function _lock(address account, uint256 amount) private {
        require(amount != 0, ZeroAmount());
        Stake storage stake = _stakes[account];
        (uint128 available, uint128 locked) = (stake.available, stake.locked);
        require(available >= amount, InsufficientStake(account, available, amount));

        available = (available - amount).toUint128();
        locked = (locked + amount).toUint128();
        stake.available = available;
        stake.locked = locked;
        emit StakeLocked({account: account, amount: amount, available: available, locked: locked});
    }

    function _unlock(address account, uint256 amount) private {
        require(amount != 0, ZeroAmount());
        Stake storage stake = _stakes[account];
        (uint128 available, uint128 locked) = (stake.available, stake.locked);
        require(locked >= amount, InsufficientStake(account, locked, amount));

        available = (available + amount).toUint128();
        locked = (locked - amount).toUint128();
        stake.available = available;
        stake.locked = locked;
        emit StakeUnlocked({account: account, amount: amount, available: available, locked: locked});
    }

    /// @dev Whoever may lock or hold, or once might: revoking the role must stop new locks, never the end of what holds some.
    modifier onlyEverLocker() {
        require(_everLocker[msg.sender], AccessControlUnauthorizedAccount(msg.sender, LOCKER_ROLE));
        _;
    }

    function _grantRole(bytes32 role, address account) internal override returns (bool granted) {
        if (role == LOCKER_ROLE || role == SLASHER_ROLE) _everLocker[account] = true;
        return super._grantRole(role, account);
    }
}
