// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {Batch, BatchState, Seat, SeatState} from "../types/Batch.sol";
import {BatchId, ProjectId} from "../types/Ids.sol";
import {Project, ProjectParams} from "../types/Project.sol";
import {SlashReason} from "../types/Slash.sol";
import {Standing} from "../types/Standing.sol";
import {IProtocolParameters} from "./IProtocolParameters.sol";
import {ISlasher} from "./ISlasher.sol";
import {IStakeVault} from "./IStakeVault.sol";

/// @title LabelMarket
/// @notice Projects, escrow, batches, assignment, commit, reveal, gold, tally, tiers, settlement and claims.
/// @dev Every action emits one event with flat arguments and the resulting balances: folding the events gives back the storage,
/// and a reader never needs to call the contract.
///
/// A label is one byte: `0 .. classes - 1`, `0xFE` abstain. In a consensus `0xFF` means that no class reached `agreement` votes.
interface ILabelMarket {
    /// @notice The opening of a batch's gold: see `goldHashOf`.
    struct GoldOpening {
        bytes32 manifestHash;
        /// Items that are gold, two bytes each, ascending.
        bytes positions;
        /// Their answers, one byte each.
        bytes labels;
        bytes32 salt;
    }

    // ---------------------------------------------------------------- events: projects

    /// @notice A requester defined a project; its parameters never change.
    event ProjectCreated(
        ProjectId indexed projectId, address indexed requester, address indexed token, ProjectParams params
    );

    /// @notice A new guideline binds the batches created from now on.
    event GuidelineUpdated(ProjectId indexed projectId, uint256 version, bytes32 guidelineHash);

    /// @notice The dataset is final: nothing of the project runs, and no batch can follow.
    /// @param labelsRoot Root of the Merkle tree over the project's labels (docs/protocol.md has the leaf).
    /// @param verified Labels with a consensus or an overturned value.
    /// @param contested Labels without.
    event DatasetSealed(ProjectId indexed projectId, bytes32 labelsRoot, uint256 verified, uint256 contested);

    /// @param free The project's free balance after the funding.
    event ProjectFunded(ProjectId indexed projectId, address indexed from, uint256 amount, uint256 free);

    /// @param free The project's free balance after the refund.
    event ProjectRefunded(ProjectId indexed projectId, address indexed to, uint256 amount, uint256 free);

    // ---------------------------------------------------------------- events: batches

    /// @param manifestHash sha256 of the item manifest, which is also its CID (CIDv1, raw).
    /// @param goldHash What the requester committed to as gold, zero for none.
    /// @param guidelineVersion The guideline that this batch is labelled by.
    /// @param deadline Last second in which a panel can be assigned.
    event BatchCreated(
        BatchId indexed batchId,
        ProjectId indexed projectId,
        uint256 items,
        uint256 seats,
        uint256 agreement,
        bytes32 manifestHash,
        bytes32 goldHash,
        uint256 guidelineVersion,
        uint256 deadline
    );

    /// @notice The batch, just created, is a second round over items of `parent` that have no consensus.
    /// @param positions The items' positions in the parent, two bytes each, ascending, in the order of the new manifest.
    event RoundOpened(BatchId indexed batchId, BatchId indexed parent, bytes positions);

    /// @notice A panel was seated and the greatest possible expense reserved. Nobody's stake is touched: a commit locks it.
    /// @param annotators Strictly ascending.
    /// @param drawn Whether the panel was drawn from the open pool rather than invited.
    /// @param reserved What this batch holds in reserve.
    /// @param projectFree The project's free balance afterwards.
    /// @param projectReserved The project's reserved balance afterwards.
    /// @param deadline Last second in which a commit is taken.
    event Assigned(
        BatchId indexed batchId,
        address[] annotators,
        bool drawn,
        uint256 reserved,
        uint256 projectFree,
        uint256 projectReserved,
        uint256 deadline
    );

    /// @notice Too few committed: the panel is dissolved, its stakes are free, and the batch waits for another panel.
    /// @param attempts Panels dissolved so far.
    /// @param deadline Last second in which the next panel can be assigned.
    event Reassigned(
        BatchId indexed batchId, uint256 attempts, uint256 projectFree, uint256 projectReserved, uint256 deadline
    );

    event Committed(BatchId indexed batchId, address indexed annotator, bytes32 commitment);

