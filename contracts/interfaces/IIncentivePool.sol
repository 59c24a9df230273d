// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {BatchId, ProjectId} from "../types/Ids.sol";
import {ILabelMarket} from "./ILabelMarket.sol";
import {ILabelToken} from "./ILabelToken.sol";
import {IStakeVault} from "./IStakeVault.sol";

/// @title IncentivePool
/// @notice Two separate purses. The allocation of protocol tokens pays bonuses for the best work, by rule and within caps, and leaves
/// in no other way. The insurance is what slashes brought in, of any token; the owner, a timelock, refunds victims from it.
/// @dev A bonus is `rewardOf(batch, annotator) * rate * BONUS_BPS / (1e18 * 10,000)`, rounded down, for a seat that the batch's tally put
/// into tier 4. A cap leaves out what exceeds it for good: that part is not owed.
interface IIncentivePool {
    /// @notice What the pool pays in a project.
    struct Admission {
        /// Smallest units of the protocol token per 1e18 smallest units of reward; 0 for a project that is not admitted.
        uint128 rate;
        /// Most that the project's bonuses cost in an epoch.
        uint128 epochCap;
    }

    /// @notice What an epoch's bonuses cost so far.
    struct Spending {
        uint64 epoch;
        uint128 amount;
    }

    /// @notice The contracts that this pool works with, told once.
    /// @param allocation What it holds for bonuses.
    event Wired(address label, address market, address vault, uint256 allocation);

    event ProjectAdmitted(ProjectId indexed projectId, uint256 rate, uint256 epochCap);

    event EpochCapSet(uint256 epochCap);

    /// @notice A seat's bonus was decided, for good. Unless it is 0, `BonusPaid` follows in the same transaction where the transfer
    /// worked.
    /// @param amount What is owed.
    /// @param curtailed What the caps left out: it is not owed, now or later.
    /// @param epoch The epoch that it counts for.
    /// @param projectSpent What the project's bonuses cost in this epoch, this one included.
    /// @param spent What all bonuses cost in this epoch, this one included.
    /// @param allocation What is left for bonuses.
    /// @param claimable What the annotator can claim, this bonus included.
    event BonusAccrued(
        BatchId indexed batchId,
        address indexed annotator,
        ProjectId indexed projectId,
        uint256 amount,
        uint256 curtailed,
        uint256 epoch,
        uint256 projectSpent,
        uint256 spent,
        uint256 allocation,
        uint256 claimable
    );

    /// @param claimable What the annotator can claim afterwards.
    event BonusPaid(BatchId indexed batchId, address indexed annotator, uint256 amount, uint256 claimable);

    /// @notice The annotator took all that it could claim.
    event BonusClaimed(address indexed annotator, address indexed to, uint256 amount);

    /// @param insurance The insurance of this token afterwards.
    event InsuranceReceived(address indexed token, uint256 amount, uint256 insurance);

    /// @param reason What the refund rests on: the digest of a published justification.
    /// @param insurance The insurance of this token afterwards.
    event InsurancePaid(
        address indexed token, address indexed to, uint256 amount, bytes32 indexed reason, uint256 insurance
    );

    error ZeroAddress();
    error ZeroAmount();
    error AlreadyWired();
    error NotWired();
    error NotDeployer(address caller);
    /// @notice The pool holds `held` of the `needed` protocol tokens of its allocation.
    error NotFunded(uint256 held, uint256 needed);
    error InvalidShare(uint256 bps);
    error NotAdmitted(ProjectId projectId);
    error NotSettled(BatchId batchId);
    /// @notice None of the accounts named has a bonus in this batch that was not decided before.
    error NothingToPay(BatchId batchId);
    error NothingToClaim(address annotator);
    /// @notice Neither stake nor pending pay waits to be collected.
    error NothingToCollect();
    error InsufficientInsurance(address token, uint256 insurance, uint256 needed);

    /// @notice Seconds in an epoch; epoch e begins at `e * EPOCH`, Unix time.
    function EPOCH() external view returns (uint256);

    /// @notice Share of the reward that a bonus is, in bps.
    function BONUS_BPS() external view returns (uint256);

    function label() external view returns (ILabelToken);

    function market() external view returns (ILabelMarket);

    function vault() external view returns (IStakeVault);

    /// @notice What is left for bonuses.
    function allocation() external view returns (uint256);

    /// @notice Whether the pool is wired, has something left for bonuses, and holds all that it owes and insures of the protocol token.
    function isFunded() external view returns (bool);

    /// @notice Most that all bonuses cost in an epoch.
    function epochCap() external view returns (uint256);

    function spending() external view returns (Spending memory);

    function admissionOf(ProjectId projectId) external view returns (Admission memory);

    function spendingOf(ProjectId projectId) external view returns (Spending memory);

    /// @notice Whether the seat's bonus was decided.
    function isDecided(BatchId batchId, address annotator) external view returns (bool);

    /// @notice Bonuses whose transfer failed, waiting for `claim`.
    function claimableOf(address annotator) external view returns (uint256);

    /// @notice What slashes brought in of a token, less what was refunded.
    function insuranceOf(IERC20 token) external view returns (uint256);

    /// @notice Tells the pool its token and market. Only the deployer, once, and only with the whole allocation in the pool.
    function wire(ILabelToken label_, ILabelMarket market_) external;

    /// @notice Admits a project to bonuses, changes its terms, or ends them with a rate of 0. Only the owner.
    function admit(ProjectId projectId, uint128 rate, uint128 projectEpochCap) external;

    /// @notice Only the owner.
    function setEpochCap(uint128 epochCap_) external;

    /// @notice Pays the bonuses of a settled batch to those named who are due one. Anyone. Who is due none, or had it decided before, is
    /// passed over. A transfer that fails stays claimable and blocks nobody.
    /// @param annotators Any accounts, in any order.
    function payBonus(BatchId batchId, address[] calldata annotators) external;

    /// @notice Sends all that the caller can claim to `to`.
    function claim(address to) external returns (uint256 amount);

    /// @notice Claims this pool's part of slashed pay of a token from the market. Anyone.
    function collectPay(IERC20 token) external returns (uint256 amount);

    /// @notice Withdraws this pool's part of slashed stake that is released, then begins to unbond what came since. Anyone. While some
    /// unbonds nothing more is added to it: a gift of stake cannot put off its release.
    /// @return amount What was withdrawn.
    function collectStake() external returns (uint256 amount);

    /// @notice Refunds a victim. Only the owner.
    function payInsurance(IERC20 token, address to, uint256 amount, bytes32 reason) external;
}
