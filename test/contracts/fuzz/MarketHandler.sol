// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IEligibility} from "../../../contracts/interfaces/IEligibility.sol";
import {ILabelMarket} from "../../../contracts/interfaces/ILabelMarket.sol";
import {ISlasher} from "../../../contracts/interfaces/ISlasher.sol";
import {IStakeVault} from "../../../contracts/interfaces/IStakeVault.sol";
import {Batch, BatchState, Seat, SeatState} from "../../../contracts/types/Batch.sol";
import {BatchId, ProjectId} from "../../../contracts/types/Ids.sol";
import {Escalation, Project, ProjectParams, Scale} from "../../../contracts/types/Project.sol";
import {SlashId, SlashReason, SlashState} from "../../../contracts/types/Slash.sol";
import {Standing} from "../../../contracts/types/Standing.sol";
import {MarketChecks} from "./MarketChecks.sol";
import {MoodyToken} from "./MarketGround.sol";
import {Draw, vm} from "./Vm.sol";

/// What requesters, annotators, keepers and the court do, drawn: each call is one that is allowed. Where nothing of its kind can be
/// done, something is set up instead.
contract MarketHandler is MarketChecks {
    // ---------------------------------------------------------------- projects

    function createProject(uint256 seed) external step {
        _createProject(seed);
    }

    function fund(uint256 seed) external step {
        Work storage work = _works[seed % PROJECTS];
        if (work.requester == address(0) || work.isSealed) return _createProject(seed);
        _fund(work, 1 + (seed >> 8) % 1e12);
    }

    function refund(uint256 seed) external step {
        Work storage work = _works[seed % PROJECTS];
        if (work.requester == address(0)) return _createProject(seed);
        uint256 amount =
            Draw.within(seed >> 8, 0, work.funded - work.refunded - work.paid - _reservedOf(seed % PROJECTS));
        if (amount == 0) return;
        vm.prank(work.requester);
        market.refundProject(work.id, STRANGER, amount);
        work.refunded += amount;
    }

    function updateGuideline(uint256 seed) external step {
        Work storage work = _works[seed % PROJECTS];
        if (work.requester == address(0) || work.isSealed) return _createProject(seed);
        vm.prank(work.requester);
        market.updateGuideline(work.id, bytes32(seed));
        ++work.version;
    }

    function seal(uint256 seed) external step {
        Work storage work = _works[seed % PROJECTS];
        if (work.requester == address(0) || work.isSealed || seed >> 250 > 4) return _advance(seed);
        if (_reservedOf(seed % PROJECTS) != 0) {
            bytes memory data = abi.encodeCall(ILabelMarket.sealDataset, (work.id, bytes32(seed), 1, 1));
            return _refused(25, work.requester, address(market), data);
        }
        vm.prank(work.requester);
        market.sealDataset(work.id, bytes32(seed), seed % 100, seed % 7);
        work.isSealed = true;
    }

    /// @dev Only entry pauses: everything else goes on as allowed as before.
    function pause(uint256 seed) external step {
        parameters.setEntryPaused(seed % 4 == 0);
    }

    // ---------------------------------------------------------------- batches

    function createBatch(uint256 seed) external step {
        _createBatch(seed);
    }

    function createRound(uint256 seed) external step {
        (bool found, uint256 index) = _find(seed, BatchState.Settled, 0);
        if (!found) return _advance(seed);
        Job storage parent = _jobs[index];
        Work storage work = _works[parent.project];
        if (work.isSealed || parent.senior || parent.seats > 5 || work.params.escalation != Escalation.Round) {
            return _advance(seed);
        }
        uint256 place = (index + 1 + (seed >> 16) % (JOBS - 1)) % JOBS;
        if (!_isOver(_jobs[place])) return;
        bytes memory positions;
        for (uint256 i = 0; i < parent.items; ++i) {
            if (i == 0 || Draw.next(seed, i) % 3 == 0) positions = bytes.concat(positions, bytes2(uint16(i)));
        }
        bytes32 manifest = bytes32(++_nonce);
        if (parent.hasRound) {
            bytes memory data = abi.encodeCall(ILabelMarket.createRound, (parent.id, manifest, positions));
            return _refused(35, work.requester, address(market), data);
        }
        vm.prank(work.requester);
        BatchId id = market.createRound(parent.id, manifest, positions);
        parent.hasRound = true;
        _track(place, id, parent.project, uint16(positions.length / 2), parent.seats + 2, (parent.seats + 2) / 2 + 1);
        _jobs[place].senior = true;
        _jobs[place].seed = seed;
    }

    function assign(uint256 seed) external step {
        (bool found, uint256 index) = _find(seed, BatchState.Created, 1);
        if (!found) return _createBatch(seed);
        _assign(index, seed);
    }

    function commit(uint256 seed) external step {
        (bool found, uint256 index) = _find(seed, BatchState.Committing, 1);
        if (!found) return _advance(seed);
        _commit(index, seed >> 8);
    }

    function reveal(uint256 seed) external step {
        (bool found, uint256 index) = _find(seed, BatchState.Revealing, 1);
        if (!found) return _advance(seed);
        _reveal(index, seed >> 8);
    }

    function tally(uint256 seed) external step {
        (bool found, uint256 index) = _find(seed, BatchState.Revealing, 0);
        if (!found || !_canTally(_jobs[index])) return _advance(seed);
        _tally(index, false);
    }

    function settle(uint256 seed) external step {
        (bool found, uint256 index) = _find(seed, BatchState.Tallied, 2);
        if (!found) return _advance(seed);
        _settle(index, seed);
    }

    /// @dev The deadline passes, and anyone takes the exit that there has to be.
    function exit(uint256 seed) external step {
        uint256 index = seed % JOBS;
        Job storage job = _jobs[index];
        if (_isOver(job)) return _createBatch(seed);
        _exit(index, seed >> 8);
    }

    function advance(uint256 seed) external step {
        _advance(seed);
    }

    function pass(uint256 seed) external step {
        _warp(_now + (seed >> 8) % (seed % 8 == 0 ? 1 days : 600));
    }

    // ---------------------------------------------------------------- disputes and slashes

    function dispute(uint256 seed) external step {
        (bool found, uint256 index) = _find(seed, BatchState.Tallied, 1);
        if (seed >> 255 == 1) (found, index) = _find(seed, BatchState.Disputed, 1);
        if (!found) return _advance(seed);
        Job storage job = _jobs[index];
        _touched = index + 1;
        vm.prank(COURT);
        market.openDispute(job.id);
        ++job.disputes;
        _goes(job, BatchState.Disputed, job.deadline);
    }

    function closeDispute(uint256 seed) external step {
        (bool found, uint256 index) = _find(seed, BatchState.Disputed, 0);
        if (!found) return _advance(seed);
        _closeDispute(index);
    }

    function overturn(uint256 seed) external step {
        (bool found, uint256 index) = _find(seed, BatchState.Disputed, 0);
        if (!found) return _advance(seed);
        _overturn(index, seed >> 8);
    }

    function endSlash(uint256 seed) external step {
        if (_held.length == 0) return _advance(seed);
        // The last one may still be appealed.
        _endSlash(seed >> 255 == 1 ? _held.length - 1 : (seed >> 8) % _held.length, seed);
    }

    function rule(uint256 seed) external step {
        uint256 index = seed % JOBS;
        Job storage job = _jobs[index];
        if (job.panel.length == 0) return _advance(seed);
        _rule(job, job.panel[(seed >> 8) % job.panel.length], SlashReason(4 + (seed >> 16) % 3), (seed >> 24) % 1e20);
    }

    // ---------------------------------------------------------------- money

    function claim(uint256 seed) external step {
        MoodyToken token = _tokens[seed & 1];
        for (uint256 i = 0; i < ACCOUNTS - 1; ++i) {
            address account = accountAt((i + (seed >> 8)) % (ACCOUNTS - 1));
            uint256 owed = market.claimableOf(account, token);
            if (owed == 0) continue;
            address to = token.refuses(account) ? STRANGER : account;
            uint256 before = token.balanceOf(to);
            _spender = account;
            vm.prank(account);
            _hold(10, market.claim(token, to) == owed && token.balanceOf(to) == before + owed);
            return;
        }
        _advance(seed);
    }

    function moveClaimable(uint256 seed) external step {
        MoodyToken token = _tokens[seed & 1];
        address account = accountAt((seed >> 8) % (ACCOUNTS - 1));
        uint256 amount = Draw.within(seed >> 16, 0, market.claimableOf(account, token));
        if (amount == 0) return;
        _spender = account;
        vm.prank(account);
        market.moveClaimable(token, accountAt((seed >> 128) % (ACCOUNTS - 1)), amount);
    }

    function sulk(uint256 seed) external step {
        _tokens[seed & 1].sulk(accountAt((seed >> 8) % ANNOTATORS), seed >> 255 == 1);
    }

    function deposit(uint256 seed) external step {
        _deposit(accountAt(seed % ACCOUNTS), 1 + (seed >> 8) % 1e19);
    }

    function unbond(uint256 seed) external step {
        address account = accountAt(seed % ACCOUNTS);
        uint256 amount = Draw.within(seed >> 8, 0, vault.stakeOf(account).available);
        if (amount == 0) return;
        vm.prank(account);
        vault.unbond(amount);
    }

    /// @dev Whatever was slashed meanwhile: what is released leaves, and nothing before.
    function withdraw(uint256 seed) external step {
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            address account = accountAt((i + (seed >> 8)) % ACCOUNTS);
            IStakeVault.Stake memory stake = vault.stakeOf(account);
            if (stake.unbonding == 0) continue;
            if (_now < stake.releaseAt && seed >> 255 == 0) {
                return _refused(13, account, address(vault), abi.encodeCall(IStakeVault.withdraw, (account)));
            }
            if (_now < stake.releaseAt) _warp(stake.releaseAt);
            vm.prank(account);
            _hold(5, vault.withdraw(account) == stake.unbonding);
            _stakeOut += stake.unbonding;
            return;
        }
    }

    // ---------------------------------------------------------------- what nobody may do

    /// @dev A second commit, reveal or settlement, and what comes late.
    function again(uint256 seed) external step {
        Job storage job = _jobs[seed % JOBS];
        if (job.panel.length == 0) return _advance(seed);
        uint256 r = (seed >> 8) % job.panel.length;
        bytes memory data;
        if (job.seatStates[r] == SeatState.Assigned) {
            if (_now <= job.deadline && job.state == BatchState.Committing) return;
            data = abi.encodeCall(ILabelMarket.commit, (job.id, bytes32(seed | 1)));
            return _refused(7, job.panel[r], address(market), data);
        }
        data = abi.encodeCall(ILabelMarket.commit, (job.id, bytes32(seed | 1)));
        _refused(6, job.panel[r], address(market), data);
        if (job.seatStates[r] >= SeatState.Revealed) {
            data = abi.encodeCall(ILabelMarket.reveal, (job.id, job.rows[r], 0, bytes32(r + 1)));
            _refused(6, job.panel[r], address(market), data);
        }
        if (job.state == BatchState.Settled || job.state == BatchState.Void) {
            _refused(6, KEEPER, address(market), abi.encodeCall(ILabelMarket.settle, (job.id, job.panel)));
            _refused(6, KEEPER, address(market), abi.encodeCall(ILabelMarket.voidBatch, (job.id, job.panel)));
        }
    }

    /// @dev Only its owner directs a balance.
    function trespass(uint256 seed) external step {
        Work storage work = _works[seed % PROJECTS];
        address thief = accountAt((seed >> 8) % ANNOTATORS);
        address victim = accountAt((seed >> 16) % (ACCOUNTS - 1));
        (address market_, address vault_, address slasher_) = (address(market), address(vault), address(slasher));
        uint256 own = market.claimableOf(thief, _tokens[0]);
        _refused(13, thief, market_, abi.encodeCall(ILabelMarket.refundProject, (work.id, thief, 1)));
        _refused(13, thief, market_, abi.encodeCall(ILabelMarket.moveClaimable, (_tokens[0], victim, own + 1)));
        _refused(13, thief, vault_, abi.encodeCall(IStakeVault.unlock, (thief, 1)));
        _refused(13, thief, vault_, abi.encodeCall(IStakeVault.hold, (victim, 1)));
        Job storage job = _jobs[(seed >> 24) % JOBS];
        _refused(13, thief, market_, abi.encodeCall(ILabelMarket.openDispute, (job.id)));
        _refused(13, thief, market_, abi.encodeCall(ILabelMarket.assign, (job.id, job.panel)));
        if (_held.length == 0) return;
        SlashId id = _held[(seed >> 32) % _held.length].id;
        _refused(13, thief, slasher_, abi.encodeCall(ISlasher.decide, (id, false)));
    }

    // ---------------------------------------------------------------- steps

    /// @dev What brings a batch on, so that histories reach their ends.
    function _advance(uint256 seed) private {
        uint256 index = (seed >> 40) % JOBS;
        Job storage job = _jobs[index];
        uint256 drawn = seed >> 48;
        if (_isOver(job)) return _createBatch(drawn);
        if (job.state == BatchState.Disputed) return _closeDispute(index);
        if (_now > job.deadline) return _exit(index, drawn);
        if (job.state == BatchState.Created) return _assign(index, drawn);
        if (job.state == BatchState.Committing) return _commit(index, drawn | 7);
        if (job.state == BatchState.Revealing) {
            if (_canTally(job)) return _tally(index, false);
            return _reveal(index, drawn | 7);
        }
        _exit(index, drawn);
    }

    function _createProject(uint256 seed) private {
        uint256 index = (seed >> 4) % PROJECTS;
        Work storage work = _works[index];
        if (parameters.entryPaused()) return parameters.setEntryPaused(false);
        if (work.requester != address(0)) {
            if (!work.isSealed) return _fund(work, 1 + (seed >> 8) % 1e12);
            for (uint256 i = 0; i < JOBS; ++i) {
                if (ProjectId.unwrap(work.id) == 0 || BatchId.unwrap(_jobs[i].id) == 0 || _jobs[i].project != index) {
                    continue;
                }
                if (!_isOver(_jobs[i])) return _exit(i, seed);
            }
            uint256 left = work.funded - work.refunded - work.paid;
            if (left != 0) {
                vm.prank(work.requester);
                market.refundProject(work.id, STRANGER, left);
                work.refunded += left;
            }
            for (uint256 i = 0; i < JOBS; ++i) {
                if (_jobs[i].project == index) delete _jobs[i];
            }
            Project memory gone = market.projectOf(work.id);
            _hold(2, gone.free == 0 && gone.reserved == 0);
            delete _works[index];
        }
        work.requester = accountAt(ANNOTATORS + (seed >> 12) % 2);
        work.token = _tokens[(seed >> 16) & 1];
        work.version = 1;
        bytes32 salt = bytes32(++_nonce);
        ProjectParams memory params = _params(Draw.next(seed, 1), work.token);
        vm.prank(work.requester);
        work.id = market.createProject(salt, params);
        work.params = params;
        work.frozen = _frozen(market.projectOf(work.id).params);
        params.guidelineHash = 0;
        _hold(26, work.frozen == keccak256(abi.encode(params)));
    }

    function _params(uint256 seed, MoodyToken token) private pure returns (ProjectParams memory params) {
        params.token = IERC20(address(token));
        params.rewardPerLabel = uint96(1 + (seed >> 8) % 1e6);
        params.stakePerSeat = seed % 5 == 0 ? 0 : uint96((seed >> 32) % 1e18);
        params.classes = uint8(2 + (seed >> 64) % 5);
        params.scale = Scale((seed >> 72) & 1);
        if (params.scale == Scale.Ordinal) params.tolerance = uint8((seed >> 76) % 2);
        params.escalation = Escalation((seed >> 80) % 3);
        params.commitWindow = uint32(60 + (seed >> 88) % 2 days);
        params.revealWindow = uint32(60 + (seed >> 104) % 2 days);
        params.disputeWindow = (seed >> 120) % 4 == 0 ? 0 : uint32(1 + (seed >> 124) % 2 days);
        params.noRevealBps = uint16((seed >> 140) % 5001);
        params.keeperFee = uint16((seed >> 153) % 51);
        params.maxDisagreementBps = (seed >> 160) % 3 == 0 ? 0 : uint16(500 + (seed >> 162) % 3000);
        params.tiers.from = (seed >> 174) % 3 == 0 ? [uint16(0), 0, 1, 2000] : [uint16(4000), 6000, 7500, 9000];
        params.tiers.pays = [uint16(0), 5000, 8000, 9999, 10_000];
        params.tiers.probationPays = uint16((seed >> 180) % 10_001);
        if ((seed >> 194) % 4 != 0) {
            params.goldBps = uint16(500 + (seed >> 196) % 4501);
            params.goldWindow = uint32(60 + (seed >> 210) % 1 days);
            params.goldBond = uint16((seed >> 226) % 300);
            params.tiers.probationAnswers = uint16((seed >> 236) % 20);
        }
        params.eligibility = IEligibility(address(0));
        params.guidelineHash = bytes32(seed);
    }

    function _fund(Work storage work, uint256 amount) private {
        if (parameters.entryPaused()) {
            work.token.mint(address(this), amount);
            bytes memory data = abi.encodeCall(ILabelMarket.fundProject, (work.id, amount));
            _refused(13, address(this), address(market), data);
            return parameters.setEntryPaused(false);
        }
        work.token.mint(address(this), amount);
        market.fundProject(work.id, amount);
        work.funded += amount;
    }

    function _createBatch(uint256 seed) private {
        Work storage work = _works[seed % PROJECTS];
        if (work.requester == address(0) || work.isSealed) return _createProject(seed);
        uint256 place = (seed >> 8) % JOBS;
        if (!_isOver(_jobs[place])) return _exit(place, seed);
        uint16 items = uint16((seed >> 16) % 3 == 0 ? 1 + (seed >> 24) % 8 : 16 + (seed >> 24) % 9);
        uint8 seats = uint8((seed >> 32) % 4 < 2 ? 3 : (seed >> 32) % 4 == 2 ? 5 : 7);
        uint8 agreement = uint8(seats / 2 + 1 + ((seed >> 40) % 4 == 0 ? 1 : 0));
        bytes32 manifest = bytes32(++_nonce);
        bytes memory positions;
        bytes memory gold;
        bytes32 goldHash;
        if (work.params.goldBps != 0) {
            (positions, gold) = _gold(seed, items, work.params);
            goldHash = market.goldHashOf(work.id, manifest, positions, gold, bytes32(seed));
        }
        vm.prank(work.requester);
        BatchId id = market.createBatch(work.id, manifest, goldHash, items, seats, agreement);
        _track(place, id, uint8(seed % PROJECTS), items, seats, agreement);
        Job storage job = _jobs[place];
        (job.seed, job.manifest, job.positions, job.gold) = (seed, manifest, positions, gold);
    }

    /// @dev Mostly the truth that the panel answers too: at least the share that the project asks for.
    function _gold(uint256 seed, uint256 items, ProjectParams storage params)
        private
        view
        returns (bytes memory positions, bytes memory gold)
    {
        uint256 count = (items * params.goldBps + 9999) / 10_000;
        bool fewer = (seed >> 48) % 4 == 0;
        if (!fewer) count = items;
        positions = new bytes(2 * count);
        gold = new bytes(count);
        uint256 offset = (seed >> 52) % (items - count + 1);
        for (uint256 i = 0; i < count; ++i) {
            positions[2 * i + 1] = bytes1(uint8(offset + i));
            gold[i] = bytes1(uint8(_truth(seed, offset + i, params.classes)));
        }
    }

    function _truth(uint256 seed, uint256 item, uint256 classes) private pure returns (uint256) {
        return Draw.next(seed, 1000 + item) % classes;
    }

    /// @dev What an account answers: the higher its number, the more often anything but the truth.
    function _row(Job storage job, address annotator) private view returns (bytes memory row) {
        uint256 classes = _works[job.project].params.classes;
        uint256 carelessness = uint160(annotator) - 0xa000;
        row = new bytes(job.items);
        for (uint256 i = 0; i < row.length; ++i) {
            uint256 drawn = Draw.next(job.seed ^ uint160(annotator), i);
            uint256 label = _truth(job.seed, i, classes);
            if (drawn % 9 < carelessness) label = drawn % 37 == 0 ? 0xFE : (drawn >> 64) % classes;
            row[i] = bytes1(uint8(label));
        }
    }

    function _track(uint256 place, BatchId id, uint8 project, uint16 items, uint8 seats, uint8 agreement) private {
        delete _jobs[place];
        Job storage job = _jobs[place];
        (job.id, job.project, job.items, job.seats, job.agreement) = (id, project, items, seats, agreement);
        _touched = place + 1;
        _goes(job, BatchState.Created, _now + 7 days);
    }

    function _assign(uint256 index, uint256 seed) private {
        Job storage job = _jobs[index];
        Work storage work = _works[job.project];
        if (work.isSealed) {
            _warp(uint256(job.deadline) + 1);
            return _exit(index, seed);
        }
        uint256 reserve = _rewardOf(job)
            * (uint256(job.items) * job.seats + (_usesGold(job) ? work.params.goldBond : 0)) + 2 * _feeOf(job);
        uint256 free = work.funded - work.refunded - work.paid - _reservedOf(job.project);
        if (free < reserve) return _fund(work, reserve - free + (seed >> 8) % 1e6);
        address[] memory panel = _panel(job, seed);
        if (panel.length == 0) {
            _warp(uint256(job.deadline) + 1);
            return _exit(index, seed);
        }
        bool drawn = seed % 3 == 0;
        vm.prank(drawn ? POOL : work.requester);
        if (drawn) market.assignDrawn(job.id, panel);
        else market.assign(job.id, panel);
        job.reserve = reserve;
        job.panel = panel;
        delete job.rows;
        delete job.committedAt;
        for (uint256 r = 0; r < panel.length; ++r) {
            job.rows.push(_row(job, panel[r]));
            job.seatStates[r] = SeatState.Assigned;
        }
        _touched = index + 1;
        _goes(job, BatchState.Committing, _now + work.params.commitWindow);
        job.commitDeadline = job.deadline;
    }

    /// @return panel Empty where too few may sit.
    function _panel(Job storage job, uint256 seed) private view returns (address[] memory panel) {
        uint256 skip = ANNOTATORS - job.seats;
        uint256 taken = 0;
        panel = new address[](job.seats);
        for (uint256 i = 0; i < ANNOTATORS && taken < panel.length; ++i) {
            address account = accountAt(i);
            if (job.senior && !market.canSit(job.id, account)) {
                if (skip == 0) return new address[](0);
                --skip;
                continue;
            }
            if (skip != 0 && Draw.next(seed, i) % 3 == 0) {
                --skip;
                continue;
            }
            panel[taken++] = account;
        }
        if (taken < panel.length) return new address[](0);
    }

    function _deposit(address account, uint256 amount) private {
        stakeToken.mint(address(this), amount);
        vault.deposit(account, amount);
        _stakeIn += amount;
    }

    function _commit(uint256 index, uint256 seed) private {
        Job storage job = _jobs[index];
        uint256 stake = _stakeOf(job);
        uint256 left = 1 + seed % 8;
        bool all = true;
        _touched = index + 1;
        for (uint256 r = 0; r < job.seats; ++r) {
            if (job.seatStates[r] != SeatState.Assigned) continue;
            if (left == 0 || Draw.next(seed, r) % 9 == 0) {
                all = false;
                continue;
            }
            --left;
            address annotator = job.panel[r];
            if (vault.stakeOf(annotator).available < stake) _deposit(annotator, stake * 3);
            bytes32 commitment = market.commitmentOf(job.id, annotator, job.rows[r], 0, bytes32(r + 1));
            vm.prank(annotator);
            market.commit(job.id, commitment);
            _lockedOf[annotator] += stake;
            job.seatStates[r] = SeatState.Committed;
            job.committedAt[r] = uint40(_now);
        }
        if (all) _goes(job, BatchState.Revealing, _now + _works[job.project].params.revealWindow);
    }

    function _reveal(uint256 index, uint256 seed) private {
        Job storage job = _jobs[index];
        uint256 left = 1 + seed % 8;
        _touched = index + 1;
        for (uint256 i = 0; i < job.seats && left != 0; ++i) {
            uint256 r = (i + (seed >> 4)) % job.seats;
            if (job.seatStates[r] != SeatState.Committed || Draw.next(seed, r) % 9 == 0) continue;
            --left;
            vm.prank(job.panel[r]);
            market.reveal(job.id, job.rows[r], 0, bytes32(r + 1));
            job.seatStates[r] = SeatState.Revealed;
        }
    }

    function _canTally(Job storage job) private view returns (bool) {
        (uint256 committed, uint256 revealed) = _counts(job);
        return revealed >= job.agreement && (revealed == committed || _now > job.deadline);
    }

    function _tally(uint256 index, bool forfeited) private {
        Job storage job = _jobs[index];
        bytes[] memory rows = _revealed(job);
        Standing[] memory before = _standings(job);
        _touched = index + 1;
        if (forfeited) {
            vm.prank(KEEPER);
            market.tallyForfeited(job.id, job.panel, rows);
            _payKeeper(job);
        } else {
            ILabelMarket.GoldOpening memory gold;
            if (_usesGold(job)) {
                gold = ILabelMarket.GoldOpening(job.manifest, job.positions, job.gold, bytes32(job.seed));
            }
            market.tally(job.id, job.panel, rows, gold);
        }
        for (uint256 r = 0; r < job.seats; ++r) {
            if (job.seatStates[r] == SeatState.Revealed) job.seatStates[r] = SeatState.Scored;
        }
        _goes(job, BatchState.Tallied, _now + _works[job.project].params.disputeWindow);
        _tallied(job, rows, before);
    }

    function _settle(uint256 index, uint256 seed) private {
        Job storage job = _jobs[index];
        Work storage work = _works[job.project];
        _touched = index + 1;
        (uint256 due, uint256 kept) = _due(job);
        uint256[2] memory before = _wealth(job);
        uint256[] memory unrevealed = _penalties(job);
        vm.prank(seed % 2 == 0 ? KEEPER : seed % 4 == 1 ? job.panel[0] : STRANGER);
        market.settle(job.id, job.panel);
        uint256[2] memory later = _wealth(job);
        _hold(3, later[0] - before[0] + later[1] - before[1] == due && due <= job.reserve);
        _hold(14, later[1] - before[1] == kept);
        work.paid += due;
        _end(job, BatchState.Settled);
        _opened(job, unrevealed);
    }

    function _void(uint256 index) private {
        Job storage job = _jobs[index];
        _touched = index + 1;
        uint256 due = 0;
        for (uint256 r = 0; r < job.panel.length; ++r) {
            if (job.seatStates[r] == SeatState.Revealed) due += job.items * _rewardOf(job);
        }
        bool blamed = job.state == BatchState.Revealing;
        uint256[2] memory before = _wealth(job);
        uint256[] memory unrevealed = _penalties(job);
        bool assigned = job.state != BatchState.Created;
        address[] memory panel = job.panel;
        if (!assigned) panel = new address[](0);
        vm.prank(KEEPER);
        market.voidBatch(job.id, panel);
        if (assigned) _payKeeper(job);
        uint256[2] memory later = _wealth(job);
        _hold(3, later[0] - before[0] == due && later[1] == before[1] && due <= job.reserve);
        _works[job.project].paid += due;
        _end(job, BatchState.Void);
        if (blamed) _opened(job, unrevealed);
    }

    function _reassign(uint256 index) private {
        Job storage job = _jobs[index];
        _touched = index + 1;
        vm.prank(KEEPER);
        market.reassign(job.id, job.panel);
        _payKeeper(job);
        _freeStakes(job);
        (job.reserve, job.fees) = (0, 0);
        ++job.attempts;
        delete job.panel;
        delete job.rows;
        delete job.seatStates;
        _goes(job, BatchState.Created, _now + 7 days);
    }

    function _openReveal(uint256 index) private {
        Job storage job = _jobs[index];
        _touched = index + 1;
        vm.prank(KEEPER);
        market.openReveal(job.id);
        _payKeeper(job);
        _goes(job, BatchState.Revealing, _now + _works[job.project].params.revealWindow);
    }

    function _payKeeper(Job storage job) private {
        uint256 fee = _feeOf(job);
        _works[job.project].paid += fee;
        job.reserve -= fee;
        ++job.fees;
    }

    function _closeDispute(uint256 index) private {
        Job storage job = _jobs[index];
        _touched = index + 1;
        vm.prank(COURT);
        market.closeDispute(job.id);
        --job.disputes;
        if (job.disputes == 0) _goes(job, BatchState.Tallied, job.deadline);
    }

    function _exit(uint256 index, uint256 seed) private {
        Job storage job = _jobs[index];
        if (job.state == BatchState.Disputed) return _closeDispute(index);
        if (_now <= job.deadline) _warp(uint256(job.deadline) + 1);
        (uint256 committed, uint256 revealed) = _counts(job);
        if (job.state == BatchState.Created) return _void(index);
        if (job.state == BatchState.Committing) {
            if (committed >= job.agreement) return _openReveal(index);
            if (job.attempts < 2 && seed % 4 != 0) return _reassign(index);
            if (job.attempts == 2) {
                bytes memory data = abi.encodeCall(ILabelMarket.reassign, (job.id, job.panel));
                _refused(24, KEEPER, address(market), data);
            }
            return _void(index);
        }
        if (job.state == BatchState.Tallied) return _settle(index, seed);
        if (revealed < job.agreement) return _void(index);
        if (!_usesGold(job) || seed % 3 != 0) return _tally(index, false);
        uint256 over = uint256(job.deadline) + _works[job.project].params.goldWindow;
        if (_now <= over) _warp(over + 1);
        _tally(index, true);
    }

    function _overturn(uint256 index, uint256 seed) private {
        Job storage job = _jobs[index];
        _touched = index + 1;
        bytes[] memory rows = _revealed(job);
        uint256 item = seed % job.items;
        uint8 from = market.labelOf(job.id, item, job.panel, rows);
        uint8 to = (seed >> 8) % 4 == 0 ? 0xFF : uint8((seed >> 16) % _works[job.project].params.classes);
        bytes memory data = abi.encodeCall(ILabelMarket.overturn, (job.id, item, to, job.panel, rows));
        if (to == from) return _refused(14, COURT, address(market), data);
        uint256[] memory expected = new uint256[](job.seats);
        for (uint256 r = 0; r < job.seats; ++r) {
            expected[r] = market.seatOf(job.id, job.panel[r]).agreed;
            if (rows[r].length == 0) continue;
            uint8 given = uint8(rows[r][item]);
            if (_agrees(job, given, to)) ++expected[r];
            if (_agrees(job, given, from)) --expected[r];
        }
        vm.prank(COURT);
        market.overturn(job.id, item, to, job.panel, rows);
        for (uint256 r = 0; r < job.seats; ++r) {
            _hold(14, market.seatOf(job.id, job.panel[r]).agreed == expected[r]);
        }
        _hold(14, market.labelOf(job.id, item, job.panel, rows) == to);
    }

    function _endSlash(uint256 place, uint256 seed) private {
        Held memory held = _held[place];
        ISlasher.Slash memory slash = slasher.slashOf(held.id);
        _hold(28, slash.fromStake == held.fromStake && slash.fromPending == held.fromPending);
        if (slash.state == SlashState.Open && _now <= slash.deadline && seed % 4 != 0) {
            vm.prank(COURT);
            return slasher.appealed(held.id);
        }
        if (slash.state == SlashState.Open && _now <= slash.deadline) _warp(uint256(slash.deadline) + 1);
        address reporter = slash.reporter == address(0) ? INSURANCE : slash.reporter;
        uint256[4] memory before = _stakesOf(slash.annotator, slash.requester, reporter);
        uint256 owed = market.claimableOf(slash.annotator, held.token);
        bool upheld = true;
        _slashEnds = true;
        if (slash.state == SlashState.Open) {
            slasher.execute(held.id);
        } else {
            upheld = seed % 4 < 2;
            vm.prank(COURT);
            slasher.decide(held.id, upheld);
        }
        _withheld[held.token] -= held.fromPending;
        _lockedOf[held.annotator] -= held.fromStake;
        _held[place] = _held[_held.length - 1];
        _held.pop();
        if (upheld) return _slashSplits(before, slash, slash.reporter != address(0));
        _hold(28, _wholeStake(held.annotator) == before[0]);
        _hold(28, market.claimableOf(held.annotator, held.token) == owed + held.fromPending);
    }

    function _rule(Job storage job, address annotator, SlashReason reason, uint256 asked) private {
        SlashId id = slasher.slashIdOf(job.id, annotator, reason);
        if (slasher.slashOf(id).state != SlashState.None) return;
        address requester = _works[job.project].requester;
        uint256[4] memory before = _stakesOf(annotator, requester, KEEPER);
        vm.prank(COURT);
        slasher.openByRuling(reason, job.id, annotator, requester, KEEPER, asked, bytes32(asked));
        ISlasher.Slash memory slash = slasher.slashOf(id);
        uint256 cap = before[0] * (reason == SlashReason.DisputeLost ? 10 : 50) / 100;
        _hold(9, slash.fromStake <= asked && slash.fromStake <= cap);
        _slashSplits(before, slash, true);
    }

    function _end(Job storage job, BatchState state) private {
        _freeStakes(job);
        job.reserve = 0;
        _goes(job, state, 0);
    }

    function _freeStakes(Job storage job) private {
        uint256 stake = _stakeOf(job);
        for (uint256 r = 0; r < job.panel.length; ++r) {
            if (job.seatStates[r] >= SeatState.Committed) _lockedOf[job.panel[r]] -= stake;
        }
    }

    function _isOver(Job storage job) private view returns (bool) {
        return job.state == BatchState.None || job.state == BatchState.Settled || job.state == BatchState.Void;
    }

    /// @param timing 1: before its deadline; 2: after it; 0: either.
    function _find(uint256 seed, BatchState state, uint256 timing) private view returns (bool, uint256) {
        for (uint256 i = 0; i < JOBS; ++i) {
            uint256 index = (i + (seed >> 244)) % JOBS;
            Job storage job = _jobs[index];
            if (job.state != state) continue;
            if (timing == 1 && _now > job.deadline) continue;
            bool waits = state != BatchState.Tallied || _works[job.project].params.disputeWindow != 0;
            if (timing == 2 && _now <= job.deadline && waits) continue;
            return (true, index);
        }
        return (false, 0);
    }
}
