// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IEligibility} from "./interfaces/IEligibility.sol";
import {ILabelMarket} from "./interfaces/ILabelMarket.sol";
import {IProtocolParameters} from "./interfaces/IProtocolParameters.sol";
import {ISlasher} from "./interfaces/ISlasher.sol";
import {IStakeVault} from "./interfaces/IStakeVault.sol";
import {Commitment} from "./libraries/Commitment.sol";
import {Disputes} from "./libraries/Disputes.sol";
import {Eligibility} from "./libraries/Eligibility.sol";
import {Escrow} from "./libraries/Escrow.sol";
import {Exits} from "./libraries/Exits.sol";
import {Gold} from "./libraries/Gold.sol";
import {Keeper} from "./libraries/Keeper.sol";
import {MeasuredDeposit} from "./libraries/MeasuredDeposit.sol";
import {NewBatch} from "./libraries/NewBatch.sol";
import {Panel} from "./libraries/Panel.sol";
import {Phase} from "./libraries/Phase.sol";
import {ProjectRules} from "./libraries/ProjectRules.sol";
import {Projects} from "./libraries/Projects.sol";
import {RelayedCommit} from "./libraries/RelayedCommit.sol";
import {Reserve} from "./libraries/Reserve.sol";
import {Rewards} from "./libraries/Rewards.sol";
import {Rounds} from "./libraries/Rounds.sol";
import {Scoring} from "./libraries/Scoring.sol";
import {Seats} from "./libraries/Seats.sol";
import {Stakes} from "./libraries/Stakes.sol";
import {Standings} from "./libraries/Standings.sol";
import {Batch, BatchFlags, BatchState, Seat, SeatState} from "./types/Batch.sol";
import {Books} from "./types/Books.sol";
import {BatchId, ProjectId, ProjectKey} from "./types/Ids.sol";
import {Balances, Project, ProjectParams, StoredProject} from "./types/Project.sol";
import {Standing} from "./types/Standing.sol";
import {Terms} from "./types/Terms.sol";

