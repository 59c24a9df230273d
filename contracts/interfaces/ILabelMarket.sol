// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {Batch, BatchState, Seat, SeatState} from "../types/Batch.sol";
import {BatchId, ProjectId} from "../types/Ids.sol";
import {Project, ProjectParams} from "../types/Project.sol";
import {IStakeVault} from "./IStakeVault.sol";

/// @title LabelMarket
/// @notice Projects, escrow, batches, assignment, commit, reveal, tally, settlement and claims.
/// @dev Every action emits one event with flat arguments and the resulting balances: folding the events gives back the storage,
/// and a reader never needs to call the contract.
///
/// A label is one byte: `0 .. classes - 1`, `0xFE` abstain. In a consensus `0xFF` means that no class reached `agreement` votes.
interface ILabelMarket {
    // ---------------------------------------------------------------- events: projects

    /// @notice A requester defined a project; its parameters never change.
    event ProjectCreated(
        ProjectId indexed projectId,
        address indexed requester,
        address indexed token,
        uint256 rewardPerLabel,
        uint256 stakePerSeat,
        uint256 classes,
        uint256 commitWindow,
        uint256 revealWindow,
        bytes32 guidelineHash
    );

    /// @param free The project's free balance after the funding.
    event ProjectFunded(ProjectId indexed projectId, address indexed from, uint256 amount, uint256 free);

    /// @param free The project's free balance after the refund.
    event ProjectRefunded(ProjectId indexed projectId, address indexed to, uint256 amount, uint256 free);

    // ---------------------------------------------------------------- events: batches

    /// @param manifestHash sha256 of the item manifest, which is also its CID (CIDv1, raw).
    /// @param deadline Last second in which the requester can assign a panel.
    event BatchCreated(
        BatchId indexed batchId,
        ProjectId indexed projectId,
        uint256 items,
        uint256 seats,
        uint256 agreement,
        bytes32 manifestHash,
        uint256 deadline
    );

    /// @notice A panel was invited and the greatest possible reward reserved. Nobody's stake is touched: a commit locks it.
    /// @param annotators Strictly ascending.
    /// @param reserved What this batch holds in reserve.
    /// @param projectFree The project's free balance afterwards.
    /// @param projectReserved The project's reserved balance afterwards.
    /// @param deadline Last second in which a commit is taken.
    event Assigned(
        BatchId indexed batchId,
        address[] annotators,
        uint256 reserved,
        uint256 projectFree,
        uint256 projectReserved,
        uint256 deadline
    );

    event Committed(BatchId indexed batchId, address indexed annotator, bytes32 commitment);

    /// @notice The commit phase is over.
    /// @param committed Commits received.
    /// @param deadline Last second in which a reveal is taken.
    event RevealOpened(BatchId indexed batchId, uint256 committed, uint256 deadline);

    /// @param labels One byte per item, in the order of the manifest.
    /// @param payloadRoot sha256 of the structured answers, or zero when the labels say it all.
    event Revealed(BatchId indexed batchId, address indexed annotator, bytes labels, bytes32 payloadRoot);

    /// @notice A seat let its phase pass: it did not commit, or it committed and did not reveal while the batch took reveals.
    event RevealMissed(BatchId indexed batchId, address indexed annotator);

    /// @param consensus One byte per item: the class that reached `agreement` votes, or `0xFF`.
    /// @param votes One byte per item: the votes of that class, 0 where there is none.
    event BatchTallied(BatchId indexed batchId, bytes consensus, bytes votes);

    /// @param agreed Items on which the annotator's label is the consensus: what is paid.
    /// @param compared Items with a consensus that the annotator answered.
    event AnnotatorScored(BatchId indexed batchId, address indexed annotator, uint256 agreed, uint256 compared);

    /// @param paid Sum of the batch's rewards.
    /// @param refunded What went from the reserve back to the project.
    event BatchSettled(
        BatchId indexed batchId, uint256 paid, uint256 refunded, uint256 projectFree, uint256 projectReserved
    );

    /// @notice Too few took part before a deadline. Revealers got the base reward for every item; no label results.
    event BatchVoided(
        BatchId indexed batchId, uint256 paid, uint256 refunded, uint256 projectFree, uint256 projectReserved
    );

    // ---------------------------------------------------------------- events: rewards

    /// @notice A reward became the annotator's. `RewardPaid` follows in the same transaction where the transfer worked. A reward
    /// of zero emits neither.
    /// @param claimable The annotator's claimable balance of `token`, this reward included.
    event RewardAccrued(
        BatchId indexed batchId, address indexed annotator, address indexed token, uint256 amount, uint256 claimable
    );

