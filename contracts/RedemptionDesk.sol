// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IRedemptionDesk} from "./interfaces/IRedemptionDesk.sol";
import {MeasuredDeposit} from "./libraries/MeasuredDeposit.sol";
import {OwnedByContract} from "./OwnedByContract.sol";

/// @title RedemptionDesk: see `IRedemptionDesk`, which is the specification.
contract RedemptionDesk is OwnedByContract, ReentrancyGuardTransient, IRedemptionDesk {
    using Math for uint256;
    using MeasuredDeposit for IERC20;
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    /// @inheritdoc IRedemptionDesk
    uint256 public constant MAX_VALIDITY = 30 days;

    /// Keeps the unit within 256 bits, and any balance of 128 bits worth something.
    uint256 private constant MAX_DECIMALS = 36;

    /// @inheritdoc IRedemptionDesk
    IERC20 public immutable label;

    /// @inheritdoc IRedemptionDesk
    IERC20 public immutable stable;

    /// Smallest units of one whole protocol token.
    uint256 private immutable _unit;

    /// @inheritdoc IRedemptionDesk
    uint256 public liquidity;

    /// @inheritdoc IRedemptionDesk
    uint256 public takings;

    Terms private _terms;
    Redeemed private _total;
    mapping(address account => Redeemed) private _redeemed;

    /// @param owner_ A timelock, or a wallet of several keys.
    constructor(address owner_, IERC20Metadata label_, IERC20 stable_) Ownable(owner_) {
        require(address(label_) != address(0) && address(stable_) != address(0), ZeroAddress());
        require(address(label_) != address(stable_), SameToken(address(label_)));
        uint256 decimals = label_.decimals();
        require(decimals <= MAX_DECIMALS, InvalidDecimals(decimals));
        label = label_;
        stable = stable_;
        _unit = 10 ** decimals;
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc IRedemptionDesk
    function terms() external view returns (Terms memory) {
        return _terms;
    }

    /// @inheritdoc IRedemptionDesk
    function reservedNow() public view returns (uint256) {
        return _isRunning() ? _terms.reserved : 0;
    }

    /// @inheritdoc IRedemptionDesk
    function redeemedToday(address account) public view returns (uint256) {
        return _on(_today(), _redeemed[account]);
    }

    /// @inheritdoc IRedemptionDesk
    function totalRedeemedToday() public view returns (uint256) {
        return _on(_today(), _total);
    }

    /// @inheritdoc IRedemptionDesk
    function quote(uint256 amount) public view returns (uint256 output) {
        require(_isRunning(), NoTerms(_terms.validUntil));
        return amount.mulDiv(_terms.rate, _unit);
    }

    // ---------------------------------------------------------------- the owner's

    /// @inheritdoc IRedemptionDesk
    function post(Terms calldata next) external onlyOwner {
        require(next.rate != 0, ZeroAmount());
        require(
            next.validUntil >= block.timestamp && next.validUntil <= block.timestamp + MAX_VALIDITY,
            InvalidValidity(next.validUntil)
        );
        require(next.reserved <= liquidity, InsufficientLiquidity(liquidity, next.reserved));
        require(!_isRunning() || _isNoWorse(next, _terms), TermsWorse(_terms.validUntil));

        _terms = next;
        emit TermsPosted({
            rate: next.rate,
            reserved: next.reserved,
            accountCap: next.accountCap,
            totalCap: next.totalCap,
            validUntil: next.validUntil
        });
    }

    /// @inheritdoc IRedemptionDesk
    function withdraw(address to, uint256 amount) external onlyOwner nonReentrant {
        require(to != address(0), ZeroAddress());
        require(amount != 0, ZeroAmount());
        uint256 free = liquidity - reservedNow();
        require(free >= amount, InsufficientLiquidity(free, amount));

        liquidity -= amount;
        emit LiquidityWithdrawn({to: to, amount: amount, liquidity: liquidity});

        stable.safeTransfer(to, amount);
    }

    /// @inheritdoc IRedemptionDesk
    function withdrawTakings(address to, uint256 amount) external onlyOwner nonReentrant {
        require(to != address(0), ZeroAddress());
        require(amount != 0, ZeroAmount());
        require(takings >= amount, InsufficientTakings(takings, amount));

        takings -= amount;
        emit TakingsWithdrawn({to: to, amount: amount, takings: takings});

        label.safeTransfer(to, amount);
    }

    // ---------------------------------------------------------------- everybody's

    /// @inheritdoc IRedemptionDesk
    function fund(uint256 amount) external nonReentrant {
        require(amount != 0, ZeroAmount());

        liquidity = (liquidity + amount.toUint128()).toUint128();
        emit LiquidityFunded({from: msg.sender, amount: amount, liquidity: liquidity});

        uint256 received = stable.depositFrom(msg.sender, amount);
        require(received == amount, UnsupportedToken(amount, received));
    }

    /// @inheritdoc IRedemptionDesk
    function redeem(uint256 amount, uint256 minOutput, address to) external nonReentrant returns (uint256 output) {
        return _redeem(amount, minOutput, to);
    }

    /// @inheritdoc IRedemptionDesk
    function redeemWithPermit(
        uint256 amount,
        uint256 minOutput,
        address to,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external nonReentrant returns (uint256 output) {
        try IERC20Permit(address(label)).permit(msg.sender, address(this), amount, deadline, v, r, s) {} catch {}
        return _redeem(amount, minOutput, to);
    }

    // ---------------------------------------------------------------- steps

    function _redeem(uint256 amount, uint256 minOutput, address to) private returns (uint256 output) {
        require(to != address(0), ZeroAddress());
        output = quote(amount);
        require(output != 0, ZeroAmount());
        require(output >= minOutput, OutputTooLow(output, minOutput));
        uint256 accountPaid = redeemedToday(msg.sender) + output;
        require(accountPaid <= _terms.accountCap, AccountCapExceeded(msg.sender, accountPaid, _terms.accountCap));
        uint256 totalPaid = totalRedeemedToday() + output;
        require(totalPaid <= _terms.totalCap, TotalCapExceeded(totalPaid, _terms.totalCap));
        require(output <= liquidity, InsufficientLiquidity(liquidity, output));

        // The caps bound the casts.
        uint40 day = _today();
        _redeemed[msg.sender] = Redeemed({day: day, amount: accountPaid.toUint128()});
        _total = Redeemed({day: day, amount: totalPaid.toUint128()});
        _terms.reserved = output < _terms.reserved ? (_terms.reserved - output).toUint128() : 0;
        liquidity -= output;
        takings += amount;
        emit TokensRedeemed({
            account: msg.sender,
            to: to,
            amount: amount,
            paid: output,
            day: day,
            accountPaid: accountPaid,
            totalPaid: totalPaid,
            liquidity: liquidity,
            reserved: _terms.reserved,
            takings: takings
        });

        uint256 received = label.depositFrom(msg.sender, amount);
        require(received == amount, UnsupportedToken(amount, received));
        stable.safeTransfer(to, output);
    }

    function _isRunning() private view returns (bool) {
        return _terms.rate != 0 && block.timestamp <= _terms.validUntil;
    }

    function _isNoWorse(Terms calldata next, Terms storage now_) private view returns (bool) {
        return next.rate >= now_.rate && next.reserved >= now_.reserved && next.accountCap >= now_.accountCap
            && next.totalCap >= now_.totalCap && next.validUntil >= now_.validUntil;
    }

    function _today() private view returns (uint40) {
        return (block.timestamp / 1 days).toUint40();
    }

    function _on(uint40 day, Redeemed storage redeemed) private view returns (uint256) {
        return redeemed.day == day ? redeemed.amount : 0;
    }
}
