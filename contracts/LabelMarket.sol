// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {ILabelMarket} from "./interfaces/ILabelMarket.sol";
import {IStakeVault} from "./interfaces/IStakeVault.sol";
import {Commitment} from "./libraries/Commitment.sol";
import {Escrow} from "./libraries/Escrow.sol";
import {LabelBytes} from "./libraries/LabelBytes.sol";
import {MeasuredDeposit} from "./libraries/MeasuredDeposit.sol";
import {Panel} from "./libraries/Panel.sol";
import {Phase} from "./libraries/Phase.sol";
import {Rewards} from "./libraries/Rewards.sol";
import {Seats} from "./libraries/Seats.sol";
import {Tally} from "./libraries/Tally.sol";
import {Batch, BatchState, Seat, SeatState} from "./types/Batch.sol";
import {BatchId, ProjectId} from "./types/Ids.sol";
import {Project, ProjectParams} from "./types/Project.sol";

/// @title LabelMarket: see `ILabelMarket`, which is the specification.
/// @dev Whatever calls a project's token, which can be any contract, is `nonReentrant`. The vault calls nobody while it locks.
contract LabelMarket is ReentrancyGuardTransient, ILabelMarket {
    using Escrow for Project;
    using MeasuredDeposit for IERC20;
    using Panel for address[];
    using Phase for Batch;
    using Rewards for mapping(address annotator => mapping(IERC20 token => uint256));
    using SafeERC20 for IERC20;
    using Seats for mapping(address annotator => Seat);

    /// @inheritdoc ILabelMarket
    bytes32 public constant COMMIT_TYPEHASH = Commitment.TYPEHASH;

    /// @inheritdoc ILabelMarket
    uint256 public constant MAX_ITEMS = 512;

    /// @inheritdoc ILabelMarket
    uint256 public constant ASSIGN_WINDOW = 7 days;

    /// @inheritdoc ILabelMarket
    uint256 public constant MIN_WINDOW = 1 minutes;

    /// @inheritdoc ILabelMarket
    uint256 public constant MAX_WINDOW = 30 days;

    /// @inheritdoc ILabelMarket
    IStakeVault public immutable vault;

    mapping(ProjectId projectId => Project) private _projects;
    mapping(BatchId batchId => Batch) private _batches;
    mapping(BatchId batchId => mapping(address annotator => Seat)) private _seats;
    mapping(address annotator => mapping(IERC20 token => uint256)) private _claimable;

    /// @param vault_ Must grant this market its `LOCKER_ROLE`.
    constructor(IStakeVault vault_) {
        require(address(vault_) != address(0), ZeroAddress());
        vault = vault_;
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc ILabelMarket
    function projectOf(ProjectId projectId) external view returns (Project memory) {
        return _projects[projectId];
    }

    /// @inheritdoc ILabelMarket
    function batchOf(BatchId batchId) external view returns (Batch memory) {
        return _batches[batchId];
    }

    /// @inheritdoc ILabelMarket
    function seatOf(BatchId batchId, address annotator) external view returns (Seat memory) {
        return _seats[batchId][annotator];
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
        require(address(params.token) != address(0), ZeroAddress());
        require(params.rewardPerLabel != 0, InvalidReward());
        require(params.classes >= 2 && params.classes <= LabelBytes.ABSTAIN, InvalidClasses(params.classes));
        _requireWindow(params.commitWindow);
        _requireWindow(params.revealWindow);
        projectId = projectIdOf(msg.sender, salt);
        Project storage project = _projects[projectId];
        require(project.requester == address(0), ProjectExists(projectId));

        project.requester = msg.sender;
        project.params = params;
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
        Project storage project = _projects[projectId];
        require(project.requester != address(0), ProjectUnknown(projectId));
        require(amount != 0, ZeroAmount());

        uint256 free = project.fund(amount);
        emit ProjectFunded({projectId: projectId, from: msg.sender, amount: amount, free: free});

        uint256 received = project.params.token.depositFrom(msg.sender, amount);
        require(received == amount, UnsupportedToken(amount, received));
    }

    /// @inheritdoc ILabelMarket
    function refundProject(ProjectId projectId, address to, uint256 amount) external nonReentrant {
        Project storage project = _requesterProject(projectId);
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
        Project storage project = _requesterProject(projectId);
        require(items != 0 && items <= MAX_ITEMS, InvalidItems(items));
        require(seats == 3 || seats == 5 || seats == 7, InvalidSeats(seats));
        require(agreement <= seats && 2 * uint256(agreement) > seats, InvalidAgreement(agreement, seats));
        batchId = batchIdOf(projectId, manifestHash);
        Batch storage batch = _batches[batchId];
        require(batch.state == BatchState.None, BatchExists(batchId));

        batch.projectId = projectId;
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
        ProjectId projectId = batch.projectId;
        Project storage project = _requesterProject(projectId);
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

        uint256 stake = project.params.stakePerSeat;
        if (stake == 0) return;
        for (uint256 i = 0; i < annotators.length; ++i) {
            vault.lock(annotators[i], stake);
        }
    }

    /// @inheritdoc ILabelMarket
    function commit(BatchId batchId, bytes32 commitment) external {
        Batch storage batch = _batches[batchId];
        batch.requireState(batchId, BatchState.Committing);
        batch.requireOpen(batchId);
        Seat storage seat = _seats[batchId].requireIn(batchId, msg.sender, SeatState.Assigned);
        require(commitment != 0, ZeroCommitment());

        seat.state = SeatState.Committed;
        seat.digest = Commitment.cut(commitment);
        ++batch.committed;
        emit Committed({batchId: batchId, annotator: msg.sender, commitment: commitment});
        if (batch.committed == batch.seats) _openReveal(batchId, batch);
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
        Seat storage seat = _seats[batchId].requireIn(batchId, msg.sender, SeatState.Committed);
        LabelBytes.requireValid(labels, batch.items, batch.classes);
        bytes32 labelsHash = keccak256(labels);
        bytes32 commitment = Commitment.hashOf(batchId, msg.sender, labelsHash, payloadRoot, salt);
        require(seat.digest == Commitment.cut(commitment), CommitmentMismatch(batchId, msg.sender));

        seat.state = SeatState.Revealed;
        seat.digest = Commitment.cut(labelsHash);
        ++batch.revealed;
        emit Revealed({batchId: batchId, annotator: msg.sender, labels: labels, payloadRoot: payloadRoot});
    }

    /// @inheritdoc ILabelMarket
    function tally(BatchId batchId, address[] calldata annotators, bytes[] calldata labels) external {
        Batch storage batch = _batches[batchId];
        batch.requireState(batchId, BatchState.Revealing);
        if (batch.revealed < batch.committed) batch.requireOver(batchId);
        _requireQuorum(batchId, batch.revealed, batch.agreement);
        annotators.requireDistinct(batchId, batch.seats);
        require(labels.length == annotators.length, InvalidPanel(batchId, labels.length));
        for (uint256 i = 0; i < annotators.length; ++i) {
            _seats[batchId].requireRevealed(batchId, annotators[i], labels[i]);
        }

        Tally.Result memory result = Tally.count(labels, batch.items, batch.agreement);
        batch.close(BatchState.Tallied);
        emit BatchTallied({batchId: batchId, consensus: result.consensus, votes: result.votes});
        for (uint256 i = 0; i < annotators.length; ++i) {
            _seats[batchId].score(batchId, annotators[i], result.agreed[i], result.compared[i]);
        }
    }

    /// @inheritdoc ILabelMarket
    function settle(BatchId batchId, address[] calldata annotators) external nonReentrant {
        Batch storage batch = _batches[batchId];
        batch.requireState(batchId, BatchState.Tallied);
        annotators.requireDistinct(batchId, batch.seats);

        batch.close(BatchState.Settled);
        Project storage project = _projects[batch.projectId];
        (uint256[] memory rewards, uint256 paid) =
            _seats[batchId].settle(batchId, annotators, project.params.rewardPerLabel);
        uint256 amount = _reserveOf(batch, project);
        (uint256 free, uint256 reserved) = project.release(amount, paid);
        emit BatchSettled({
            batchId: batchId, paid: paid, refunded: amount - paid, projectFree: free, projectReserved: reserved
        });

        _unlock(annotators, project.params.stakePerSeat);
        _claimable.pay(batchId, annotators, project.params.token, rewards);
    }

    /// @inheritdoc ILabelMarket
    function voidBatch(BatchId batchId, address[] calldata annotators) external nonReentrant {
        Batch storage batch = _batches[batchId];
        SeatState due = _requireVoidable(batchId, batch, annotators);

        batch.close(BatchState.Void);
        Project storage project = _projects[batch.projectId];
        uint256 fullReward = uint256(batch.items) * project.params.rewardPerLabel;
        (uint256[] memory rewards, uint256 paid) = _seats[batchId].dissolve(batchId, annotators, fullReward, due);
        uint256 amount = annotators.length * fullReward;
        (uint256 free, uint256 reserved) = project.release(amount, paid);
        emit BatchVoided({
            batchId: batchId, paid: paid, refunded: amount - paid, projectFree: free, projectReserved: reserved
        });

        _unlock(annotators, project.params.stakePerSeat);
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

    // ---------------------------------------------------------------- preconditions

    function _requireWindow(uint256 window) private pure {
        require(window >= MIN_WINDOW && window <= MAX_WINDOW, InvalidWindow(window));
    }

    function _requireQuorum(BatchId batchId, uint256 taken, uint256 needed) private pure {
        require(taken >= needed, QuorumNotReached(batchId, taken, needed));
    }

    /// @dev Reverts unless the caller is the requester of a known project.
    function _requesterProject(ProjectId projectId) private view returns (Project storage project) {
        project = _projects[projectId];
        require(project.requester != address(0), ProjectUnknown(projectId));
        require(project.requester == msg.sender, NotRequester(projectId, msg.sender));
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
        uint256 taken = due == SeatState.Assigned ? batch.committed : batch.revealed;
        require(taken < batch.agreement, QuorumReached(batchId, taken, batch.agreement));
    }

    // ---------------------------------------------------------------- steps

    /// @dev At most 512 * 7 * 2^96: no overflow.
    function _reserveOf(Batch storage batch, Project storage project) private view returns (uint256) {
        return uint256(batch.items) * batch.seats * project.params.rewardPerLabel;
    }

    function _openReveal(BatchId batchId, Batch storage batch) private {
        uint40 deadline = batch.open(BatchState.Revealing, _projects[batch.projectId].params.revealWindow);
        emit RevealOpened({batchId: batchId, committed: batch.committed, deadline: deadline});
    }

    function _unlock(address[] calldata annotators, uint256 stake) private {
        if (stake == 0) return;
        for (uint256 i = 0; i < annotators.length; ++i) {
            vault.unlock(annotators[i], stake);
        }
    }
}
