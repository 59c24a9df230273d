// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IIncentivePool} from "./interfaces/IIncentivePool.sol";
import {ILabelMarket} from "./interfaces/ILabelMarket.sol";
import {ILabelToken} from "./interfaces/ILabelToken.sol";
import {IStakeVault} from "./interfaces/IStakeVault.sol";
import {EpochCap} from "./libraries/EpochCap.sol";
import {Payout} from "./libraries/Payout.sol";
import {OwnedByContract} from "./OwnedByContract.sol";
import {BatchState} from "./types/Batch.sol";
import {BatchId, ProjectId} from "./types/Ids.sol";

/// @title IncentivePool: see `IIncentivePool`, which is the specification.
/// @dev The protocol token held = allocation + claimable bonuses + its insurance, and gifts beyond that belong to nobody.
contract IncentivePool is OwnedByContract, ReentrancyGuardTransient, IIncentivePool {
    using EpochCap for Spending;
    using Payout for IERC20;
    using SafeERC20 for IERC20;

    /// @inheritdoc IIncentivePool
    uint256 public constant EPOCH = 7 days;

    /// @inheritdoc IIncentivePool
    uint256 public immutable BONUS_BPS;

    uint256 private constant BPS = 10_000;
    uint256 private constant RATE_UNIT = 1e18;
    uint8 private constant BONUS_TIER = 4;

    address private immutable _deployer;

    /// @inheritdoc IIncentivePool
    ILabelToken public label;

    /// @inheritdoc IIncentivePool
    ILabelMarket public market;

    /// @inheritdoc IIncentivePool
    IStakeVault public vault;

    /// @inheritdoc IIncentivePool
    uint256 public allocation;

    /// @inheritdoc IIncentivePool
    uint256 public epochCap;

    /// @inheritdoc IIncentivePool
    mapping(BatchId batchId => mapping(address annotator => bool)) public isDecided;

    /// @inheritdoc IIncentivePool
    mapping(address annotator => uint256) public claimableOf;

    /// @inheritdoc IIncentivePool
    mapping(IERC20 token => uint256) public insuranceOf;

    Spending private _spending;
    mapping(ProjectId projectId => Admission) private _admissions;
    mapping(ProjectId projectId => Spending) private _spendings;

    /// Sum of all claimable bonuses.
    uint256 private _claimable;

    /// @param owner_ A timelock.
    /// @param bonusBps Share of the reward that a bonus is.
    /// @param epochCap_ Most that all bonuses cost in an epoch.
    constructor(address owner_, uint256 bonusBps, uint128 epochCap_) Ownable(owner_) {
        require(bonusBps <= BPS, InvalidShare(bonusBps));
        BONUS_BPS = bonusBps;
        _deployer = msg.sender;
        _setEpochCap(epochCap_);
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc IIncentivePool
    function spending() external view returns (Spending memory) {
        return _spending;
    }

    /// @inheritdoc IIncentivePool
    function admissionOf(ProjectId projectId) external view returns (Admission memory) {
        return _admissions[projectId];
    }

    /// @inheritdoc IIncentivePool
    function spendingOf(ProjectId projectId) external view returns (Spending memory) {
        return _spendings[projectId];
    }

    /// @inheritdoc IIncentivePool
    function isFunded() external view returns (bool) {
        if (address(label) == address(0) || allocation == 0) return false;
        return label.balanceOf(address(this)) >= allocation + _claimable + insuranceOf[label];
    }

    // ---------------------------------------------------------------- rules

    /// @inheritdoc IIncentivePool
    function wire(ILabelToken label_, ILabelMarket market_) external {
        require(msg.sender == _deployer, NotDeployer(msg.sender));
        require(address(label) == address(0), AlreadyWired());
        require(address(label_) != address(0) && address(market_) != address(0), ZeroAddress());
        (uint256 held, uint256 needed) = (label_.balanceOf(address(this)), label_.INCENTIVE_ALLOCATION());
        require(held >= needed, NotFunded(held, needed));

        label = label_;
        market = market_;
        vault = market_.vault();
        allocation = held;
        emit Wired({label: address(label_), market: address(market_), vault: address(vault), allocation: held});
    }

    /// @inheritdoc IIncentivePool
    function admit(ProjectId projectId, uint128 rate, uint128 projectEpochCap) external onlyOwner {
        _admissions[projectId] = Admission({rate: rate, epochCap: projectEpochCap});
        emit ProjectAdmitted({projectId: projectId, rate: rate, epochCap: projectEpochCap});
    }

    /// @inheritdoc IIncentivePool
    function setEpochCap(uint128 epochCap_) external onlyOwner {
        _setEpochCap(epochCap_);
    }

    // ---------------------------------------------------------------- bonuses

    /// @inheritdoc IIncentivePool
    function payBonus(BatchId batchId, address[] calldata annotators) external nonReentrant {
        require(address(market) != address(0), NotWired());
        require(market.batchOf(batchId).state == BatchState.Settled, NotSettled(batchId));
        ProjectId projectId = market.projectIdOfBatch(batchId);
        Admission memory admission = _admissions[projectId];
        require(admission.rate != 0, NotAdmitted(projectId));

        bool isDue = false;
        for (uint256 i = 0; i < annotators.length; ++i) {
            address annotator = annotators[i];
            if (isDecided[batchId][annotator] || market.tierOf(batchId, annotator) != BONUS_TIER) continue;
            isDue = true;
            isDecided[batchId][annotator] = true;
            uint256 amount = _accrue(batchId, annotator, projectId, admission);
            if (amount != 0 && IERC20(label).tryTransfer(annotator, amount)) {
                claimableOf[annotator] -= amount;
                _claimable -= amount;
                emit BonusPaid({
                    batchId: batchId, annotator: annotator, amount: amount, claimable: claimableOf[annotator]
                });
            }
        }
        require(isDue, NothingToPay(batchId));
    }

    /// @inheritdoc IIncentivePool
    function claim(address to) external nonReentrant returns (uint256 amount) {
        require(to != address(0), ZeroAddress());
        amount = claimableOf[msg.sender];
        require(amount != 0, NothingToClaim(msg.sender));

        claimableOf[msg.sender] = 0;
        _claimable -= amount;
        emit BonusClaimed({annotator: msg.sender, to: to, amount: amount});

        IERC20(label).safeTransfer(to, amount);
    }

    // ---------------------------------------------------------------- insurance

    /// @inheritdoc IIncentivePool
    function collectPay(IERC20 token) external nonReentrant returns (uint256 amount) {
        require(address(market) != address(0), NotWired());
        uint256 before = token.balanceOf(address(this));
        market.claim(token, address(this));
        amount = token.balanceOf(address(this)) - before;
        _insure(token, amount);
    }

    /// @inheritdoc IIncentivePool
    function collectStake() external nonReentrant returns (uint256 amount) {
        require(address(vault) != address(0), NotWired());
        IStakeVault.Stake memory stake = vault.stakeOf(address(this));
        require(stake.unbonding != 0 || stake.available != 0, NothingToCollect());
        if (stake.unbonding != 0) {
            amount = vault.withdraw(address(this));
            _insure(vault.token(), amount);
        }
        if (stake.available != 0) vault.unbond(stake.available);
    }

    /// @inheritdoc IIncentivePool
    function payInsurance(IERC20 token, address to, uint256 amount, bytes32 reason) external onlyOwner nonReentrant {
        require(to != address(0), ZeroAddress());
        require(amount != 0, ZeroAmount());
        uint256 insurance = insuranceOf[token];
        require(insurance >= amount, InsufficientInsurance(address(token), insurance, amount));

        insuranceOf[token] = insurance - amount;
        emit InsurancePaid({
            token: address(token), to: to, amount: amount, reason: reason, insurance: insurance - amount
        });

        token.safeTransfer(to, amount);
    }

    // ---------------------------------------------------------------- steps

    function _setEpochCap(uint128 epochCap_) private {
        epochCap = epochCap_;
        emit EpochCapSet(epochCap_);
    }

    /// @dev The product fits: a reward is at most 512 * 2^97, the rate 2^128, the share 2^14.
    function _accrue(BatchId batchId, address annotator, ProjectId projectId, Admission memory admission)
        private
        returns (uint256 amount)
    {
        uint256 bonus = market.rewardOf(batchId, annotator) * admission.rate * BONUS_BPS / (RATE_UNIT * BPS);
        uint256 epoch = block.timestamp / EPOCH;
        amount = _spendings[projectId].left(epoch, admission.epochCap);
        amount = Math.min(amount, _spending.left(epoch, epochCap));
        amount = Math.min(Math.min(amount, allocation), bonus);

        uint256 projectSpent = _spendings[projectId].spend(epoch, amount);
        uint256 spent = _spending.spend(epoch, amount);
        allocation -= amount;
        claimableOf[annotator] += amount;
        _claimable += amount;
        emit BonusAccrued({
            batchId: batchId,
            annotator: annotator,
            projectId: projectId,
            amount: amount,
            curtailed: bonus - amount,
            epoch: epoch,
            projectSpent: projectSpent,
            spent: spent,
            allocation: allocation,
            claimable: claimableOf[annotator]
        });
    }

    function _insure(IERC20 token, uint256 amount) private {
        uint256 insurance = insuranceOf[token] + amount;
        insuranceOf[token] = insurance;
        emit InsuranceReceived({token: address(token), amount: amount, insurance: insurance});
    }
}
