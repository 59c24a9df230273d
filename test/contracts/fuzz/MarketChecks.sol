// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {ISlasher} from "../../../contracts/interfaces/ISlasher.sol";
import {IStakeVault} from "../../../contracts/interfaces/IStakeVault.sol";
import {Batch, BatchState, Seat, SeatState} from "../../../contracts/types/Batch.sol";
import {BatchId, ProjectId} from "../../../contracts/types/Ids.sol";
import {Project, ProjectParams, Scale, Tiers} from "../../../contracts/types/Project.sol";
import {SlashId, SlashReason, SlashState} from "../../../contracts/types/Slash.sol";
import {Standing} from "../../../contracts/types/Standing.sol";
import {MarketGround, MoodyToken} from "./MarketGround.sol";
import {vm} from "./Vm.sol";

/// What must hold of the protocol, by number: `check` reads all of it again after each call, the rest is held where it happens.
abstract contract MarketChecks is MarketGround {
    /// One more than the place of the batch that the last action was about.
    uint256 internal _touched;
    uint256 private _calls;
    mapping(address account => uint256[2]) private _lastClaimable;

    modifier step() {
        vm.warp(_now);
        vm.recordLogs();
        (_touched, _spender, _slashEnds) = (0, address(0), false);
        _;
        _fold();
        _follow();
    }

    // ---------------------------------------------------------------- after each call

    /// @dev 10: what an account can claim falls by its own act alone, or by the end of a slash that the slasher holds it for.
    function _follow() private {
        ++_calls;
        if (!_claimsMoved) return;
        _claimsMoved = false;
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            address account = accountAt(i);
            bool may = account == _spender || (_slashEnds && account == address(slasher));
            for (uint256 t = 0; t < 2; ++t) {
                uint256 claimable = _foldedClaimable[account][address(_tokens[t])];
                uint256 before = _lastClaimable[account][t];
                if (claimable == before) continue;
                _hold(10, may || claimable > before);
                _lastClaimable[account][t] = claimable;
            }
        }
    }

    /// @dev What can be read off the present state. The sums are taken after each call, over what the events say; each value is compared
    /// with storage in turn, what the call was about at once, and all of them after every eighth call.
    function check() external view {
        bool all = _calls % 8 == 0;
        uint256[2] memory owed = _checkAccounts(all);
        _checkProjects(owed, all);
        for (uint256 t = 0; t < 2; ++t) {
            _hold(1, _tokens[t].balanceOf(address(market)) == owed[t]);
            _hold(27, market.claimableOf(address(slasher), _tokens[t]) == _withheld[_tokens[t]]);
        }
        for (uint256 i = 0; i < JOBS; ++i) {
            if (!all && _calls % JOBS != i && _touched != i + 1) continue;
            if (_jobs[i].state != BatchState.None) _checkBatch(_jobs[i]);
            _checkSeats(_jobs[i]);
        }
    }

    /// @return owed Per token what accounts can claim.
    function _checkAccounts(bool all) private view returns (uint256[2] memory owed) {
        uint256 staked = 0;
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            address account = accountAt(i);
            for (uint256 t = 0; t < 2; ++t) {
                owed[t] += _foldedClaimable[account][address(_tokens[t])];
            }
            IStakeVault.Stake storage folded = _foldedStake[account];
            (uint256 available, uint256 locked, uint256 unbonding) = (folded.available, folded.locked, folded.unbonding);
            _hold(29, locked == _lockedOf[account]);
            staked += available + locked + unbonding;
            if (all || _calls % ACCOUNTS == i) _checkAccount(account, folded);
        }
        _hold(4, staked == _stakeIn - _stakeOut);
        _hold(1, stakeToken.balanceOf(address(vault)) == staked);
    }

    function _checkAccount(address account, IStakeVault.Stake storage folded) private view {
        for (uint256 t = 0; t < 2; ++t) {
            uint256 claimable = market.claimableOf(account, _tokens[t]);
            _hold(12, claimable == _foldedClaimable[account][address(_tokens[t])]);
        }
        IStakeVault.Stake memory stake = vault.stakeOf(account);
        _hold(12, stake.available == folded.available && stake.locked == folded.locked);
        _hold(12, stake.unbonding == folded.unbonding && stake.releaseAt == folded.releaseAt);
        _hold(36, (stake.unbonding == 0) == (stake.releaseAt == 0) && stake.releaseAt <= _now + UNBONDING);
    }

    /// @param owed Gets what the projects hold added.
    function _checkProjects(uint256[2] memory owed, bool all) private view {
        for (uint256 i = 0; i < PROJECTS; ++i) {
            Work storage work = _works[i];
            if (work.requester == address(0)) continue;
            (uint256 free, uint256 reserved) = (_foldedFree[work.id], _foldedReserved[work.id]);
            _hold(2, work.funded == free + reserved + work.paid + work.refunded);
            _hold(31, reserved == _reservedOf(i));
            _hold(25, !work.isSealed || reserved == 0);
            owed[address(work.token) == address(_tokens[0]) ? 0 : 1] += free + reserved;
            if (!all && _calls % PROJECTS != i) continue;
            Project memory project = market.projectOf(work.id);
            _hold(12, project.free == free && project.reserved == reserved);
            _hold(25, project.isSealed == work.isSealed);
            _hold(26, project.guidelineVersion == work.version && project.requester == work.requester);
            if (all) _hold(26, work.frozen == _frozen(project.params));
        }
    }

    function _checkBatch(Job storage job) private view {
        Batch memory batch = market.batchOf(job.id);
        _hold(21, batch.state == job.state);
        _hold(22, batch.deadline == job.deadline);
        bool isOver = batch.state == BatchState.Settled || batch.state == BatchState.Void;
        _hold(11, (batch.deadline == 0) == isOver);
        _hold(32, batch.items == job.items && batch.seats == job.seats && batch.agreement == job.agreement);
        _hold(32, 2 * uint256(batch.agreement) > batch.seats && (batch.flags & 1 != 0) == job.senior);
        (uint256 committed, uint256 revealed) = _counts(job);
        _hold(33, batch.committed == committed && revealed <= committed && committed <= batch.seats);
        _hold(23, job.fees <= 2);
        uint256 attempts = market.attemptsOf(job.id);
        _hold(24, attempts == job.attempts && attempts <= 2);
        uint256 disputes = market.disputesOf(job.id);
        _hold(37, disputes == job.disputes && (disputes != 0) == (batch.state == BatchState.Disputed));
        _hold(35, !job.senior || BatchId.unwrap(market.roundOf(job.id)) == 0);
    }

    function _checkSeats(Job storage job) private view {
        address requester = _works[job.project].requester;
        for (uint256 r = 0; r < job.panel.length; ++r) {
            _hold(34, job.panel[r] != requester && (r == 0 || job.panel[r - 1] < job.panel[r]));
            Seat memory seat = market.seatOf(job.id, job.panel[r]);
            SeatState state = job.seatStates[r];
            bool paid = job.state == BatchState.Settled
                ? state == SeatState.Scored
                : job.state == BatchState.Void && state == SeatState.Revealed;
            _hold(20, seat.state == (paid ? SeatState.Paid : state));
            _hold(32, seat.agreed <= job.items && seat.multiplierBps <= 10_000);
            if (state < SeatState.Committed) continue;
            uint256 when = job.committedAt[r];
            _hold(7, when != 0 && when <= job.commitDeadline);
        }
    }

    // ---------------------------------------------------------------- where it happens

    /// @dev 8, 17, 18, 19: what a tally leaves behind, against counting one by one.
    function _tallied(Job storage job, bytes[] memory rows, Standing[] memory before) internal view {
        uint256[] memory agreed = new uint256[](rows.length);
        for (uint256 item = 0; item < job.items; ++item) {
            uint256 label = _consensus(job, rows, item);
            if (item == _calls % job.items) _hold(8, market.labelOf(job.id, item, job.panel, rows) == label);
            if (label == 0xFF) continue;
            for (uint256 r = 0; r < rows.length; ++r) {
                if (rows[r].length != 0 && _agrees(job, uint8(rows[r][item]), label)) ++agreed[r];
            }
        }
        Work storage work = _works[job.project];
        for (uint256 r = 0; r < rows.length; ++r) {
            Seat memory seat = market.seatOf(job.id, job.panel[r]);
            _hold(8, seat.agreed == agreed[r]);
            Standing memory standing = market.standingOf(work.id, job.panel[r]);
            if (rows[r].length == 0) {
                _hold(17, keccak256(abi.encode(standing)) == keccak256(abi.encode(before[r])));
                continue;
            }
            _hold(17, standing.goldRightWeight <= standing.goldWeight && standing.goldWeight <= 512 * 256);
            _hold(17, standing.disagreedWeight <= standing.comparedWeight && standing.comparedWeight <= 1536 * 256);
            _hold(17, standing.goldAnswers >= before[r].goldAnswers && standing.batches == before[r].batches + 1);
            uint256 next = before[r].peerLow == 255 ? 255 : before[r].peerLow + 1;
            bool saturates = job.items < 16
                ? standing.peerLow == before[r].peerLow
                : standing.peerLow == 0 || standing.peerLow == next;
            _hold(19, saturates);
            (uint256 tier, uint256 pays) = _tierOf(work.params, standing);
            _hold(18, seat.tier == tier && standing.tier == tier && seat.multiplierBps == pays);
            bool gold = seat.flagged == uint8(SlashReason.GoldFail);
            bool consensus = seat.flagged == uint8(SlashReason.ConsensusFail);
            _hold(38, gold || consensus || seat.flagged == 0);
            _hold(38, !gold || (standing.goldAnswers >= 30 && standing.goldSuspicion == 0));
            _hold(38, !consensus || (standing.batches >= 5 && standing.comparedWeight == 0));
        }
    }

    function _consensus(Job storage job, bytes[] memory rows, uint256 item) private view returns (uint256) {
        uint256[256] memory counts;
        uint256 answers = 0;
        for (uint256 r = 0; r < rows.length; ++r) {
            if (rows[r].length == 0 || rows[r][item] == 0xFE) continue;
            ++counts[uint8(rows[r][item])];
            ++answers;
        }
        ProjectParams storage params = _works[job.project].params;
        if (answers < job.agreement) return 0xFF;
        uint256 before = 0;
        for (uint256 class = 0; class < params.classes; ++class) {
            before += counts[class];
            if (params.scale == Scale.Categorical) {
                if (counts[class] >= job.agreement) return class;
            } else if (2 * before > answers - 1) {
                uint256 votes = 0;
                for (uint256 near = 0; near < params.classes; ++near) {
                    if (_agrees(job, near, class)) votes += counts[near];
                }
                return votes >= job.agreement ? class : 0xFF;
            }
        }
        return 0xFF;
    }

    function _tierOf(ProjectParams storage params, Standing memory standing) private view returns (uint256, uint256) {
        if (params.goldBps == 0) return (255, 10_000);
        Tiers storage tiers = params.tiers;
        if (standing.goldAnswers < tiers.probationAnswers) return (255, tiers.probationPays);
        uint256 quality = 0;
        if (standing.goldWeight != 0) {
            (uint256 right, uint256 total) = (standing.goldRightWeight, standing.goldWeight);
            uint256 spread = Math.sqrt((693 * right * (total - right) / total + 120_062) * 65_536);
            uint256 centre = 256 * right + 128 * 693;
            if (centre > spread) quality = (centre - spread) * 10_000 / (256 * (total + 693));
        }
        if (standing.peerLow >= 3) quality = quality < 1000 ? 0 : quality - 1000;
        uint256 tier = 0;
        for (uint256 i = 0; i < 4; ++i) {
            if (quality >= tiers.from[i]) ++tier;
        }
        return (tier, tiers.pays[tier]);
    }

    /// @return due What the settlement pays. @return kept What of it is withheld.
    function _due(Job storage job) internal view returns (uint256 due, uint256 kept) {
        uint256 reward = _rewardOf(job);
        uint256 speakers = 0;
        for (uint256 r = 0; r < job.seats; ++r) {
            if (job.seatStates[r] != SeatState.Scored) continue;
            ++speakers;
            Seat memory seat = market.seatOf(job.id, job.panel[r]);
            uint256 amount = reward * seat.agreed * seat.multiplierBps / 10_000;
            due += amount;
            if (seat.flagged != 0) kept += amount / 4;
        }
        bool forfeited = market.batchOf(job.id).flags & 2 != 0;
        if (forfeited) due += speakers * (reward * _works[job.project].params.goldBond / speakers);
    }

    /// @return What the panel has and can claim, and what the slasher can.
    function _wealth(Job storage job) internal view returns (uint256[2] memory) {
        MoodyToken token = _works[job.project].token;
        uint256 sum = 0;
        for (uint256 r = 0; r < job.panel.length; ++r) {
            sum += token.balanceOf(job.panel[r]) + market.claimableOf(job.panel[r], token);
        }
        return [sum, market.claimableOf(address(slasher), token)];
    }

    /// @return penalties What each seat that is not opened will lose: 9, at least what failing gold costs.
    function _penalties(Job storage job) internal view returns (uint256[] memory penalties) {
        penalties = new uint256[](job.panel.length);
        uint256 stake = _stakeOf(job);
        for (uint256 r = 0; r < penalties.length; ++r) {
            if (job.seatStates[r] != SeatState.Committed) continue;
            IStakeVault.Stake memory all = vault.stakeOf(job.panel[r]);
            uint256 whole = uint256(all.available) + all.locked + all.unbonding;
            uint256 share = Math.max(whole / 20, stake * _works[job.project].params.noRevealBps / 10_000);
            penalties[r] = Math.min(share, uint256(all.available) + all.unbonding + stake);
        }
    }

    /// @dev Notes the slashes that an end has opened: one for each flag and each commitment never opened.
    function _opened(Job storage job, uint256[] memory penalties) internal {
        MoodyToken token = _works[job.project].token;
        for (uint256 r = 0; r < job.panel.length; ++r) {
            address annotator = job.panel[r];
            Seat memory seat = market.seatOf(job.id, annotator);
            bool silent = job.seatStates[r] == SeatState.Committed;
            SlashReason reason = silent ? SlashReason.NoReveal : SlashReason(seat.flagged);
            if (reason == SlashReason.None) continue;
            SlashId id = slasher.slashIdOf(job.id, annotator, reason);
            ISlasher.Slash memory slash = slasher.slashOf(id);
            _hold(39, slash.state == SlashState.Open && slash.deadline == _now + 3 days && slash.annotator == annotator);
            _hold(39, slash.reporter != annotator && slash.requester == _works[job.project].requester);
            uint256 earned = _rewardOf(job) * seat.agreed * seat.multiplierBps / 10_000;
            _hold(14, slash.fromPending == (silent ? 0 : earned / 4));
            if (silent) _hold(9, slash.fromStake == penalties[r]);
            if (reason == SlashReason.ConsensusFail) _hold(39, slash.fromStake == 0);
            if (reason == SlashReason.GoldFail && slash.fromStake != 0) {
                _hold(30, _shareAt[annotator] == 0 || _now >= _shareAt[annotator] + 7 days);
                _shareAt[annotator] = _now;
            }
            _withheld[token] += slash.fromPending;
            _lockedOf[annotator] += slash.fromStake;
            _held.push(Held(id, annotator, token, slash.fromPending, slash.fromStake));
        }
    }

    /// @dev 4, 28: what a slash takes is what it sends out, half to the requester, a quarter to who reported.
    /// @param before Whole stakes of annotator, requester, reporter (or the insurance) and insurance.
    function _slashSplits(uint256[4] memory before, ISlasher.Slash memory slash, bool reported) internal view {
        uint256 amount = slash.fromStake;
        _hold(4, _wholeStake(slash.annotator) == before[0] - amount);
        _hold(28, _wholeStake(slash.requester) == before[1] + amount / 2);
        uint256 rest = amount - amount / 2;
        if (reported) {
            _hold(28, _wholeStake(slash.reporter) == before[2] + amount / 4);
            rest -= amount / 4;
        }
        _hold(28, _wholeStake(INSURANCE) == before[3] + rest);
    }

    // ---------------------------------------------------------------- readings

    function _stakesOf(address annotator, address requester, address reporter)
        internal
        view
        returns (uint256[4] memory)
    {
        return [_wholeStake(annotator), _wholeStake(requester), _wholeStake(reporter), _wholeStake(INSURANCE)];
    }

    function _standings(Job storage job) internal view returns (Standing[] memory standings) {
        standings = new Standing[](job.seats);
        for (uint256 r = 0; r < standings.length; ++r) {
            standings[r] = market.standingOf(_works[job.project].id, job.panel[r]);
        }
    }

    /// @return rows What each seat revealed, empty where none did.
    function _revealed(Job storage job) internal view returns (bytes[] memory rows) {
        rows = new bytes[](job.seats);
        for (uint256 r = 0; r < rows.length; ++r) {
            if (job.seatStates[r] >= SeatState.Revealed) rows[r] = job.rows[r];
        }
    }

    function _counts(Job storage job) internal view returns (uint256 committed, uint256 revealed) {
        for (uint256 r = 0; r < job.seats; ++r) {
            if (job.seatStates[r] >= SeatState.Committed) ++committed;
            if (job.seatStates[r] >= SeatState.Revealed) ++revealed;
        }
    }

    function _agrees(Job storage job, uint256 label, uint256 consensus) internal view returns (bool) {
        if (label >= 0xFE || consensus == 0xFF) return false;
        uint256 distance = label > consensus ? label - consensus : consensus - label;
        return distance <= _works[job.project].params.tolerance;
    }

    /// @return reserved What the batches of the project hold.
    function _reservedOf(uint256 project) internal view returns (uint256 reserved) {
        for (uint256 i = 0; i < JOBS; ++i) {
            if (_jobs[i].project == project) reserved += _jobs[i].reserve;
        }
    }

    function _goes(Job storage job, BatchState state, uint256 deadline) internal {
        (job.state, job.deadline) = (state, uint40(deadline));
    }

    /// @dev What never changes.
    function _frozen(ProjectParams memory params) internal pure returns (bytes32) {
        params.guidelineHash = 0;
        return keccak256(abi.encode(params));
    }
}
