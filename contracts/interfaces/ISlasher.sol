// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {BatchId} from "../types/Ids.sol";
import {SlashId, SlashReason, SlashState} from "../types/Slash.sol";
import {ILabelMarket} from "./ILabelMarket.sol";
import {IStakeVault} from "./IStakeVault.sol";

/// @title Slasher
/// @notice Every slash: held first, open to appeal, and only then paid out. Half goes to the requester, a quarter to the reporter or
/// winning party, a quarter to the insurance; never anything to who decides. Rounding goes to the insurance, and so does the
/// reporter's quarter where nobody reported, or only the annotator itself.
/// @dev Pending pay is held as this contract's claimable balance in the market, stake as locked stake in the vault.
interface ISlasher {
    struct Slash {
        SlashState state;
        SlashReason reason;
        address annotator;
        /// Last second (inclusive) in which the annotator can appeal, Unix time. A ruling's slash is final: that of the ruling.
        uint40 deadline;
        /// Gets half.
        address requester;
        /// Gets a quarter; the insurance does where it is the zero address.
        address reporter;
        /// Token of `fromPending`.
        IERC20 token;
        uint128 fromPending;
        uint128 fromStake;
    }

    /// @notice The contracts that this slasher works with, told once.
    event Wired(address market, address court);

    /// @param fromPending Withheld reward, smallest units of `token`.
    /// @param fromStake Held stake, smallest units of the stake token.
    /// @param evidence What the slash rests on: the batch's id for a rule, a justification's CID digest for a ruling.
    event SlashOpened(
        SlashId indexed slashId,
        BatchId indexed batchId,
        address indexed annotator,
        SlashReason reason,
        address token,
        uint256 fromPending,
        uint256 fromStake,
        address requester,
        address reporter,
        bytes32 evidence,
        uint256 deadline
    );
    event SlashAppealed(SlashId indexed slashId);
    /// @notice Executed. The amounts of both tokens by who got them; each sum is what was held.
    event Slashed(
        SlashId indexed slashId,
        address indexed annotator,
        SlashReason reason,
        uint256 fromPending,
        uint256 fromStake,
        uint256 pendingToRequester,
        uint256 pendingToReporter,
        uint256 pendingToInsurance,
        uint256 stakeToRequester,
        uint256 stakeToReporter,
        uint256 stakeToInsurance
    );
    /// @notice The appeal won: everything is back with the annotator.
    event SlashOverturned(SlashId indexed slashId, address indexed annotator, uint256 fromPending, uint256 fromStake);

    error ZeroAddress();
    error AlreadyWired();
    error NotDeployer(address caller);
    error NotMarket(address caller);
    error NotCourt(address caller);
    error NotRuleReason(SlashReason reason);
    error NotRulingReason(SlashReason reason);
    error SlashExists(SlashId slashId);
    error SlashUnknown(SlashId slashId);
    error WrongSlashState(SlashId slashId, SlashState actual);
    error AppealWindowOpen(SlashId slashId, uint256 deadline);
    error AppealWindowOver(SlashId slashId, uint256 deadline);

    /// @notice Seconds in which a slash can be appealed.
    function APPEAL_WINDOW() external view returns (uint40);

    /// @notice Seconds in which at most one rule-based share of an annotator's stake is taken.
    function EPOCH() external view returns (uint40);

    /// @notice The vault that holds the stakes.
    function vault() external view returns (IStakeVault);

    /// @notice Gets a quarter of every slash.
    function insurance() external view returns (address);

    /// @notice The one contract that opens slashes by rule, and that holds the pending pay.
    function market() external view returns (ILabelMarket);

    /// @notice The one contract that opens slashes by ruling and decides appeals.
    function court() external view returns (address);

    /// @notice When the last rule-based share of the annotator's stake was held, Unix time; 0 for never.
    function lastShareAt(address annotator) external view returns (uint256);

    function slashOf(SlashId slashId) external view returns (Slash memory);

    function slashIdOf(BatchId batchId, address annotator, SlashReason reason) external pure returns (SlashId);

    /// @notice Tells the slasher its market and court. Only the deployer, once.
    function wire(ILabelMarket market_, address court_) external;

    /// @notice A rule's slash (`NoReveal`, `GoldFail`, `ConsensusFail`). Only the market, in a settlement or a void, having made `pending` of `token` claimable by this contract.
    /// Never reverts for want of stake: what is there is held, so that the market frees the seat's own stake before.
    /// @dev The shares of stake: a missing reveal costs `noRevealBps` of the seat's or 5% of the whole, whichever is more; failed gold
    /// 5% of the whole, once per `EPOCH`; disagreement none. The whole is available + locked + unbonding.
    /// @param seatStake The stake that the seat had locked.
    /// @param noRevealBps The project's share of it for a missing reveal.
    function openByRule(
        SlashReason reason,
        BatchId batchId,
        address annotator,
        address requester,
        address reporter,
        IERC20 token,
        uint256 pending,
        uint256 seatStake,
        uint256 noRevealBps
    ) external returns (SlashId slashId);

    /// @notice A ruling's slash (`DisputeLost`, `Spam`, `Collusion`), final at once where the jury decided: its appeal was the case
    /// itself. Only the court. Takes at most `stake`, at most the reason's cap of the annotator's whole stake: 10% for a lost dispute,
    /// 50% for spam and collusion.
    function openByRuling(
        SlashReason reason,
        BatchId batchId,
        address annotator,
        address requester,
        address reporter,
        uint256 stake,
        bytes32 evidence
    ) external returns (SlashId slashId);

    /// @notice The annotator took the slash to the court. Only the court, within the appeal window.
    function appealed(SlashId slashId) external;

    /// @notice The court's decision over an appealed slash. Only the court.
    function decide(SlashId slashId, bool upheld) external;

    /// @notice Pays out a slash that nobody appealed in time. Anyone.
    function execute(SlashId slashId) external;
}
