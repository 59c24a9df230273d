// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";

import {ILabelMarket} from "../../../contracts/interfaces/ILabelMarket.sol";
import {IProtocolParameters} from "../../../contracts/interfaces/IProtocolParameters.sol";
import {ISlasher} from "../../../contracts/interfaces/ISlasher.sol";
import {IStakeVault} from "../../../contracts/interfaces/IStakeVault.sol";
import {MintableToken} from "../../../contracts/mocks/MintableToken.sol";
import {BatchState, SeatState} from "../../../contracts/types/Batch.sol";
import {BatchId, ProjectId} from "../../../contracts/types/Ids.sol";
import {ProjectParams} from "../../../contracts/types/Project.sol";
import {SlashId} from "../../../contracts/types/Slash.sol";
import {Vm, vm} from "./Vm.sol";

/// An ordinary token that at times refuses to pay an account.
contract MoodyToken is MintableToken {
    mapping(address account => bool) public refuses;

    function sulk(address account, bool refuse) external {
        refuses[account] = refuse;
    }

    function _update(address from, address to, uint256 amount) internal override {
        require(!refuses[to], "refused");
        super._update(from, to, amount);
    }
}

/// @dev The invariant of this number does not hold.
error Broken(uint256 number);

/// The integrated protocol on the test chain, what should be in it, and what its events say.
abstract contract MarketGround {
    uint256 internal constant ANNOTATORS = 9;
    uint256 internal constant ACCOUNTS = 15;
    uint256 internal constant PROJECTS = 3;
    uint256 internal constant JOBS = 5;
    uint40 internal constant UNBONDING = 1 days;
    address internal constant COURT = address(0xc0);
    address internal constant POOL = address(0xc1);
    address internal constant KEEPER = address(0xd0);
    address internal constant STRANGER = address(0xd1);
    address internal constant INSURANCE = address(0xd2);

    /// What the handler knows of a project.
    struct Work {
        ProjectId id;
        address requester;
        MoodyToken token;
        uint256 funded;
        uint256 refunded;
        /// To annotators and keepers.
        uint256 paid;
        uint32 version;
        bool isSealed;
        bytes32 frozen;
        ProjectParams params;
    }

    /// What it knows of a batch.
    struct Job {
        BatchId id;
        uint8 project;
        uint8 seats;
        uint8 agreement;
        uint16 items;
        bool senior;
        bool hasRound;
        uint8 fees;
        uint8 attempts;
        uint8 disputes;
        BatchState state;
        uint40 deadline;
        uint40 commitDeadline;
        uint256 reserve;
        uint256 seed;
        bytes32 manifest;
        bytes positions;
        bytes gold;
        address[] panel;
        bytes[] rows;
        SeatState[7] seatStates;
        uint40[7] committedAt;
    }

    struct Held {
        SlashId id;
        address annotator;
        MoodyToken token;
        uint256 fromPending;
        uint256 fromStake;
    }

    ILabelMarket public market;
    IStakeVault public vault;
    ISlasher public slasher;
    IProtocolParameters public parameters;
    MintableToken public stakeToken;
    MoodyToken[2] internal _tokens;

    Work[PROJECTS] internal _works;
    Job[JOBS] internal _jobs;
    Held[] internal _held;

    uint256 internal _now;
    uint256 internal _nonce;
    uint256 internal _stakeIn;
    uint256 internal _stakeOut;
    mapping(address account => uint256) internal _lockedOf;
    mapping(address account => uint256) internal _shareAt;
    /// What the slasher holds for slashes that are not over.
    mapping(MoodyToken token => uint256) internal _withheld;
    /// Whose claimable balance this action may lower.
    address internal _spender;
    bool internal _slashEnds;
    /// Whether the action moved any.
    bool internal _claimsMoved;
    /// How often each event was emitted.
    mapping(bytes32 kind => uint256) public seen;

    // What the events say.
    mapping(ProjectId projectId => uint256) internal _foldedFree;
    mapping(ProjectId projectId => uint256) internal _foldedReserved;
    mapping(BatchId batchId => ProjectId) internal _projectOfBatch;
    mapping(address account => mapping(address token => uint256)) internal _foldedClaimable;
    mapping(address account => IStakeVault.Stake) internal _foldedStake;

    constructor() {
        for (uint256 i = 0; i < vm.envUint("LABELPROOF_LIBRARIES"); ++i) {
            string memory name = string.concat("LABELPROOF_LIBRARY_", string(abi.encodePacked(uint8(48 + i))));
            vm.etch(address(uint160(0x11b00 + i)), vm.envBytes(name));
        }
        _now = 1_700_000_000;
        vm.warp(_now);
        stakeToken = new MintableToken();
        (_tokens[0], _tokens[1]) = (new MoodyToken(), new MoodyToken());
        vault = IStakeVault(_make("LABELPROOF_STAKEVAULT", abi.encode(stakeToken, UNBONDING, address(this))));
        slasher = ISlasher(_make("LABELPROOF_SLASHER", abi.encode(vault, INSURANCE)));
        IProtocolParameters.Bounds memory bounds = IProtocolParameters.Bounds({
            minWindow: 60,
            maxWindow: 30 days,
            minDisputeWindow: 0,
            minGoldBps: 500,
            minNoRevealBps: 0,
            maxNoRevealBps: 5000,
            maxKeeperFee: 50
        });
        // Any contract may be the owner; this account is the guardian.
        bytes memory given = abi.encode(stakeToken, address(this), bounds);
        parameters = IProtocolParameters(_make("LABELPROOF_PROTOCOLPARAMETERS", given));
        market = ILabelMarket(_make("LABELPROOF_LABELMARKET", abi.encode(vault, parameters)));
        market.wire(slasher, COURT, POOL);
        slasher.wire(market, COURT);
        IAccessControl roles = IAccessControl(address(vault));
        roles.grantRole(keccak256("LOCKER_ROLE"), address(market));
        roles.grantRole(keccak256("SLASHER_ROLE"), address(slasher));
        stakeToken.approve(address(vault), type(uint256).max);
        _tokens[0].approve(address(market), type(uint256).max);
        _tokens[1].approve(address(market), type(uint256).max);
    }

    /// @dev A contract as it was built.
    function _make(string memory variable, bytes memory arguments) private returns (address made) {
        bytes memory code = bytes.concat(vm.envBytes(variable), arguments);
        assembly ("memory-safe") {
            made := create(0, add(code, 32), mload(code))
        }
        require(made != address(0), variable);
    }

    /// @dev Annotators first, in ascending order.
    function accountAt(uint256 index) public view returns (address) {
        if (index < ANNOTATORS) return address(uint160(0xa000 + index));
        if (index < ANNOTATORS + 2) return address(uint160(0xb000 + index - ANNOTATORS));
        if (index == 11) return KEEPER;
        if (index == 12) return STRANGER;
        return index == 13 ? INSURANCE : address(slasher);
    }

    function _hold(uint256 number, bool holds) internal pure {
        if (!holds) revert Broken(number);
    }

    /// @dev The call must be refused.
    function _refused(uint256 number, address sender, address target, bytes memory data) internal {
        vm.prank(sender);
        (bool accepted,) = target.call(data);
        _hold(number, !accepted);
    }

    function _warp(uint256 timestamp) internal {
        _now = timestamp;
        vm.warp(timestamp);
    }

    function _rewardOf(Job storage job) internal view returns (uint256) {
        return uint256(_works[job.project].params.rewardPerLabel) << (job.senior ? 1 : 0);
    }

    function _stakeOf(Job storage job) internal view returns (uint256) {
        return uint256(_works[job.project].params.stakePerSeat) << (job.senior ? 1 : 0);
    }

    function _feeOf(Job storage job) internal view returns (uint256) {
        return _rewardOf(job) * _works[job.project].params.keeperFee;
    }

    function _usesGold(Job storage job) internal view returns (bool) {
        return _works[job.project].params.goldBps != 0 && !job.senior;
    }

    function _wholeStake(address account) internal view returns (uint256) {
        IStakeVault.Stake memory stake = vault.stakeOf(account);
        return uint256(stake.available) + stake.locked + stake.unbonding;
    }

    // ---------------------------------------------------------------- events

    /// @dev Folds what was emitted since `recordLogs`: each event of money alone, the state never asked.
    function _fold() internal {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            ++seen[logs[i].topics[0]];
            if (logs[i].emitter == address(market)) _foldMarket(logs[i].topics, logs[i].data);
            else if (logs[i].emitter == address(vault)) _foldVault(logs[i].topics, logs[i].data);
        }
    }

    function _foldMarket(bytes32[] memory topics, bytes memory data) private {
        bytes32 kind = topics[0];
        if (kind == ILabelMarket.ProjectFunded.selector || kind == ILabelMarket.ProjectRefunded.selector) {
            (, uint256 free) = abi.decode(data, (uint256, uint256));
            _foldedFree[ProjectId.wrap(topics[1])] = free;
        } else if (kind == ILabelMarket.BatchCreated.selector) {
            _projectOfBatch[BatchId.wrap(topics[1])] = ProjectId.wrap(topics[2]);
        } else if (kind == ILabelMarket.Assigned.selector) {
            (,,, uint256 free, uint256 reserved,) =
                abi.decode(data, (address[], bool, uint256, uint256, uint256, uint256));
            _foldBalances(topics[1], free, reserved);
        } else if (kind == ILabelMarket.Reassigned.selector) {
            (, uint256 free, uint256 reserved,) = abi.decode(data, (uint256, uint256, uint256, uint256));
            _foldBalances(topics[1], free, reserved);
        } else if (kind == ILabelMarket.BatchSettled.selector || kind == ILabelMarket.BatchVoided.selector) {
            (,, uint256 free, uint256 reserved) = abi.decode(data, (uint256, uint256, uint256, uint256));
            _foldBalances(topics[1], free, reserved);
        } else if (kind == ILabelMarket.KeeperPaid.selector) {
            (, uint256 reserved, uint256 claimable) = abi.decode(data, (uint256, uint256, uint256));
            ProjectId projectId = _projectOfBatch[BatchId.wrap(topics[1])];
            _foldedReserved[projectId] = reserved;
            _claimsMoved = true;
            _foldedClaimable[_address(topics[2])][_tokenOf(projectId)] = claimable;
        } else if (kind == ILabelMarket.RewardAccrued.selector || kind == ILabelMarket.RewardPaid.selector) {
            (, uint256 claimable) = abi.decode(data, (uint256, uint256));
            _claimsMoved = true;
            _foldedClaimable[_address(topics[2])][_address(topics[3])] = claimable;
        } else if (kind == ILabelMarket.RewardWithheld.selector) {
            _claimsMoved = true;
            _foldedClaimable[address(slasher)][_address(topics[3])] += abi.decode(data, (uint256));
        } else if (kind == ILabelMarket.RewardClaimed.selector) {
            _claimsMoved = true;
            _foldedClaimable[_address(topics[1])][_address(topics[2])] = 0;
        } else if (kind == ILabelMarket.ClaimableMoved.selector) {
            (, uint256 left, uint256 has) = abi.decode(data, (uint256, uint256, uint256));
            _claimsMoved = true;
            _foldedClaimable[_address(topics[1])][_address(topics[3])] = left;
            _foldedClaimable[_address(topics[2])][_address(topics[3])] = has;
        }
    }

    function _foldVault(bytes32[] memory topics, bytes memory data) private {
        bytes32 kind = topics[0];
        if (topics.length < 2) return;
        IStakeVault.Stake storage stake = _foldedStake[_address(topics[1])];
        if (kind == IStakeVault.StakeDeposited.selector) {
            (, stake.available) = abi.decode(data, (uint256, uint128));
        } else if (kind == IStakeVault.StakeLocked.selector || kind == IStakeVault.StakeUnlocked.selector) {
            (, stake.available, stake.locked) = abi.decode(data, (uint256, uint128, uint128));
        } else if (kind == IStakeVault.UnbondStarted.selector) {
            (, stake.available, stake.unbonding, stake.releaseAt) =
                abi.decode(data, (uint256, uint128, uint128, uint40));
        } else if (kind == IStakeVault.StakeWithdrawn.selector) {
            (stake.unbonding, stake.releaseAt) = (0, 0);
        } else if (kind == IStakeVault.StakeHeld.selector) {
            (, stake.available, stake.locked, stake.unbonding, stake.releaseAt) =
                abi.decode(data, (uint256, uint128, uint128, uint128, uint40));
        } else if (kind == IStakeVault.StakeSlashed.selector) {
            uint128 toAvailable;
            (, stake.locked, toAvailable) = abi.decode(data, (uint256, uint128, uint128));
            _foldedStake[_address(topics[2])].available = toAvailable;
        }
    }

    function _foldBalances(bytes32 batchId, uint256 free, uint256 reserved) private {
        ProjectId projectId = _projectOfBatch[BatchId.wrap(batchId)];
        (_foldedFree[projectId], _foldedReserved[projectId]) = (free, reserved);
    }

    function _tokenOf(ProjectId projectId) private view returns (address) {
        for (uint256 i = 0; i < PROJECTS; ++i) {
            if (ProjectId.unwrap(_works[i].id) == ProjectId.unwrap(projectId)) return address(_works[i].token);
        }
        revert Broken(12);
    }

    function _address(bytes32 word) private pure returns (address) {
        return address(uint160(uint256(word)));
    }
}