    /// @notice The commit phase is over.
    /// @param committed Commits received.
    /// @param deadline Last second in which a reveal is taken.
    event RevealOpened(BatchId indexed batchId, uint256 committed, uint256 deadline);

    /// @param labels One byte per item, in the order of the manifest.
    /// @param payloadRoot sha256 of the structured answers, or zero when the labels say it all.
    event Revealed(BatchId indexed batchId, address indexed annotator, bytes labels, bytes32 payloadRoot);

    /// @notice A seat let the commit phase pass.
    event CommitMissed(BatchId indexed batchId, address indexed annotator);

    /// @notice A seat that committed let the reveal phase pass.
    event RevealMissed(BatchId indexed batchId, address indexed annotator);

    /// @notice The requester's gold, opened by the tally.
    /// @param positions Items that are gold, two bytes each, ascending.
    /// @param labels Their answers, one byte each.
    /// @param excluded One byte per gold item: 1 where it counts for nothing, since the panel's consensus contradicts it. Where more than
    /// a quarter of the gold is contradicted none of it counts: a panel cannot throw out what convicts it and be rated by the rest.
    event GoldOpened(BatchId indexed batchId, bytes positions, bytes labels, bytes excluded);

    /// @notice The gold was not opened in time.
    /// @param bond What goes to those who revealed, in equal shares, with the settlement.
    event GoldForfeited(BatchId indexed batchId, uint256 bond);

    /// @param deadline Last second in which a dispute can be opened; the settlement comes after it.
    /// @param consensus One byte per item: the class that reached `agreement` votes, or `0xFF`.
    /// @param votes One byte per item: the votes of that class, 0 where there is none.
    event BatchTallied(BatchId indexed batchId, bytes consensus, bytes votes, uint256 deadline);

    /// @param agreed Items on which the annotator's label is the consensus (ordinal: within the tolerance of it): what is paid.
    /// @param compared Items with a consensus that the annotator answered.
    /// @param goldRight Gold items answered as the requester does, of those that count.
    /// @param goldTotal Gold items answered, of those that count. An abstention is no answer.
    /// @param peerScore Agreements with the others on the same item less those on shifted items, over all others; 0 is chance.
    /// @param qualityBps Lower confidence bound of the decayed gold accuracy, less the penalty for low peer scores.
    /// @param tier 0..4, or 255 on probation and in a project without gold.
    /// @param multiplierBps What the tier pays.
    event AnnotatorScored(
        BatchId indexed batchId,
        address indexed annotator,
        uint256 agreed,
        uint256 compared,
        uint256 goldRight,
        uint256 goldTotal,
        int256 peerScore,
        uint256 qualityBps,
        uint256 tier,
        uint256 multiplierBps
    );

    /// @notice The tally found a reason to slash; the settlement opens the slash.
    event AnnotatorFlagged(BatchId indexed batchId, address indexed annotator, SlashReason reason);

    /// @notice A dispute stops the settlement.
    /// @param disputes Open disputes of the batch.
    event BatchDisputed(BatchId indexed batchId, uint256 disputes);

    /// @notice A dispute ended. At 0 the batch is tallied again.
    event DisputeClosed(BatchId indexed batchId, uint256 disputes);

    /// @notice A ruling changed an item's label.
    /// @param from The class so far, which is the tally's until a ruling changes it, or `0xFF`.
    /// @param to The new class, or `0xFF`.
    event LabelOverturned(BatchId indexed batchId, uint256 item, uint256 from, uint256 to);

    /// @notice An overturned label changed what a seat is paid for.
    /// @param agreed Items paid from now on.
    event SeatRescored(BatchId indexed batchId, address indexed annotator, uint256 agreed);

    /// @param paid Sum of the batch's rewards, withheld ones and a forfeited bond included.
    /// @param refunded What went from the reserve back to the project.
    event BatchSettled(
        BatchId indexed batchId, uint256 paid, uint256 refunded, uint256 projectFree, uint256 projectReserved
    );

    /// @notice Too few took part before a deadline. Revealers got the base reward for every item; no label results.
    event BatchVoided(
        BatchId indexed batchId, uint256 paid, uint256 refunded, uint256 projectFree, uint256 projectReserved
    );

