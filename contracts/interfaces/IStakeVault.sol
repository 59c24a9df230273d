// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title StakeVault
/// @notice Stakes of annotators: `available` can be locked or unbonded, `locked` backs seats, `unbonding` waits for its release.
/// @dev Every event carries the resulting balances, so that folding the events gives back the storage.
interface IStakeVault {
    struct Stake {
        uint128 available;
        uint128 locked;
        uint128 unbonding;
        /// First second (inclusive) at which `unbonding` can be withdrawn, Unix time; 0 when nothing unbonds.
        uint40 releaseAt;
    }

    event StakeDeposited(address indexed account, address indexed from, uint256 amount, uint256 available);
    event StakeLocked(address indexed account, uint256 amount, uint256 available, uint256 locked);
    event StakeUnlocked(address indexed account, uint256 amount, uint256 available, uint256 locked);
    event UnbondStarted(
        address indexed account, uint256 amount, uint256 available, uint256 unbonding, uint256 releaseAt
    );
    event StakeWithdrawn(address indexed account, address indexed to, uint256 amount);
    /// @notice Stake was held for a slash: from `available` first, then from `unbonding`.
    event StakeHeld(
        address indexed account, uint256 amount, uint256 available, uint256 locked, uint256 unbonding, uint256 releaseAt
    );
    /// @notice Held stake left the account. One for each recipient, in order: each carries what both then have.
    /// @param locked The account's locked stake afterwards.
    /// @param toAvailable The recipient's available stake afterwards.
    event StakeSlashed(
        address indexed account, address indexed to, uint256 amount, uint256 locked, uint256 toAvailable
    );

    error ZeroAmount();
    error ZeroAddress();
    /// @notice `needed` of a balance that holds only `balance`.
    error InsufficientStake(address account, uint256 balance, uint256 needed);
    /// @notice The unbonding stake is released at `releaseAt`.
    error StillUnbonding(address account, uint256 releaseAt);
    error NothingUnbonding(address account);
    /// @notice Recipients and amounts of a slash differ in number.
    error LengthMismatch(uint256 recipients, uint256 amounts);
    /// @notice The token moved another amount than asked for.
    error UnsupportedToken(uint256 asked, uint256 received);

    /// @notice The token staked.
    function token() external view returns (IERC20);

    /// @notice Seconds between unbonding and withdrawal.
    function unbondingPeriod() external view returns (uint40);

    /// @notice Role that may lock and unlock stake: the market and the draw pool.
    function LOCKER_ROLE() external view returns (bytes32);

    function stakeOf(address account) external view returns (Stake memory);

    /// @notice Adds `amount` from the caller to `account`'s available stake.
    function deposit(address account, uint256 amount) external;

    /// @notice Moves `amount` of the caller's available stake to unbonding. The release time starts anew for all of it.
    function unbond(uint256 amount) external;

    /// @notice Sends all of the caller's released stake to `to`.
    function withdraw(address to) external returns (uint256 amount);

    /// @notice Moves available stake to locked. Only `LOCKER_ROLE`.
    function lock(address account, uint256 amount) external;

    /// @notice Moves locked stake back to available. Only `LOCKER_ROLE`.
    function unlock(address account, uint256 amount) external;

    /// @notice `lock` for each of the accounts, in order. One that lacks the stake reverts all.
    function lockEach(address[] calldata accounts, uint256 amount) external;

    /// @notice `unlock` for each of the accounts, in order.
    function unlockEach(address[] calldata accounts, uint256 amount) external;

    /// @notice Role that may hold and slash stake: the slasher.
    function SLASHER_ROLE() external view returns (bytes32);

    /// @notice Moves up to `amount` from available, then from unbonding, to locked, and says how much: what is there is held, and the
    /// lack of it never reverts. Only `SLASHER_ROLE`. `unlock` gives it back as available stake, `slash` takes it.
    /// @dev What is left unbonding keeps its release time: a hold delays no withdrawal. Holding nothing emits nothing.
    function hold(address account, uint256 amount) external returns (uint256 held);

    /// @notice Takes locked stake away from the account and makes it available to the recipients. Only `SLASHER_ROLE`.
    /// @dev Nothing is transferred: a recipient withdraws as everybody does, and no recipient can block a slash. A recipient may be
    /// named twice. An amount of zero moves nothing and emits nothing, whoever it is for.
    function slash(address account, address[] calldata to, uint256[] calldata amounts) external;
}