    /// @notice The settlement transferred the reward to the annotator.
    /// @param claimable The annotator's claimable balance of `token` afterwards.
    event RewardPaid(
        BatchId indexed batchId, address indexed annotator, address indexed token, uint256 amount, uint256 claimable
    );

    /// @notice The annotator took all that was claimable of `token`.
    event RewardClaimed(address indexed annotator, address indexed token, address to, uint256 amount);

    // ---------------------------------------------------------------- errors

    error ZeroAmount();
    error ZeroAddress();
    error ProjectExists(ProjectId projectId);
    error ProjectUnknown(ProjectId projectId);
    error BatchExists(BatchId batchId);
    error NotRequester(ProjectId projectId, address caller);
    error InvalidClasses(uint256 classes);
    error InvalidWindow(uint256 seconds_);
    error InvalidReward();
    error InvalidItems(uint256 items);
    error InvalidSeats(uint256 seats);
    error InvalidAgreement(uint256 agreement, uint256 seats);
    error InsufficientFunds(ProjectId projectId, uint256 free, uint256 needed);
    error UnsupportedToken(uint256 asked, uint256 received);
    error WrongState(BatchId batchId, BatchState actual);
    error DeadlinePassed(BatchId batchId, uint256 deadline);
    error DeadlineNotPassed(BatchId batchId, uint256 deadline);
    /// @notice The panel is not of the batch's size, or not strictly ascending at `position`.
    error InvalidPanel(BatchId batchId, uint256 position);
    /// @notice The requester cannot label its own batch.
    error RequesterOnPanel(BatchId batchId);
    /// @notice The annotator's seat is in another state than the call needs.
    error WrongSeat(BatchId batchId, address annotator, SeatState actual);
    error ZeroCommitment(BatchId batchId, address annotator);
    /// @notice The last second in which the signature could be used is over.
    error SignatureExpired(BatchId batchId, address annotator, uint256 deadline);
    /// @notice The annotator did not sign this commitment with this deadline for this batch, market and chain.
    error InvalidSignature(BatchId batchId, address annotator);
    /// @notice Lists that go together differ in length.
    error LengthMismatch(uint256 annotators, uint256 entries);
    error CommitmentMismatch(BatchId batchId, address annotator);
    error LabelsMismatch(BatchId batchId, address annotator);
    error InvalidLabelCount(address annotator, uint256 labels, uint256 items);
    error InvalidLabel(address annotator, uint256 item, uint256 label);
    /// @notice `taken` took part where `needed` must (tally), or enough did (void).
    error QuorumNotReached(BatchId batchId, uint256 taken, uint256 needed);
    error QuorumReached(BatchId batchId, uint256 taken, uint256 needed);
    error NothingToClaim(address annotator, address token);
    /// @notice A settlement needs gas for each of its transfers, so that none fails for want of it: send more.
    error InsufficientGas(uint256 left, uint256 needed);

    // ---------------------------------------------------------------- constants

    /// @notice keccak256 of `Commit(uint256 chainId,address market,bytes32 batchId,address annotator,bytes32 labelsHash,bytes32
    /// payloadRoot,bytes32 salt)` (one space between type and name, none after a comma).
    function COMMIT_TYPEHASH() external view returns (bytes32);

    /// @notice keccak256 of `RelayedCommit(bytes32 batchId,address annotator,bytes32 commitment,uint256 deadline)`: what an annotator
    /// signs for `commitFor` (EIP-712). The domain has the name `LabelMarket`, the version `1`, the chain id and this contract;
    /// `eip712Domain` (EIP-5267) tells it.
    function RELAYED_COMMIT_TYPEHASH() external view returns (bytes32);

    /// @notice Most items in a batch.
    function MAX_ITEMS() external view returns (uint256);

    /// @notice Seconds from a batch's creation in which its requester assigns a panel.
    function ASSIGN_WINDOW() external view returns (uint256);

    /// @notice Shortest commit or reveal window in seconds: long enough to outlast a few censored blocks.
    function MIN_WINDOW() external view returns (uint256);

    /// @notice Longest commit or reveal window in seconds: no money stays reserved for longer.
    function MAX_WINDOW() external view returns (uint256);

    // ---------------------------------------------------------------- views

    /// @notice The vault that holds the annotators' stakes.
    function vault() external view returns (IStakeVault);

    function projectOf(ProjectId projectId) external view returns (Project memory);

    /// @dev `projectKey` is the first 20 bytes of the project's id.
    function batchOf(BatchId batchId) external view returns (Batch memory);

    function seatOf(BatchId batchId, address annotator) external view returns (Seat memory);

    /// @notice Rewards whose transfer failed, waiting for `claim`.
    function claimableOf(address annotator, IERC20 token) external view returns (uint256);

    function projectIdOf(address requester, bytes32 salt) external view returns (ProjectId);