    /// @notice A keeper took an exit that others let pass.
    /// @param projectReserved The project's reserved balance afterwards.
    /// @param claimable The keeper's claimable balance of the project's token, the fee included.
    event KeeperPaid(
        BatchId indexed batchId, address indexed keeper, uint256 amount, uint256 projectReserved, uint256 claimable
    );

    // ---------------------------------------------------------------- events: rewards

    /// @notice A reward became the annotator's. `RewardPaid` follows in the same transaction where the transfer worked. A reward
    /// of zero emits neither.
    /// @param claimable The annotator's claimable balance of `token`, this reward included.
    event RewardAccrued(
        BatchId indexed batchId, address indexed annotator, address indexed token, uint256 amount, uint256 claimable
    );

    /// @notice A part of the reward waits for the end of a slash: it is the slasher's to direct.
    event RewardWithheld(BatchId indexed batchId, address indexed annotator, address indexed token, uint256 amount);

    /// @notice The settlement transferred the reward to the annotator.
    /// @param claimable The annotator's claimable balance of `token` afterwards.
    event RewardPaid(
        BatchId indexed batchId, address indexed annotator, address indexed token, uint256 amount, uint256 claimable
    );

    /// @notice The annotator took all that was claimable of `token`.
    event RewardClaimed(address indexed annotator, address indexed token, address to, uint256 amount);

    /// @notice Someone directed its claimable balance to another account.
    event ClaimableMoved(
        address indexed from, address indexed to, address indexed token, uint256 amount, uint256 fromLeft, uint256 toHas
    );

    /// @notice The contracts that this market works with, told once.
    event Wired(address slasher, address court, address pool);

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
    error AlreadyWired();
    error NotWired();
    error NotDeployer(address caller);
    error NotCourt(address caller);
    error NotPool(address caller);
    error EntryPaused();
    error ProjectSealed(ProjectId projectId);
    error ProjectRunning(ProjectId projectId, uint256 reserved);
    error InvalidTiers(uint256 position);
    error InvalidTolerance(uint256 tolerance);
    error InvalidShare(uint256 bps);
    /// @notice The project's rule does not allow it: a gold hash where none belongs or none where one does, a round where no rounds are.
    error NotByRule(ProjectId projectId);
    error GoldMismatch(BatchId batchId);
    /// @notice The opened gold is malformed at `position`: not ascending, beyond the batch, or no class.
    error InvalidGold(BatchId batchId, uint256 position);
    error TooLittleGold(BatchId batchId, uint256 gold, uint256 needed);
    error NotEligible(BatchId batchId, address annotator);
    /// @notice A second round needs annotators of tier 3 or more in the project.
    error NotSenior(BatchId batchId, address annotator);
    error TooManyAttempts(BatchId batchId);
    error InvalidItem(BatchId batchId, uint256 item);
    error SameLabel(BatchId batchId, uint256 item, uint256 label);
    error InsufficientClaimable(address account, address token, uint256 claimable, uint256 needed);
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

    /// @notice keccak256 of `Gold(uint256 chainId,address market,bytes32 projectId,bytes32 manifestHash,bytes32 positionsHash,bytes32
    /// labelsHash,bytes32 salt)`.
    function GOLD_TYPEHASH() external view returns (bytes32);

    /// @notice Panels that a batch may lose to missing commits before it is void.
    function MAX_REASSIGNMENTS() external view returns (uint256);

    // ---------------------------------------------------------------- views

    /// @notice The vault that holds the annotators' stakes.
    function vault() external view returns (IStakeVault);

    /// @notice Bounds that bind new projects, and the guardian's pause of entry.
    function parameters() external view returns (IProtocolParameters);

    function slasher() external view returns (ISlasher);

    /// @notice The one contract that can dispute and overturn labels.
    function court() external view returns (address);

    /// @notice The one contract that can seat a drawn panel.
    function pool() external view returns (address);

    function projectOf(ProjectId projectId) external view returns (Project memory);

    /// @dev `projectKey` is the first 20 bytes of the project's id.
    function batchOf(BatchId batchId) external view returns (Batch memory);

    function seatOf(BatchId batchId, address annotator) external view returns (Seat memory);

    /// @notice Rewards whose transfer failed, waiting for `claim`.
    function claimableOf(address annotator, IERC20 token) external view returns (uint256);