/// @title LabelMarket: see `ILabelMarket`, which is the specification.
/// @dev Whatever calls a project's token, which can be any contract, is `nonReentrant`, and so is whatever changes a claimable balance.
/// The vault and the slasher call nobody back, and neither a wallet asked for its signature nor a project's hook can write.
///
/// The tally (`Scoring`) and what happens once a project or rarely in a batch's life (`ProjectRules`, `Rounds`, `Exits`, `Disputes`) are
/// external libraries: the contract's code would not fit otherwise. They are linked at deployment and act on this contract's storage.
contract LabelMarket is EIP712, Multicall, ReentrancyGuardTransient, ILabelMarket {
    using Escrow for Balances;
    using MeasuredDeposit for IERC20;
    using Panel for address[];
    using Phase for Batch;
    using Projects for mapping(ProjectKey projectKey => StoredProject);
    using Reserve for Batch;
    using Rewards for mapping(address annotator => mapping(IERC20 token => uint256));
    using SafeERC20 for IERC20;
    using Seats for mapping(address annotator => Seat);

    /// @inheritdoc ILabelMarket
    bytes32 public constant COMMIT_TYPEHASH = Commitment.TYPEHASH;

    /// @inheritdoc ILabelMarket
    bytes32 public constant RELAYED_COMMIT_TYPEHASH = RelayedCommit.TYPEHASH;

    /// @inheritdoc ILabelMarket
    bytes32 public constant GOLD_TYPEHASH = Gold.TYPEHASH;

    /// @inheritdoc ILabelMarket
    uint256 public constant MAX_ITEMS = 512;

    /// @inheritdoc ILabelMarket
    uint256 public constant MAX_REASSIGNMENTS = Exits.MAX_REASSIGNMENTS;

    /// @inheritdoc ILabelMarket
    uint256 public constant ASSIGN_WINDOW = 7 days;

    /// @inheritdoc ILabelMarket
    IStakeVault public immutable vault;

    /// @inheritdoc ILabelMarket
    IProtocolParameters public immutable parameters;

    /// @inheritdoc ILabelMarket
    ISlasher public slasher;

    /// @inheritdoc ILabelMarket
    address public court;

    /// @inheritdoc ILabelMarket
    address public pool;

    address private immutable _deployer;

    Books private _books;

    /// @param vault_ Must grant this market its `LOCKER_ROLE`.
    constructor(IStakeVault vault_, IProtocolParameters parameters_) EIP712("LabelMarket", "1") {
        require(address(vault_) != address(0) && address(parameters_) != address(0), ZeroAddress());
        vault = vault_;
        parameters = parameters_;
        _deployer = msg.sender;
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc ILabelMarket
    function projectOf(ProjectId projectId) external view returns (Project memory) {
        return ProjectRules.read(_books, projectId);
    }

    /// @inheritdoc ILabelMarket
    function batchOf(BatchId batchId) external view returns (Batch memory) {
        return _books.batches[batchId];
    }

    /// @inheritdoc ILabelMarket
    function seatOf(BatchId batchId, address annotator) external view returns (Seat memory seat) {
        seat = _books.seats[batchId][annotator];
        BatchState state = _books.batches[batchId].state;
        bool paid = state == BatchState.Settled
            ? seat.state == SeatState.Scored
            : state == BatchState.Void && seat.state == SeatState.Revealed;
        if (paid) seat.state = SeatState.Paid;
    }

    /// @inheritdoc ILabelMarket
    function claimableOf(address annotator, IERC20 token) external view returns (uint256) {
        return _books.claimable[annotator][token];
    }

    /// @inheritdoc ILabelMarket
    function standingOf(ProjectId projectId, address annotator) external view returns (Standing memory standing) {
        StoredProject storage project = _books.projects[projectId.key()];
        if (project.idTail == projectId.tail()) standing = _books.standings[projectId.key()][annotator];
    }

    /// @inheritdoc ILabelMarket
    function disputesOf(BatchId batchId) external view returns (uint256) {
        return _books.sequels[batchId].disputes;
    }

    /// @inheritdoc ILabelMarket
    function attemptsOf(BatchId batchId) external view returns (uint256) {
        return _books.sequels[batchId].attempts;
    }

    /// @inheritdoc ILabelMarket
    function roundOf(BatchId batchId) external view returns (BatchId) {
        return _books.sequels[batchId].round;
    }

    /// @inheritdoc ILabelMarket
    function labelsRootOf(ProjectId projectId) external view returns (bytes32) {
        bool known = _books.projects[projectId.key()].idTail == projectId.tail();
        return known ? _books.labelsRoots[projectId.key()] : bytes32(0);
    }

    /// @inheritdoc ILabelMarket
    function projectIdOfBatch(BatchId batchId) public view returns (ProjectId) {
        ProjectKey projectKey = _books.batches[batchId].projectKey;
        return projectKey.id(_books.projects[projectKey].idTail);
    }

    /// @inheritdoc ILabelMarket
    function canSit(BatchId batchId, address annotator) external view returns (bool) {
        Batch storage batch = _books.batches[batchId];
        StoredProject storage project = _books.projects[batch.projectKey];
        if (batch.state == BatchState.None || annotator == address(0) || annotator == project.requester) return false;
        if (batch.flags & BatchFlags.SENIOR != 0 && !_isSenior(batch.projectKey, annotator)) return false;
        return Eligibility.allows(project.eligibility, batch.projectKey.id(project.idTail), annotator);
    }

    /// @inheritdoc ILabelMarket
    function rewardOf(BatchId batchId, address annotator) external view returns (uint256) {
        Batch storage batch = _books.batches[batchId];
        Seat memory seat = _books.seats[batchId][annotator];
        if (batch.state != BatchState.Settled || seat.state != SeatState.Scored) return 0;
        return Seats.earned(seat, batch.rewardOf(_books.projects[batch.projectKey]));
    }

    /// @inheritdoc ILabelMarket
    function tierOf(BatchId batchId, address annotator) external view returns (uint8) {
        Seat storage seat = _books.seats[batchId][annotator];
        return seat.state == SeatState.Scored ? seat.tier : Standings.PROBATION;
    }

    /// @inheritdoc ILabelMarket
    function projectIdOf(address requester, bytes32 salt) public view returns (ProjectId) {
        return ProjectId.wrap(keccak256(abi.encode(block.chainid, address(this), requester, salt)));
    }

    /// @inheritdoc ILabelMarket
    function batchIdOf(ProjectId projectId, bytes32 manifestHash, bytes32 goldHash) external pure returns (BatchId) {
        return Gold.batchIdOf(projectId, manifestHash, goldHash);
    }

    /// @inheritdoc ILabelMarket
    function labelOf(BatchId batchId, uint256 item, address[] calldata annotators, bytes[] calldata labels)
        external
        view
        returns (uint8)
    {
        return Disputes.labelOf(_books, batchId, item, annotators, labels);
    }

    /// @inheritdoc ILabelMarket
    function goldHashOf(
        ProjectId projectId,
        bytes32 manifestHash,
        bytes calldata positions,
        bytes calldata labels,
        bytes32 salt
    ) external view returns (bytes32) {
        return Gold.hashOf(projectId, manifestHash, positions, labels, salt);
    }

    /// @inheritdoc ILabelMarket
    function commitmentOf(BatchId batchId, address annotator, bytes calldata labels, bytes32 payloadRoot, bytes32 salt)
        external
        view
        returns (bytes32)
    {
        return Commitment.hashOf(batchId, annotator, keccak256(labels), payloadRoot, salt);
    }

    // ---------------------------------------------------------------- wiring

    /// @inheritdoc ILabelMarket
    function wire(ISlasher slasher_, address court_, address pool_) external {
        require(msg.sender == _deployer, NotDeployer(msg.sender));
        require(address(slasher) == address(0), AlreadyWired());
        require(address(slasher_) != address(0) && court_ != address(0) && pool_ != address(0), ZeroAddress());

        (slasher, court, pool) = (slasher_, court_, pool_);
        emit Wired({slasher: address(slasher_), court: court_, pool: pool_});
    }

    // ---------------------------------------------------------------- projects

    /// @inheritdoc ILabelMarket
    function createProject(bytes32 salt, ProjectParams calldata params) external returns (ProjectId projectId) {
        require(address(slasher) != address(0), NotWired());
        projectId = projectIdOf(msg.sender, salt);
        ProjectRules.create(_books, parameters, projectId, params);
    }

    /// @inheritdoc ILabelMarket
    function fundProject(ProjectId projectId, uint256 amount) external nonReentrant {
        StoredProject storage project = _books.projects.known(projectId);
        require(!parameters.entryPaused(), EntryPaused());
        require(amount != 0, ZeroAmount());

        uint256 free = project.balances.fund(amount);
        emit ProjectFunded({projectId: projectId, from: msg.sender, amount: amount, free: free});

        uint256 received = project.token.depositFrom(msg.sender, amount);
        require(received == amount, UnsupportedToken(amount, received));
    }

    /// @inheritdoc ILabelMarket
    function refundProject(ProjectId projectId, address to, uint256 amount) external nonReentrant {
        StoredProject storage project = _books.projects.ownedByCaller(projectId);
        require(to != address(0), ZeroAddress());
        require(amount != 0, ZeroAmount());

        uint256 free = project.balances.refund(projectId, amount);
        emit ProjectRefunded({projectId: projectId, to: to, amount: amount, free: free});

        project.token.safeTransfer(to, amount);
    }

    /// @inheritdoc ILabelMarket
    function updateGuideline(ProjectId projectId, bytes32 guidelineHash) external {
        ProjectRules.updateGuideline(_books, projectId, guidelineHash);
    }

    /// @inheritdoc ILabelMarket
    function sealDataset(ProjectId projectId, bytes32 labelsRoot, uint256 verified, uint256 contested) external {
        ProjectRules.seal(_books, projectId, labelsRoot, verified, contested);
    }

    // ---------------------------------------------------------------- batches

    /// @inheritdoc ILabelMarket
    function createBatch(
        ProjectId projectId,
        bytes32 manifestHash,
        bytes32 goldHash,
        uint16 items,
        uint8 seats,
        uint8 agreement
    ) external returns (BatchId batchId) {
        StoredProject storage project = _books.projects.ownedByCaller(projectId);
        Projects.requireUnsealed(project, projectId);
        require(items != 0 && items <= MAX_ITEMS, InvalidItems(items));
        require(seats == 3 || seats == 5 || seats == 7, InvalidSeats(seats));
        require(agreement <= seats && 2 * uint256(agreement) > seats, InvalidAgreement(agreement, seats));
        require((goldHash != 0) == (project.terms.goldBps() != 0), NotByRule(projectId));

        batchId = Gold.batchIdOf(projectId, manifestHash, goldHash);
        NewBatch.create(
            _books,
            project,
            NewBatch.Plan({
                batchId: batchId,
                projectId: projectId,
                manifestHash: manifestHash,
                goldHash: goldHash,
                flags: 0,
                items: items,
                seats: seats,
                agreement: agreement,
                window: ASSIGN_WINDOW
            })
        );
    }

    /// @inheritdoc ILabelMarket
    function createRound(BatchId parent, bytes32 manifestHash, bytes calldata positions)
        external
        returns (BatchId batchId)
    {
        return Rounds.open(_books, parent, manifestHash, positions, ASSIGN_WINDOW);
    }

    /// @inheritdoc ILabelMarket
    function assign(BatchId batchId, address[] calldata annotators) external {
        Batch storage batch = _books.batches[batchId];
        batch.requireState(batchId, BatchState.Created);
        StoredProject storage project = _books.projects[batch.projectKey];
        ProjectId projectId = batch.projectKey.id(project.idTail);
        require(project.requester == msg.sender, NotRequester(projectId, msg.sender));
        batch.requireOpen(batchId);
        _assign(batchId, batch, project, projectId, annotators, false);
    }

    /// @inheritdoc ILabelMarket
    function assignDrawn(BatchId batchId, address[] calldata annotators) external {
        require(msg.sender == pool, NotPool(msg.sender));
        Batch storage batch = _books.batches[batchId];
        batch.requireState(batchId, BatchState.Created);
        StoredProject storage project = _books.projects[batch.projectKey];
        batch.requireOpen(batchId);
        _assign(batchId, batch, project, batch.projectKey.id(project.idTail), annotators, true);
    }

    /// @inheritdoc ILabelMarket
    function reassign(BatchId batchId, address[] calldata annotators) external nonReentrant {
        Exits.reassign(_books, vault, batchId, annotators, ASSIGN_WINDOW);
    }

    /// @inheritdoc ILabelMarket
    function commit(BatchId batchId, bytes32 commitment) external {
        Batch storage batch = _books.batches[batchId];
        batch.requireState(batchId, BatchState.Committing);
        batch.requireOpen(batchId);
        _books.seats[batchId].commit(batchId, msg.sender, commitment);

        uint256 stake = _countCommits(batchId, batch, 1);
        if (stake != 0) vault.lock(msg.sender, stake);
    }

    /// @inheritdoc ILabelMarket
    function commitFor(
        BatchId batchId,
        address[] calldata annotators,
        bytes32[] calldata commitments,
        uint256[] calldata deadlines,
        bytes[] calldata signatures
    ) external {
        Batch storage batch = _books.batches[batchId];
        batch.requireState(batchId, BatchState.Committing);
        batch.requireOpen(batchId);
        annotators.requireEntries(commitments.length);
        annotators.requireEntries(deadlines.length);
        annotators.requireEntries(signatures.length);
        bytes32 domain = _domainSeparatorV4();
        for (uint256 i = 0; i < annotators.length; ++i) {
            RelayedCommit.requireSigned(domain, batchId, annotators[i], commitments[i], deadlines[i], signatures[i]);
            _books.seats[batchId].commit(batchId, annotators[i], commitments[i]);
        }

        uint256 stake = _countCommits(batchId, batch, annotators.length);
        if (stake != 0) vault.lockEach(annotators, stake);
    }

    /// @inheritdoc ILabelMarket
    function openReveal(BatchId batchId) external nonReentrant {
        Batch storage batch = _books.batches[batchId];
        batch.requireState(batchId, BatchState.Committing);
        batch.requireOver(batchId);
        _requireQuorum(batchId, batch.committed, batch.agreement);

        batch.flags |= BatchFlags.OPENED_LATE;
        StoredProject storage project = _books.projects[batch.projectKey];
        _openReveal(batchId, batch, project);
        Keeper.pay(_books, batchId, project, batch.rewardOf(project));
    }

    /// @inheritdoc ILabelMarket
    function reveal(BatchId batchId, bytes calldata labels, bytes32 payloadRoot, bytes32 salt) external {
        Batch storage batch = _books.batches[batchId];
        batch.requireState(batchId, BatchState.Revealing);
        batch.requireOpen(batchId);
        uint256 classes = _books.projects[batch.projectKey].classes;
        _books.seats[batchId].reveal(batchId, msg.sender, labels, payloadRoot, salt, batch.items, classes);
    }

    /// @inheritdoc ILabelMarket
    function revealFor(
        BatchId batchId,
        address[] calldata annotators,
        bytes[] calldata labels,
        bytes32[] calldata payloadRoots,
        bytes32[] calldata salts
    ) external {
        _revealFor(batchId, annotators, labels, payloadRoots, salts);
    }

    /// @inheritdoc ILabelMarket
    function revealAndTally(
        BatchId batchId,
        address[] calldata annotators,
        bytes[] calldata labels,
        bytes32[] calldata payloadRoots,
        bytes32[] calldata salts,
        GoldOpening calldata gold
    ) external {
        Batch storage batch = _revealFor(batchId, annotators, labels, payloadRoots, salts);
        annotators.requireDistinct(batchId, batch.seats);
        Scoring.score(_books, batchId, annotators, labels, gold);
    }

    /// @inheritdoc ILabelMarket
    function tally(BatchId batchId, address[] calldata annotators, bytes[] calldata labels, GoldOpening calldata gold)
        external
    {
        Scoring.tally(_books, batchId, annotators, labels, gold);
    }

    /// @inheritdoc ILabelMarket
    function tallyForfeited(BatchId batchId, address[] calldata annotators, bytes[] calldata labels)
        external
        nonReentrant
    {
        Scoring.tallyForfeited(_books, batchId, annotators, labels);
    }

    /// @inheritdoc ILabelMarket
    function settle(BatchId batchId, address[] calldata annotators) external nonReentrant {
        Batch storage batch = _books.batches[batchId];
        batch.requireState(batchId, BatchState.Tallied);
        StoredProject storage project = _books.projects[batch.projectKey];
        if (project.disputeWindow != 0) batch.requireOver(batchId);
        annotators.requireDistinct(batchId, batch.seats);

        batch.close(BatchState.Settled);
        (uint256[] memory rewards, bool flagged, bool silent) = _release(batchId, batch, project, annotators);
        if (flagged) Exits.withhold(_books, slasher, batchId, annotators);

        Stakes.free(vault, _books.seats[batchId], batch.committed, annotators, batch.stakeOf(project));
        if (flagged || silent) Exits.slash(_books, slasher, batchId, annotators);
        _books.claimable.pay(batchId, annotators, project.token, rewards);
    }

    /// @inheritdoc ILabelMarket
    function voidBatch(BatchId batchId, address[] calldata annotators) external nonReentrant {
        Exits.voidBatch(_books, vault, slasher, batchId, annotators);
    }

    // ---------------------------------------------------------------- disputes

    /// @inheritdoc ILabelMarket
    function openDispute(BatchId batchId) external onlyCourt {
        Disputes.open(_books, batchId);
    }

    /// @inheritdoc ILabelMarket
    function closeDispute(BatchId batchId) external onlyCourt {
        Disputes.close(_books, batchId);
    }

    /// @inheritdoc ILabelMarket
    function overturn(BatchId batchId, uint256 item, uint8 to, address[] calldata annotators, bytes[] calldata labels)
        external
        onlyCourt
        returns (uint8 from)
    {
        return Disputes.overturn(_books, batchId, item, to, annotators, labels);
    }

    // ---------------------------------------------------------------- claims

    /// @inheritdoc ILabelMarket
    function claim(IERC20 token, address to) external nonReentrant returns (uint256 amount) {
        require(to != address(0), ZeroAddress());

        amount = _books.claimable.take(msg.sender, token);
        emit RewardClaimed({annotator: msg.sender, token: address(token), to: to, amount: amount});

        token.safeTransfer(to, amount);
    }

    /// @inheritdoc ILabelMarket
    function moveClaimable(IERC20 token, address to, uint256 amount) external nonReentrant {
        require(to != address(0), ZeroAddress());
        require(amount != 0, ZeroAmount());

        (uint256 fromLeft, uint256 toHas) = _books.claimable.move(msg.sender, to, token, amount);
        emit ClaimableMoved({
            from: msg.sender, to: to, token: address(token), amount: amount, fromLeft: fromLeft, toHas: toHas
        });
    }

    // ---------------------------------------------------------------- many at once

    /// @inheritdoc ILabelMarket
    function multicall(bytes[] calldata calls)
        public
        override(ILabelMarket, Multicall)
        returns (bytes[] memory results)
    {
        return super.multicall(calls);
    }

    // ---------------------------------------------------------------- preconditions

    modifier onlyCourt() {
        require(msg.sender == court, NotCourt(msg.sender));
        _;
    }

    function _requireQuorum(BatchId batchId, uint256 taken, uint256 needed) private pure {
        require(taken >= needed, QuorumNotReached(batchId, taken, needed));
    }

    function _isSenior(ProjectKey projectKey, address annotator) private view returns (bool) {
        uint8 tier = _books.standings[projectKey][annotator].tier;
        return tier >= Standings.SENIOR && tier != Standings.PROBATION;
    }

    // ---------------------------------------------------------------- steps

    function _assign(
        BatchId batchId,
        Batch storage batch,
        StoredProject storage project,
        ProjectId projectId,
        address[] calldata annotators,
        bool drawn
    ) private {
        annotators.requireDistinct(batchId, batch.seats);
        Projects.requireUnsealed(project, projectId);
        address requester = project.requester;
        IEligibility hook = project.eligibility;
        bool senior = batch.flags & BatchFlags.SENIOR != 0;
        for (uint256 i = 0; i < annotators.length; ++i) {
            address annotator = annotators[i];
            require(annotator != requester, RequesterOnPanel(batchId));
            require(Eligibility.allows(hook, projectId, annotator), NotEligible(batchId, annotator));
            require(!senior || _isSenior(batch.projectKey, annotator), NotSenior(batchId, annotator));
            _books.seats[batchId][annotator].state = SeatState.Assigned;
        }
        uint256 amount = batch.whole(project.terms, batch.rewardOf(project));
        (uint256 free, uint256 reserved) = project.balances.reserve(projectId, amount);
        uint40 deadline = batch.open(BatchState.Committing, project.commitWindow);
        emit Assigned({
            batchId: batchId,
            annotators: annotators,
            drawn: drawn,
            reserved: amount,
            projectFree: free,
            projectReserved: reserved,
            deadline: deadline
        });
    }

    /// @param commits Seats that just took a commitment: each seat takes one, so that the count stays within the panel.
    /// @return stake What each of them has to lock.
    function _countCommits(BatchId batchId, Batch storage batch, uint256 commits) private returns (uint256 stake) {
        uint256 committed = batch.committed + commits;
        batch.committed = uint8(committed);
        StoredProject storage project = _books.projects[batch.projectKey];
        if (committed == batch.seats) _openReveal(batchId, batch, project);
        return batch.stakeOf(project);
    }

    function _openReveal(BatchId batchId, Batch storage batch, StoredProject storage project) private {
        uint40 deadline = batch.open(BatchState.Revealing, project.revealWindow);
        emit RevealOpened({batchId: batchId, committed: batch.committed, deadline: deadline});
    }

    function _revealFor(
        BatchId batchId,
        address[] calldata annotators,
        bytes[] calldata labels,
        bytes32[] calldata payloadRoots,
        bytes32[] calldata salts
    ) private returns (Batch storage batch) {
        batch = _books.batches[batchId];
        batch.requireState(batchId, BatchState.Revealing);
        batch.requireOpen(batchId);
        annotators.requireEntries(labels.length);
        annotators.requireEntries(payloadRoots.length);
        annotators.requireEntries(salts.length);
        (uint256 items, uint256 classes) = (batch.items, _books.projects[batch.projectKey].classes);
        for (uint256 i = 0; i < annotators.length; ++i) {
            _books.seats[batchId].reveal(batchId, annotators[i], labels[i], payloadRoots[i], salts[i], items, classes);
        }
    }

    /// @dev Gives the reserve of a tallied batch to its annotators and the rest back.
    /// @return rewards Per annotator what is transferred: less what is withheld, with its share of a forfeited bond.
    /// @return flagged Whether the tally flagged a seat.
    /// @return silent Whether a seat committed and did not reveal.
    function _release(
        BatchId batchId,
        Batch storage batch,
        StoredProject storage project,
        address[] calldata annotators
    ) private returns (uint256[] memory rewards, bool flagged, bool silent) {
        Terms terms = project.terms;
        uint256 reward = batch.rewardOf(project);
        uint256 share = 0;
        if (batch.flags & BatchFlags.GOLD_FORFEITED != 0) {
            uint256 revealed = _books.seats[batchId].countIn(batchId, annotators, SeatState.Scored);
            share = terms.goldBond() * reward / revealed;
        }
        rewards = new uint256[](annotators.length);
        uint256 paid = 0;
        for (uint256 i = 0; i < annotators.length; ++i) {
            Seat memory seat = _books.seats[batchId][annotators[i]];
            require(seat.state != SeatState.None, WrongSeat(batchId, annotators[i], SeatState.None));
            if (seat.state == SeatState.Committed) silent = true;
            if (seat.state != SeatState.Scored) continue;
            uint256 amount = Seats.earned(seat, reward);
            paid += amount + share;
            if (seat.flagged != 0) flagged = true;
            rewards[i] = amount + share - Seats.withheld(seat, amount);
        }
        uint256 held = batch.left(terms, reward);
        (uint256 free, uint256 reserved) = project.balances.release(held, paid);
        emit BatchSettled({
            batchId: batchId, paid: paid, refunded: held - paid, projectFree: free, projectReserved: reserved
        });
    }
}
