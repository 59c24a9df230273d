// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {ILabelMarket} from "./interfaces/ILabelMarket.sol";
import {IStakeVault} from "./interfaces/IStakeVault.sol";
import {Commitment} from "./libraries/Commitment.sol";
import {Escrow} from "./libraries/Escrow.sol";
import {MeasuredDeposit} from "./libraries/MeasuredDeposit.sol";
import {Panel} from "./libraries/Panel.sol";
import {Phase} from "./libraries/Phase.sol";
import {Projects} from "./libraries/Projects.sol";
import {RelayedCommit} from "./libraries/RelayedCommit.sol";
import {Rewards} from "./libraries/Rewards.sol";
import {Seats} from "./libraries/Seats.sol";
import {Tally} from "./libraries/Tally.sol";
import {Batch, BatchState, Seat, SeatState} from "./types/Batch.sol";
import {BatchId, ProjectId, ProjectKey} from "./types/Ids.sol";
import {Project, ProjectParams} from "./types/Project.sol";

/// @title LabelMarket: see `ILabelMarket`, which is the specification.
/// @dev Whatever calls a project's token, which can be any contract, is `nonReentrant`. The vault calls nobody while it locks, and a
/// wallet asked for its signature cannot write.
contract LabelMarket is EIP712, Multicall, ReentrancyGuardTransient, ILabelMarket {
    using Escrow for Project;
    using MeasuredDeposit for IERC20;
    using Panel for address[];
    using Phase for Batch;
    using Projects for mapping(ProjectKey projectKey => Project);
    using Rewards for mapping(address annotator => mapping(IERC20 token => uint256));
    using SafeERC20 for IERC20;
    using Seats for mapping(address annotator => Seat);

    /// @inheritdoc ILabelMarket
    bytes32 public constant COMMIT_TYPEHASH = Commitment.TYPEHASH;

    /// @inheritdoc ILabelMarket
    bytes32 public constant RELAYED_COMMIT_TYPEHASH = RelayedCommit.TYPEHASH;

    /// @inheritdoc ILabelMarket
    uint256 public constant MAX_ITEMS = 512;

    /// @inheritdoc ILabelMarket
    uint256 public constant ASSIGN_WINDOW = 7 days;

    /// @inheritdoc ILabelMarket
    uint256 public constant MIN_WINDOW = Projects.MIN_WINDOW;

    /// @inheritdoc ILabelMarket
    uint256 public constant MAX_WINDOW = Projects.MAX_WINDOW;

    /// @inheritdoc ILabelMarket
    IStakeVault public immutable vault;

    mapping(ProjectKey projectKey => Project) private _projects;
    mapping(BatchId batchId => Batch) private _batches;
    mapping(BatchId batchId => mapping(address annotator => Seat)) private _seats;
    mapping(address annotator => mapping(IERC20 token => uint256)) private _claimable;

    /// @param vault_ Must grant this market its `LOCKER_ROLE`.
    constructor(IStakeVault vault_) EIP712("LabelMarket", "1") {
        require(address(vault_) != address(0), ZeroAddress());
        vault = vault_;
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc ILabelMarket
    function projectOf(ProjectId projectId) external view returns (Project memory project) {
        Project storage found = _projects[projectId.key()];
        if (found.idTail == projectId.tail()) project = found;
    }

    /// @inheritdoc ILabelMarket
    function batchOf(BatchId batchId) external view returns (Batch memory) {
        return _batches[batchId];
    }

    /// @inheritdoc ILabelMarket
    function seatOf(BatchId batchId, address annotator) external view returns (Seat memory seat) {
        seat = _seats[batchId][annotator];
        BatchState state = _batches[batchId].state;
        bool paid = state == BatchState.Settled
            ? seat.state == SeatState.Scored
            : state == BatchState.Void && seat.state == SeatState.Revealed;
        if (paid) seat.state = SeatState.Paid;
    }

    /// @inheritdoc ILabelMarket
    function claimableOf(address annotator, IERC20 token) external view returns (uint256) {
        return _claimable[annotator][token];
    }

    /// @inheritdoc ILabelMarket
    function projectIdOf(address requester, bytes32 salt) public view returns (ProjectId) {
        return ProjectId.wrap(keccak256(abi.encode(block.chainid, address(this), requester, salt)));
    }

    /// @inheritdoc ILabelMarket
    function batchIdOf(ProjectId projectId, bytes32 manifestHash) public pure returns (BatchId) {
        return BatchId.wrap(keccak256(abi.encode(projectId, manifestHash)));
    }

    /// @inheritdoc ILabelMarket
    function commitmentOf(BatchId batchId, address annotator, bytes calldata labels, bytes32 payloadRoot, bytes32 salt)
        external
        view
        returns (bytes32)
    {
        return Commitment.hashOf(batchId, annotator, keccak256(labels), payloadRoot, salt);
    }

    // ---------------------------------------------------------------- projects

    /// @inheritdoc ILabelMarket
    function createProject(bytes32 salt, ProjectParams calldata params) external returns (ProjectId projectId) {
        projectId = projectIdOf(msg.sender, salt);
        _projects.create(projectId, msg.sender, params);
        emit ProjectCreated({
            projectId: projectId,
            requester: msg.sender,
            token: address(params.token),
            rewardPerLabel: params.rewardPerLabel,
            stakePerSeat: params.stakePerSeat,
            classes: params.classes,
            commitWindow: params.commitWindow,
            revealWindow: params.revealWindow,
            guidelineHash: params.guidelineHash
        });
    }

    /// @inheritdoc ILabelMarket
    function fundProject(ProjectId projectId, uint256 amount) external nonReentrant {
        Project storage project = _projects.known(projectId);
        require(amount != 0, ZeroAmount());

        uint256 free = project.fund(amount);
        emit ProjectFunded({projectId: projectId, from: msg.sender, amount: amount, free: free});

        uint256 received = project.params.token.depositFrom(msg.sender, amount);
        require(received == amount, UnsupportedToken(amount, received));
    }

    /// @inheritdoc ILabelMarket
    function refundProject(ProjectId projectId, address to, uint256 amount) external nonReentrant {
        Project storage project = _projects.ownedByCaller(projectId);
        require(to != address(0), ZeroAddress());
        require(amount != 0, ZeroAmount());

        uint256 free = project.refund(projectId, amount);
        emit ProjectRefunded({projectId: projectId, to: to, amount: amount, free: free});

        project.params.token.safeTransfer(to, amount);
    }

    // ---------------------------------------------------------------- batches

    /// @inheritdoc ILabelMarket
    function createBatch(ProjectId projectId, bytes32 manifestHash, uint16 items, uint8 seats, uint8 agreement)
        external
        returns (BatchId batchId)
    {
        Project storage project = _projects.ownedByCaller(projectId);
        require(items != 0 && items <= MAX_ITEMS, InvalidItems(items));
        require(seats == 3 || seats == 5 || seats == 7, InvalidSeats(seats));
        require(agreement <= seats && 2 * uint256(agreement) > seats, InvalidAgreement(agreement, seats));
        batchId = batchIdOf(projectId, manifestHash);
        Batch storage batch = _batches[batchId];
        require(batch.state == BatchState.None, BatchExists(batchId));

        batch.projectKey = projectId.key();
        batch.classes = project.params.classes;
        batch.items = items;
        batch.seats = seats;
        batch.agreement = agreement;
        uint40 deadline = batch.open(BatchState.Created, ASSIGN_WINDOW);
        emit BatchCreated({
            batchId: batchId,
            projectId: projectId,
            items: items,
            seats: seats,
            agreement: agreement,
            manifestHash: manifestHash,
            deadline: deadline
        });
    }

    /// @inheritdoc ILabelMarket
    function assign(BatchId batchId, address[] calldata annotators) external {
        Batch storage batch = _batches[batchId];
        batch.requireState(batchId, BatchState.Created);
        ProjectId projectId = batch.projectKey.id(_projects[batch.projectKey].idTail);
        Project storage project = _projects.ownedByCaller(projectId);
        batch.requireOpen(batchId);
        annotators.requireDistinct(batchId, batch.seats);

        for (uint256 i = 0; i < annotators.length; ++i) {
            require(annotators[i] != msg.sender, RequesterOnPanel(batchId));
            _seats[batchId][annotators[i]].state = SeatState.Assigned;
        }
        uint256 amount = _reserveOf(batch, project);
        (uint256 free, uint256 reserved) = project.reserve(projectId, amount);
        uint40 deadline = batch.open(BatchState.Committing, project.params.commitWindow);
        emit Assigned({
            batchId: batchId,
            annotators: annotators,
            reserved: amount,
            projectFree: free,
            projectReserved: reserved,
            deadline: deadline
        });
    }

    /// @inheritdoc ILabelMarket
    function commit(BatchId batchId, bytes32 commitment) external {
        Batch storage batch = _batches[batchId];
        batch.requireState(batchId, BatchState.Committing);
        batch.requireOpen(batchId);
        _seats[batchId].commit(batchId, msg.sender, commitment);

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
        Batch storage batch = _batches[batchId];
        batch.requireState(batchId, BatchState.Committing);
        batch.requireOpen(batchId);
        annotators.requireEntries(commitments.length);
        annotators.requireEntries(deadlines.length);
        annotators.requireEntries(signatures.length);
        bytes32 domain = _domainSeparatorV4();
        for (uint256 i = 0; i < annotators.length; ++i) {
            RelayedCommit.requireSigned(domain, batchId, annotators[i], commitments[i], deadlines[i], signatures[i]);
            _seats[batchId].commit(batchId, annotators[i], commitments[i]);
        }

        uint256 stake = _countCommits(batchId, batch, annotators.length);
        if (stake != 0) vault.lockEach(annotators, stake);
    }

    /// @inheritdoc ILabelMarket
    function openReveal(BatchId batchId) external {
        Batch storage batch = _batches[batchId];
        batch.requireState(batchId, BatchState.Committing);
        batch.requireOver(batchId);
        _requireQuorum(batchId, batch.committed, batch.agreement);

        _openReveal(batchId, batch);
    }

    /// @inheritdoc ILabelMarket
    function reveal(BatchId batchId, bytes calldata labels, bytes32 payloadRoot, bytes32 salt) external {
        Batch storage batch = _batches[batchId];
        batch.requireState(batchId, BatchState.Revealing);
        batch.requireOpen(batchId);
        _seats[batchId].reveal(batchId, msg.sender, labels, payloadRoot, salt, batch.items, batch.classes);
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
        bytes32[] calldata salts
    ) external {
        Batch storage batch = _revealFor(batchId, annotators, labels, payloadRoots, salts);
        annotators.requireDistinct(batchId, batch.seats);
        _tally(batchId, batch, annotators, labels);
    }

    /// @inheritdoc ILabelMarket
    function tally(BatchId batchId, address[] calldata annotators, bytes[] calldata labels) external {
        Batch storage batch = _batches[batchId];
        batch.requireState(batchId, BatchState.Revealing);
        annotators.requireDistinct(batchId, batch.seats);
        require(labels.length == annotators.length, InvalidPanel(batchId, labels.length));
        uint256 revealed = _seats[batchId].requireRevealed(batchId, annotators, labels);
        if (revealed < batch.committed) batch.requireOver(batchId);
        _requireQuorum(batchId, revealed, batch.agreement);

        _tally(batchId, batch, annotators, labels);
    }

    /// @inheritdoc ILabelMarket
    function settle(BatchId batchId, address[] calldata annotators) external nonReentrant {
        Batch storage batch = _batches[batchId];
        batch.requireState(batchId, BatchState.Tallied);
        annotators.requireDistinct(batchId, batch.seats);

        batch.close(BatchState.Settled);
        Project storage project = _projects[batch.projectKey];
        (uint256[] memory rewards, uint256 paid) =
            _seats[batchId].settle(batchId, annotators, project.params.rewardPerLabel);
        uint256 amount = _reserveOf(batch, project);
        (uint256 free, uint256 reserved) = project.release(amount, paid);
        emit BatchSettled({
            batchId: batchId, paid: paid, refunded: amount - paid, projectFree: free, projectReserved: reserved
        });

        _unlock(batchId, batch.committed, annotators, project.params.stakePerSeat);
        _claimable.pay(batchId, annotators, project.params.token, rewards);
    }

    /// @inheritdoc ILabelMarket
    function voidBatch(BatchId batchId, address[] calldata annotators) external nonReentrant {
        Batch storage batch = _batches[batchId];
        SeatState due = _requireVoidable(batchId, batch, annotators);

        batch.close(BatchState.Void);
        Project storage project = _projects[batch.projectKey];
        uint256 fullReward = uint256(batch.items) * project.params.rewardPerLabel;
        (uint256[] memory rewards, uint256 paid) = _seats[batchId].dissolve(batchId, annotators, fullReward, due);
        uint256 amount = annotators.length * fullReward;
        (uint256 free, uint256 reserved) = project.release(amount, paid);
        emit BatchVoided({
            batchId: batchId, paid: paid, refunded: amount - paid, projectFree: free, projectReserved: reserved
        });

        _unlock(batchId, batch.committed, annotators, project.params.stakePerSeat);
        _claimable.pay(batchId, annotators, project.params.token, rewards);
    }

    // ---------------------------------------------------------------- claims

    /// @inheritdoc ILabelMarket
    function claim(IERC20 token, address to) external nonReentrant returns (uint256 amount) {
        require(to != address(0), ZeroAddress());

        amount = _claimable.take(msg.sender, token);
        emit RewardClaimed({annotator: msg.sender, token: address(token), to: to, amount: amount});

        token.safeTransfer(to, amount);
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

    function _requireQuorum(BatchId batchId, uint256 taken, uint256 needed) private pure {
        require(taken >= needed, QuorumNotReached(batchId, taken, needed));
    }

    /// @return due The state that a seat had to leave behind in the phase that failed. `None` before the assignment.
    function _requireVoidable(BatchId batchId, Batch storage batch, address[] calldata annotators)
        private
        view
        returns (SeatState due)
    {
        BatchState state = batch.state;
        if (state == BatchState.Committing) due = SeatState.Assigned;
        else if (state == BatchState.Revealing) due = SeatState.Committed;
        else require(state == BatchState.Created, WrongState(batchId, state));
        batch.requireOver(batchId);
        annotators.requireDistinct(batchId, due == SeatState.None ? 0 : batch.seats);
        if (due == SeatState.None) return due;
        uint256 taken = due == SeatState.Assigned ? batch.committed : _seats[batchId].countRevealed(batchId, annotators);
        require(taken < batch.agreement, QuorumReached(batchId, taken, batch.agreement));
    }

    // ---------------------------------------------------------------- steps

    /// @dev At most 512 * 7 * 2^96: no overflow.
    function _reserveOf(Batch storage batch, Project storage project) private view returns (uint256) {
        return uint256(batch.items) * batch.seats * project.params.rewardPerLabel;
    }

    /// @param commits Seats that just took a commitment: each seat takes one, so that the count stays within the panel.
    /// @return stake What each of them has to lock.
    function _countCommits(BatchId batchId, Batch storage batch, uint256 commits) private returns (uint256 stake) {
        uint256 committed = batch.committed + commits;
        batch.committed = uint8(committed);
        if (committed == batch.seats) _openReveal(batchId, batch);
        return _projects[batch.projectKey].params.stakePerSeat;
    }

    function _openReveal(BatchId batchId, Batch storage batch) private {
        uint40 deadline = batch.open(BatchState.Revealing, _projects[batch.projectKey].params.revealWindow);
        emit RevealOpened({batchId: batchId, committed: batch.committed, deadline: deadline});
    }

    function _revealFor(
        BatchId batchId,
        address[] calldata annotators,
        bytes[] calldata labels,
        bytes32[] calldata payloadRoots,
        bytes32[] calldata salts
    ) private returns (Batch storage batch) {
        batch = _batches[batchId];
        batch.requireState(batchId, BatchState.Revealing);
        batch.requireOpen(batchId);
        annotators.requireEntries(labels.length);
        annotators.requireEntries(payloadRoots.length);
        annotators.requireEntries(salts.length);
        (uint256 items, uint256 classes) = (batch.items, batch.classes);
        for (uint256 i = 0; i < annotators.length; ++i) {
            _seats[batchId].reveal(batchId, annotators[i], labels[i], payloadRoots[i], salts[i], items, classes);
        }
    }

    /// @param labels What each seat of the panel revealed.
    function _tally(BatchId batchId, Batch storage batch, address[] calldata annotators, bytes[] calldata labels)
        private
    {
        Tally.Result memory result = Tally.count(labels, batch.items, batch.agreement);
        batch.close(BatchState.Tallied);
        emit BatchTallied({batchId: batchId, consensus: result.consensus, votes: result.votes});
        for (uint256 i = 0; i < annotators.length; ++i) {
            _seats[batchId].score(batchId, annotators[i], result.agreed[i], result.compared[i]);
        }
    }

    /// @dev Frees what the commits locked, and nothing for a seat that never committed.
    function _unlock(BatchId batchId, uint256 committed, address[] calldata annotators, uint256 stake) private {
        if (stake == 0 || committed == 0) return;
        vault.unlockEach(_seats[batchId].thatCommitted(annotators, committed), stake);
    }
}