    function projectIdOf(address requester, bytes32 salt) external view returns (ProjectId);

    function batchIdOf(ProjectId projectId, bytes32 manifestHash, bytes32 goldHash) external pure returns (BatchId);

    /// @notice The project that a batch belongs to; zero for an unknown batch.
    function projectIdOfBatch(BatchId batchId) external view returns (ProjectId);

    /// @notice What this market remembers of an annotator in a project.
    function standingOf(ProjectId projectId, address annotator) external view returns (Standing memory);

    /// @notice Disputes of the batch that are open.
    function disputesOf(BatchId batchId) external view returns (uint256);

    /// @notice Panels that the batch lost to missing commits.
    function attemptsOf(BatchId batchId) external view returns (uint256);

    /// @notice The second round over a batch's items without consensus; zero for none.
    function roundOf(BatchId batchId) external view returns (BatchId);

    /// @notice Merkle root of a sealed dataset; zero before.
    function labelsRootOf(ProjectId projectId) external view returns (bytes32);

    /// @notice Whether the annotator may take a seat in the batch: not its requester, eligible, and senior where the batch is.
    function canSit(BatchId batchId, address annotator) external view returns (bool);

    /// @notice What a seat of a settled batch was paid for, before anything withheld: smallest units of the project's token.
    function rewardOf(BatchId batchId, address annotator) external view returns (uint256);

    /// @notice The tier (0..4) that the tally gave a seat, or 255 on probation and in a project without gold: that of the batch, which no
    /// later change of the annotator's standing alters. 255 for a seat that was not scored.
    function tierOf(BatchId batchId, address annotator) external view returns (uint8);

    /// @notice The label of an item, which is the tally's unless a ruling changed it: a class, or `0xFF`. Only of a tallied or disputed
    /// batch.
    /// @param annotators The whole panel, strictly ascending.
    /// @param labels What each of them revealed; empty for a seat without a reveal.
    function labelOf(BatchId batchId, uint256 item, address[] calldata annotators, bytes[] calldata labels)
        external
        view
        returns (uint8);

    /// @notice What a requester commits to as gold: it names positions and answers and hides both until the tally.
    function goldHashOf(
        ProjectId projectId,
        bytes32 manifestHash,
        bytes calldata positions,
        bytes calldata labels,
        bytes32 salt
    ) external view returns (bytes32);

    /// @notice What an annotator commits to.
    /// @dev `keccak256(abi.encode(COMMIT_TYPEHASH, block.chainid, market, batchId, annotator, keccak256(labels), payloadRoot, salt))`:
    /// bound to the author, so that a copied commitment cannot be revealed, and to this market and chain.
    function commitmentOf(BatchId batchId, address annotator, bytes calldata labels, bytes32 payloadRoot, bytes32 salt)
        external
        view
        returns (bytes32);

    // ---------------------------------------------------------------- wiring

    /// @notice Tells the market its slasher, court and pool. Only the deployer, once; nothing is created before.
    function wire(ISlasher slasher_, address court_, address pool_) external;

    // ---------------------------------------------------------------- projects

    /// @notice Defines a project of the caller.
    function createProject(bytes32 salt, ProjectParams calldata params) external returns (ProjectId projectId);

    /// @notice Adds `amount` of the project's token, from anyone, to its free balance.
    function fundProject(ProjectId projectId, uint256 amount) external;

    /// @notice Takes `amount` of the free balance back. Only the requester.
    function refundProject(ProjectId projectId, address to, uint256 amount) external;

    /// @notice Publishes a new version of the guideline, for batches created from now on. Only the requester.
    function updateGuideline(ProjectId projectId, bytes32 guidelineHash) external;

    /// @notice Declares the dataset final. Only the requester, and only while nothing of the project is reserved.
    function sealDataset(ProjectId projectId, bytes32 labelsRoot, uint256 verified, uint256 contested) external;

    // ---------------------------------------------------------------- batches

    /// @notice Defines a batch of `items` (1..512) items for `seats` (3, 5 or 7) annotators, `agreement` of whom must agree.
    /// Only the requester.
    /// @param goldHash `goldHashOf` the batch's gold, at least the project's share of the items; zero in a project without gold.
    function createBatch(
        ProjectId projectId,
        bytes32 manifestHash,
        bytes32 goldHash,
        uint16 items,
        uint8 seats,
        uint8 agreement
    ) external returns (BatchId batchId);