    function batchIdOf(ProjectId projectId, bytes32 manifestHash) external pure returns (BatchId);

    /// @notice What an annotator commits to.
    /// @dev `keccak256(abi.encode(COMMIT_TYPEHASH, block.chainid, market, batchId, annotator, keccak256(labels), payloadRoot, salt))`:
    /// bound to the author, so that a copied commitment cannot be revealed, and to this market and chain.
    function commitmentOf(BatchId batchId, address annotator, bytes calldata labels, bytes32 payloadRoot, bytes32 salt)
        external
        view
        returns (bytes32);

    // ---------------------------------------------------------------- projects

    /// @notice Defines a project of the caller.
    function createProject(bytes32 salt, ProjectParams calldata params) external returns (ProjectId projectId);

    /// @notice Adds `amount` of the project's token, from anyone, to its free balance.
    function fundProject(ProjectId projectId, uint256 amount) external;

    /// @notice Takes `amount` of the free balance back. Only the requester.
    function refundProject(ProjectId projectId, address to, uint256 amount) external;

    // ---------------------------------------------------------------- batches

    /// @notice Defines a batch of `items` (1..512) items for `seats` (3, 5 or 7) annotators, `agreement` of whom must agree.
    /// Only the requester.
    function createBatch(ProjectId projectId, bytes32 manifestHash, uint16 items, uint8 seats, uint8 agreement)
        external
        returns (BatchId batchId);

    /// @notice Invites a panel (strictly ascending) and reserves the greatest possible reward. Only the requester. An invitation costs
    /// the annotator nothing: its stake is locked when it commits.
    function assign(BatchId batchId, address[] calldata annotators) external;

    /// @notice Takes the caller's commitment and locks its stake. The last one of the panel opens the reveal phase.
    function commit(BatchId batchId, bytes32 commitment) external;

    /// @notice `commit` for each of the annotators, who signed theirs (see `RELAYED_COMMIT_TYPEHASH`). Anyone may relay. All are taken
    /// or none. A wallet contract answers by EIP-1271 and can use up the caller's gas: simulate, and leave out who does not pass.
    /// @param annotators Any of the panel, in any order.
    /// @param deadlines Last second (inclusive) in which each signature can be used, Unix time.
    function commitFor(
        BatchId batchId,
        address[] calldata annotators,
        bytes32[] calldata commitments,
        uint256[] calldata deadlines,
        bytes[] calldata signatures
    ) external;

    /// @notice Opens the reveal phase after the commit deadline when at least `agreement` committed. Anyone.
    function openReveal(BatchId batchId) external;

    /// @notice Opens the caller's commitment. The labels are emitted; only their hash is stored.
    function reveal(BatchId batchId, bytes calldata labels, bytes32 payloadRoot, bytes32 salt) external;

    /// @notice `reveal` for each of the annotators. Anyone may relay: a commitment names its author, so its opening needs no signature.
    /// All are taken or none.
    /// @param annotators Any of the panel, in any order.
    function revealFor(
        BatchId batchId,
        address[] calldata annotators,
        bytes[] calldata labels,
        bytes32[] calldata payloadRoots,
        bytes32[] calldata salts
    ) external;

    /// @notice `revealFor` for the whole panel, then `tally`, which takes the labels from the same calldata. Anyone.
    /// @param annotators The whole panel, strictly ascending. Each of them committed and none revealed yet.
    function revealAndTally(
        BatchId batchId,
        address[] calldata annotators,
        bytes[] calldata labels,
        bytes32[] calldata payloadRoots,
        bytes32[] calldata salts
    ) external;

    /// @notice Computes the consensus once all that committed revealed, or after the deadline when at least `agreement` did. Anyone.
    /// @param annotators The whole panel, strictly ascending.
    /// @param labels What each of them revealed; empty for a seat without a reveal.
    function tally(BatchId batchId, address[] calldata annotators, bytes[] calldata labels) external;

    /// @notice Pays a tallied batch and frees the stakes that its commits locked. Anyone. A transfer that fails stays claimable and blocks nobody.
    /// @param annotators The whole panel, strictly ascending.
    function settle(BatchId batchId, address[] calldata annotators) external;

    /// @notice Ends a batch in which too few took part before a deadline. Anyone.
    /// @param annotators The whole panel, strictly ascending; empty for a batch without one.
    function voidBatch(BatchId batchId, address[] calldata annotators) external;

    // ---------------------------------------------------------------- claims

    /// @notice Sends all of the caller's claimable `token` to `to`.
    function claim(IERC20 token, address to) external returns (uint256 amount);

    // ---------------------------------------------------------------- many at once

    /// @notice Several calls of the same sender in one transaction, in order; all are made or none. Each meets its own preconditions.
    function multicall(bytes[] calldata calls) external returns (bytes[] memory results);
}
