// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title RedemptionDesk
/// @notice Turns protocol tokens into a stablecoin at a posted rate, from liquidity that anyone can fund: pay then depends on no market.
/// @dev Terms are a promise: until they end they can only get better, and the liquidity reserved for them stays. No pause stops a
/// redemption. All rounding is in the desk's favour. A day is a day of Unix time, of 86,400 seconds.
interface IRedemptionDesk {
    struct Terms {
        /// Smallest units of the stablecoin for one whole protocol token.
        uint128 rate;
        /// Liquidity that the owner cannot withdraw before the end, less what was redeemed since, in smallest units.
        uint128 reserved;
        /// Most that an account, and that all together, are paid in a day, in smallest units.
        uint128 accountCap;
        uint128 totalCap;
        /// Last second (inclusive) of the terms, Unix time.
        uint40 validUntil;
    }

    /// @notice What was paid in a day.
    struct Redeemed {
        uint40 day;
        uint128 amount;
    }

    event TermsPosted(uint256 rate, uint256 reserved, uint256 accountCap, uint256 totalCap, uint256 validUntil);

    /// @param liquidity The desk's liquidity afterwards.
    event LiquidityFunded(address indexed from, uint256 amount, uint256 liquidity);

    /// @param liquidity The desk's liquidity afterwards.
    event LiquidityWithdrawn(address indexed to, uint256 amount, uint256 liquidity);

    /// @param amount Protocol tokens taken, smallest units.
    /// @param paid Stablecoin paid, smallest units.
    /// @param accountPaid What the account was paid in this day, this included.
    /// @param totalPaid What all were paid in this day, this included.
    /// @param takings Protocol tokens taken that are still here.
    event TokensRedeemed(
        address indexed account,
        address indexed to,
        uint256 amount,
        uint256 paid,
        uint256 day,
        uint256 accountPaid,
        uint256 totalPaid,
        uint256 liquidity,
        uint256 reserved,
        uint256 takings
    );

    /// @param takings Protocol tokens taken that are still here.
    event TakingsWithdrawn(address indexed to, uint256 amount, uint256 takings);

    error ZeroAddress();
    error ZeroAmount();
    error SameToken(address token);
    error InvalidDecimals(uint256 decimals);
    /// @notice No rate was posted, or its last second is over.
    error NoTerms(uint256 validUntil);
    error InvalidValidity(uint256 validUntil);
    /// @notice Terms that run until `validUntil` can only get better.
    error TermsWorse(uint256 validUntil);
    error OutputTooLow(uint256 output, uint256 minOutput);
    error AccountCapExceeded(address account, uint256 paid, uint256 cap);
    error TotalCapExceeded(uint256 paid, uint256 cap);
    error InsufficientLiquidity(uint256 liquidity, uint256 needed);
    error InsufficientTakings(uint256 takings, uint256 needed);
    error UnsupportedToken(uint256 asked, uint256 received);

    /// @notice Longest time that terms run, in seconds.
    function MAX_VALIDITY() external view returns (uint256);

    /// @notice The protocol token that the desk takes.
    function label() external view returns (IERC20);

    /// @notice The stablecoin that the desk pays.
    function stable() external view returns (IERC20);

    /// @notice The terms last posted, run out or not.
    function terms() external view returns (Terms memory);

    /// @notice What the desk holds to pay with. A transfer outside of `fund` is a gift that it does not count.
    function liquidity() external view returns (uint256);

    /// @notice What of the liquidity the owner cannot withdraw now.
    function reservedNow() external view returns (uint256);

    /// @notice Protocol tokens taken that are still here.
    function takings() external view returns (uint256);

    function redeemedToday(address account) external view returns (uint256);

    function totalRedeemedToday() external view returns (uint256);

    /// @notice What `amount` protocol tokens are worth by the terms, rounded down. Neither caps nor liquidity count here.
    function quote(uint256 amount) external view returns (uint256 output);

    /// @notice Posts terms. Only the owner. While others run, no number of the new ones may be lower, `reserved` than what is left of it.
    function post(Terms calldata terms_) external;

    /// @notice Adds liquidity from anyone. It is a gift to the desk's users: only its owner can withdraw it again.
    function fund(uint256 amount) external;

    /// @notice Sends liquidity that is not reserved to `to`. Only the owner.
    function withdraw(address to, uint256 amount) external;

    /// @notice Sends protocol tokens that were taken to `to`. Only the owner.
    function withdrawTakings(address to, uint256 amount) external;

    /// @notice Takes `amount` protocol tokens from the caller and pays their worth, at least `minOutput`, to `to`.
    function redeem(uint256 amount, uint256 minOutput, address to) external returns (uint256 output);

    /// @notice `redeem` with a signed allowance. Where the permit fails, as it does when someone used it before, an allowance that is
    /// there anyway serves as well.
    function redeemWithPermit(
        uint256 amount,
        uint256 minOutput,
        address to,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external returns (uint256 output);
}