    /// @notice Puts items of a settled batch that have no consensus into one more, for two more annotators, of tier 3 or more, a
    /// majority of whom must agree, at twice the reward and stake. Once per batch; only the requester, where the project says `Round`.
    /// @param positions Their positions in the parent, two bytes each, ascending.
    function createRound(BatchId parent, bytes32 manifestHash, bytes calldata positions)
        external
        returns (BatchId batchId);

    /// @notice Invites a panel (strictly ascending) and reserves the greatest possible reward. Only the requester. An invitation costs
    /// the annotator nothing: its stake is locked when it commits.
    function assign(BatchId batchId, address[] calldata annotators) external;

    /// @notice `assign` of a panel that the pool drew. Only the pool.
    function assignDrawn(BatchId batchId, address[] calldata annotators) external;

    /// @notice Dissolves a panel of which too few committed in time, so that another can be assigned. Anyone, for the keeper fee.
    /// @param annotators The whole panel, strictly ascending.
    function reassign(BatchId batchId, address[] calldata annotators) external;

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

    /// @notice `revealFor` for the whole panel, then `tally`, which takes the labels from the same calldata. Anyone with the gold.
    /// @param annotators The whole panel, strictly ascending. Each of them committed and none revealed yet.
    function revealAndTally(
        BatchId batchId,
        address[] calldata annotators,
        bytes[] calldata labels,
        bytes32[] calldata payloadRoots,
        bytes32[] calldata salts,
        GoldOpening calldata gold
    ) external;

    /// @notice Computes consensus, scores and tiers once all that committed revealed, or after the deadline when at least `agreement`
    /// did. Anyone who knows the gold.
    /// @param annotators The whole panel, strictly ascending.
    /// @param labels What each of them revealed; empty for a seat without a reveal.
    /// @param gold Empty in a batch without gold.
    function tally(BatchId batchId, address[] calldata annotators, bytes[] calldata labels, GoldOpening calldata gold)
        external;

    /// @notice `tally` without the gold that the requester let pass; its bond goes to those who revealed. Anyone, for the keeper fee.
    function tallyForfeited(BatchId batchId, address[] calldata annotators, bytes[] calldata labels) external;

    /// @notice Pays a tallied batch after its dispute window, frees the stakes that its commits locked, and opens the slashes that are
    /// due; their reporter is the caller. Anyone. A transfer that fails stays claimable and blocks nobody.
    /// @param annotators The whole panel, strictly ascending.
    function settle(BatchId batchId, address[] calldata annotators) external;

    /// @notice Ends a batch in which too few took part before a deadline. Anyone, for the keeper fee. Revealers get the reward for
    /// every item, whoever committed and did not reveal is slashed.
    /// @param annotators The whole panel, strictly ascending; empty for a batch without one.
    function voidBatch(BatchId batchId, address[] calldata annotators) external;

    // ---------------------------------------------------------------- disputes

    /// @notice Stops the settlement of a tallied batch within its dispute window. Only the court.
    function openDispute(BatchId batchId) external;

    /// @notice Ends one dispute of the batch. Only the court.
    function closeDispute(BatchId batchId) external;

    /// @notice Gives an item another label and corrects what each seat is paid for. Only the court, in a disputed batch.
    /// @param to A class, or `0xFF` for none.
    /// @param annotators The whole panel, strictly ascending.
    /// @param labels What each of them revealed; empty for a seat without a reveal.
    /// @return from The label so far: the tally's, or that of the ruling before.
    function overturn(BatchId batchId, uint256 item, uint8 to, address[] calldata annotators, bytes[] calldata labels)
        external
        returns (uint8 from);

    // ---------------------------------------------------------------- claims

    /// @notice Sends all of the caller's claimable `token` to `to`.
    function claim(IERC20 token, address to) external returns (uint256 amount);

    /// @notice Directs `amount` of the caller's claimable `token` to another account's claimable balance.
    function moveClaimable(IERC20 token, address to, uint256 amount) external;

    // ---------------------------------------------------------------- many at once

    /// @notice Several calls of the same sender in one transaction, in order; all are made or none. Each meets its own preconditions.
    function multicall(bytes[] calldata calls) external returns (bytes[] memory results);
}
