// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {BatchId} from "../types/Ids.sol";
import {SlashId, SlashReason, SlashState} from "../types/Slash.sol";

/// @title Slasher
/// @notice Every slash: held first, open to appeal, and only then paid out. Half goes to the requester, a quarter to the reporter or
/// winning party, a quarter to the insurance; never anything to who decides. Rounding goes to the insurance.
/// @dev Pending pay is held as this contract's claimable balance in the market, stake as locked stake in the vault.
interface ISlasher {
    struct Slash {
        SlashState state;
        SlashReason reason;
        address annotator;
        /// Gets half.
        address requester;
        /// Gets a quarter.
        address reporter;
        /// Token of `fromPending`.
        IERC20 token;
        uint128 fromPending;
        uint128 fromStake;
        /// Last second (inclusive) in which the annotator can appeal, Unix time.
        uint40 deadline;
    }

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

    error NotMarket(address caller);
    error NotCourt(address caller);
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

    function slashOf(SlashId slashId) external view returns (Slash memory);

    function slashIdOf(BatchId batchId, address annotator, SlashReason reason) external pure returns (SlashId);

    /// @notice A rule's slash. Only the market, in a settlement or a void, having made `pending` of `token` claimable by this contract.
    /// Never reverts for want of stake: what is there is held.
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
    /// itself. Only the court. Takes at most `stake`, at most the reason's cap of the annotator's whole stake.
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
