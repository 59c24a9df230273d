// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IIncentivePool} from "../../../contracts/interfaces/IIncentivePool.sol";
import {ILabelMarket} from "../../../contracts/interfaces/ILabelMarket.sol";
import {Draw as Draws} from "../../../contracts/libraries/Draw.sol";
import {EpochCap} from "../../../contracts/libraries/EpochCap.sol";
import {Gold} from "../../../contracts/libraries/Gold.sol";
import {LabelRows} from "../../../contracts/libraries/LabelRows.sol";
import {Ordinal} from "../../../contracts/libraries/Ordinal.sol";
import {Peers} from "../../../contracts/libraries/Peers.sol";
import {Reserve} from "../../../contracts/libraries/Reserve.sol";
import {SlashSplit} from "../../../contracts/libraries/SlashSplit.sol";
import {Standings} from "../../../contracts/libraries/Standings.sol";
import {Tally} from "../../../contracts/libraries/Tally.sol";
import {Batch} from "../../../contracts/types/Batch.sol";
import {SlashReason} from "../../../contracts/types/Slash.sol";
import {Standing} from "../../../contracts/types/Standing.sol";
import {Terms} from "../../../contracts/types/Terms.sol";
import {Draw} from "./Vm.sol";

/// Rows of a panel: mostly alike, some missing.
library Rows {
    function draw(uint256 seed, uint256 seats, uint256 items, uint256 classes)
        internal
        pure
        returns (bytes[] memory rows)
    {
        rows = new bytes[](seats);
        bytes memory truth = Draw.labels(seed, items, classes, 9);
        for (uint256 r = 0; r < seats; ++r) {
            if (r > 1 && Draw.next(seed, 500 + r) % 6 == 0) continue;
            bytes memory noise = Draw.labels(Draw.next(seed, 600 + r), items, classes, 7);
            uint256 careful = Draw.next(seed, 700 + r);
            rows[r] = new bytes(items);
            for (uint256 i = 0; i < items; ++i) {
                rows[r][i] = (careful >> i) & 1 == 0 ? noise[i] : truth[i];
            }
        }
    }
}

/// Medians, gold and peers against counting one by one.
contract ScoresTest {
    function testFuzz_ordinal_isThePlainMedian(uint256 seed, uint8 seats, uint8 items, uint8 tolerance) public view {
        bytes[] memory rows = Rows.draw(seed, Draw.within(seats, 2, 7), Draw.within(items, 1, 20), 6);
        uint256 k = rows.length / 2 + 1;
        uint256 reach = Draw.within(tolerance, 0, 3);
        Tally.Result memory result = this.ordinal(rows, rows[0].length, k, reach);
        uint256[] memory agreed = new uint256[](rows.length);
        for (uint256 i = 0; i < rows[0].length; ++i) {
            (uint256 label, uint256 votes) = _median(rows, i, k, reach);
            assert(uint8(result.consensus[i]) == label && uint8(result.votes[i]) == votes);
            for (uint256 r = 0; r < rows.length; ++r) {
                if (label != 0xFF && rows[r].length != 0 && _near(uint8(rows[r][i]), label, reach)) ++agreed[r];
            }
        }
        for (uint256 r = 0; r < rows.length; ++r) {
            assert(result.agreed[r] == agreed[r] && agreed[r] <= result.compared[r]);
        }
    }

    function testFuzz_ordinal_doesNotKnowTheOrderOfRows(uint256 seed, uint8 seats, uint8 items, uint8 tolerance)
        public
        view
    {
        bytes[] memory rows = Rows.draw(seed, Draw.within(seats, 2, 7), Draw.within(items, 1, 20), 5);
        bytes[] memory turned = new bytes[](rows.length);
        for (uint256 r = 0; r < rows.length; ++r) {
            turned[r] = rows[rows.length - 1 - r];
        }
        uint256 reach = Draw.within(tolerance, 0, 3);
        Tally.Result memory one = this.ordinal(rows, rows[0].length, rows.length / 2 + 1, reach);
        Tally.Result memory other = this.ordinal(turned, rows[0].length, rows.length / 2 + 1, reach);
        assert(keccak256(one.consensus) == keccak256(other.consensus) && keccak256(one.votes) == keccak256(other.votes));
    }

    function testFuzz_ordinal_aWiderToleranceDecidesNoLess(uint256 seed, uint8 seats, uint8 items) public view {
        bytes[] memory rows = Rows.draw(seed, Draw.within(seats, 2, 7), Draw.within(items, 1, 20), 5);
        Tally.Result memory narrow = this.ordinal(rows, rows[0].length, rows.length / 2 + 1, 0);
        Tally.Result memory wide = this.ordinal(rows, rows[0].length, rows.length / 2 + 1, 1);
        for (uint256 i = 0; i < rows[0].length; ++i) {
            assert(narrow.consensus[i] == 0xFF || narrow.consensus[i] == wide.consensus[i]);
        }
    }

    function testFuzz_peers_areThePlainCounts(uint256 seed, uint8 seats, uint8 items, uint8 classes) public view {
        bytes[] memory rows =
            Rows.draw(seed, Draw.within(seats, 2, 7), Draw.within(items, 2, 80), Draw.within(classes, 2, 9));
        uint256 length = rows[0].length;
        uint256 shift = length / 2;
        int256 score = 0;
        for (uint256 q = 1; q < rows.length; ++q) {
            if (rows[q].length == 0) continue;
            for (uint256 i = 0; i < length - shift; ++i) {
                if (rows[0][i] == 0xFE) continue;
                if (rows[0][i] == rows[q][i]) ++score;
                if (rows[0][i] == rows[q][i + shift]) --score;
            }
        }
        assert(this.peers(rows, 0, length) == score);
    }

    function testFuzz_peers_paysNothingForOneAnswerToAll(uint256 seed, uint8 seats, uint8 items) public view {
        bytes[] memory rows = Rows.draw(seed, Draw.within(seats, 2, 7), 2 * Draw.within(items, 8, 40), 4);
        for (uint256 r = 0; r < rows.length; ++r) {
            rows[r] = new bytes(rows[0].length);
        }
        assert(this.peers(rows, 0, rows[0].length) == 0);
    }

    function testFuzz_gold_isThePlainScore(uint256 seed, uint8 seats, uint8 items, uint8 tolerance) public view {
        bytes[] memory rows = Rows.draw(seed, Draw.within(seats, 2, 7), Draw.within(items, 1, 60), 4);
        uint256 reach = Draw.within(tolerance, 0, 2);
        ILabelMarket.GoldOpening memory gold = _gold(seed, rows[0].length);
        bytes memory consensus = this.ordinal(rows, rows[0].length, rows.length / 2 + 1, reach).consensus;
        (bytes memory excluded, uint256[] memory scores) = this.gold(gold, consensus, rows, reach);
        uint256 out = 0;
        for (uint256 g = 0; g < gold.labels.length; ++g) {
            if (_isOut(gold, consensus, g, reach)) ++out;
        }
        bool none = out * 10_000 > 2500 * gold.labels.length;
        for (uint256 g = 0; g < gold.labels.length; ++g) {
            assert(uint8(excluded[g]) == (none || _isOut(gold, consensus, g, reach) ? 1 : 0));
        }
        for (uint256 r = 0; r < rows.length; ++r) {
            (uint256 total, uint256 right) = none ? (0, 0) : _scored(gold, consensus, rows[r], reach);
            assert(scores[r] == (total << 128 | right));
        }
    }

    function testFuzz_gold_ofAgreedAnswersIsAllRight(uint256 seed, uint8 items) public view {
        bytes[] memory rows = new bytes[](3);
        rows[0] = rows[1] = rows[2] = Draw.labels(seed, Draw.within(items, 1, 60), 4, type(uint256).max);
        ILabelMarket.GoldOpening memory gold = _gold(seed, rows[0].length);
        for (uint256 g = 0; g < gold.labels.length; ++g) {
            gold.labels[g] = rows[0][uint8(gold.positions[2 * g + 1])];
        }
        (, uint256[] memory scores) = this.gold(gold, rows[0], rows, 0);
        assert(scores[0] == (gold.labels.length << 128 | gold.labels.length));
    }

    function ordinal(bytes[] calldata rows, uint256 items, uint256 k, uint256 tolerance)
        external
        pure
        returns (Tally.Result memory)
    {
        return Ordinal.count(rows, items, k, tolerance);
    }

    function peers(bytes[] calldata rows, uint256 row, uint256 items) external pure returns (int256) {
        return Peers.score(LabelRows.startsOf(rows), row, items);
    }

    function gold(
        ILabelMarket.GoldOpening calldata opening,
        bytes memory consensus,
        bytes[] calldata rows,
        uint256 tolerance
    ) external pure returns (bytes memory, uint256[] memory) {
        return Gold.score(opening, consensus, LabelRows.startsOf(rows), tolerance);
    }

    function _gold(uint256 seed, uint256 items) private pure returns (ILabelMarket.GoldOpening memory opening) {
        for (uint256 i = 0; i < items; ++i) {
            if (Draw.next(seed, 900 + i) % 2 == 0) {
                opening.positions = bytes.concat(opening.positions, bytes2(uint16(i)));
            }
        }
        opening.labels = new bytes(opening.positions.length / 2);
        bytes memory truth = Draw.labels(seed, items, 4, 9);
        for (uint256 g = 0; g < opening.labels.length; ++g) {
            uint8 label = uint8(truth[uint8(opening.positions[2 * g + 1])]);
            opening.labels[g] = bytes1(label >= 4 ? 0 : label);
        }
    }

    function _isOut(ILabelMarket.GoldOpening memory opening, bytes memory consensus, uint256 g, uint256 reach)
        private
        pure
        returns (bool)
    {
        uint256 agreed = uint8(consensus[uint8(opening.positions[2 * g + 1])]);
        return agreed != 0xFF && !_near(agreed, uint8(opening.labels[g]), reach);
    }

    function _scored(ILabelMarket.GoldOpening memory opening, bytes memory consensus, bytes memory row, uint256 reach)
        private
        pure
        returns (uint256 total, uint256 right)
    {
        if (row.length == 0) return (0, 0);
        for (uint256 g = 0; g < opening.labels.length; ++g) {
            uint256 given = uint8(row[uint8(opening.positions[2 * g + 1])]);
            if (given == 0xFE || _isOut(opening, consensus, g, reach)) continue;
            ++total;
            if (_near(given, uint8(opening.labels[g]), reach)) ++right;
        }
    }

    function _median(bytes[] memory rows, uint256 item, uint256 k, uint256 reach)
        private
        pure
        returns (uint256, uint256 votes)
    {
        uint256[256] memory counts;
        uint256 answers = 0;
        for (uint256 r = 0; r < rows.length; ++r) {
            if (rows[r].length == 0 || rows[r][item] == 0xFE) continue;
            ++counts[uint8(rows[r][item])];
            ++answers;
        }
        if (answers < k) return (0xFF, 0);
        uint256 label = 0;
        for (uint256 below = counts[0]; below <= (answers - 1) / 2; below += counts[label]) {
            ++label;
        }
        for (uint256 value = 0; value < 0xFE; ++value) {
            if (_near(value, label, reach)) votes += counts[value];
        }
        return votes < k ? (0xFF, 0) : (label, votes);
    }

    function _near(uint256 label, uint256 other, uint256 reach) private pure returns (bool) {
        return label < 0xFE && (label > other ? label - other : other - label) <= reach;
    }
}

/// What a standing becomes, by its formulas.
contract StandingsTest {
    using Standings for Standing;

    Standing private _standing;

    function testFuzz_update_followsTheFormulas(uint256 seed) public {
        Terms terms = Terms.wrap(_terms(seed));
        for (uint256 i = 0; i < 6; ++i) {
            Standing memory before = _standing;
            Standings.Evidence memory given = _evidence(Draw.next(seed, i));
            Standings.Verdict memory verdict = _standing.update(terms, given);
            uint256 kept = given.goldTotal > 256 ? 0 : 256 - given.goldTotal;
            assert(_standing.goldWeight == before.goldWeight * kept / 256 + 256 * given.goldTotal);
            assert(_standing.goldRightWeight == before.goldRightWeight * kept / 256 + 256 * given.goldRight);
            assert(_standing.goldAnswers == Math.min(before.goldAnswers + given.goldTotal, 65_535));
            uint256 suspicion = before.goldSuspicion + 693 * (given.goldTotal - given.goldRight);
            suspicion -= Math.min(suspicion, 405 * given.goldRight);
            bool fails = _standing.goldAnswers >= 30 && suspicion >= 6908;
            assert((verdict.flag == SlashReason.GoldFail) == fails);
            assert(_standing.goldSuspicion == (fails ? 0 : suspicion));
            if (verdict.flag == SlashReason.ConsensusFail) {
                assert(_standing.comparedWeight == 0 && _standing.disagreedWeight == 0);
            } else {
                uint256 left = 1024 - given.compared;
                assert(_standing.comparedWeight == before.comparedWeight * left / 1024 + 256 * given.compared);
            }
            assert(verdict.tier == _standing.tier && verdict.multiplierBps <= 10_000);
        }
    }

    function testFuzz_update_keepsWeightsInOrder(uint256 seed) public {
        Terms terms = Terms.wrap(_terms(seed));
        for (uint256 i = 0; i < 10; ++i) {
            _standing.update(terms, _evidence(Draw.next(seed, i)));
            assert(_standing.goldRightWeight <= _standing.goldWeight && _standing.goldWeight <= 512 * 256);
            assert(_standing.disagreedWeight <= _standing.comparedWeight && _standing.comparedWeight <= 1536 * 256);
            assert(_standing.batches == i + 1 && _standing.peerLow <= i + 1);
        }
    }

    function testFuzz_quality_neverExceedsTheAccuracy(uint32 right, uint32 total, uint8 low) public pure {
        Standing memory standing;
        standing.goldWeight = uint32(Draw.within(total, 1, 131_072));
        standing.goldRightWeight = uint32(Draw.within(right, 0, standing.goldWeight));
        standing.peerLow = low;
        assert(Standings.qualityOf(standing) <= uint256(standing.goldRightWeight) * 10_000 / standing.goldWeight);
    }

    function testFuzz_quality_growsWithRightAnswers(uint32 right, uint32 total) public pure {
        Standing memory standing;
        standing.goldWeight = uint32(Draw.within(total, 256, 131_072));
        standing.goldRightWeight = uint32(Draw.within(right, 0, standing.goldWeight - 256));
        uint256 quality = Standings.qualityOf(standing);
        standing.goldRightWeight += 256;
        assert(Standings.qualityOf(standing) >= quality);
    }

    function testFuzz_quality_losesForPeersAlikeByChance(uint32 right, uint32 total, uint8 low) public pure {
        Standing memory standing;
        standing.goldWeight = uint32(Draw.within(total, 1, 131_072));
        standing.goldRightWeight = uint32(Draw.within(right, 0, standing.goldWeight));
        uint256 quality = Standings.qualityOf(standing);
        standing.peerLow = low;
        uint256 penalty = low < 3 ? 0 : Math.min(quality, 1000);
        assert(Standings.qualityOf(standing) == quality - penalty);
    }

    /// @dev Ascending thresholds and pays, gold, probation, a bound on disagreement.
    function _terms(uint256 seed) private pure returns (uint256 packed) {
        uint16[4] memory from = [2000, 4000, 6000, 9000];
        for (uint256 i = 0; i < 4; ++i) {
            packed |= uint256(from[i]) << (16 * i) | (2000 * (i + 1)) << (16 * (5 + i));
        }
        packed |= uint256(3000) << 144 | (seed % 40) << 160 | uint256(1000) << 176 | (seed >> 8) % 3000 << 192;
    }

    function _evidence(uint256 seed) private pure returns (Standings.Evidence memory given) {
        given.goldTotal = seed % (seed >> 8) % 513 > 300 ? 0 : (seed >> 16) % 60;
        given.goldRight = Draw.within(seed >> 32, given.goldTotal / 3, given.goldTotal);
        given.compared = (seed >> 64) % 513;
        given.agreed = Draw.within(seed >> 80, given.compared / 2, given.compared);
        given.peerCounts = (seed >> 96) % 3 != 0;
        given.peerScore = int256((seed >> 128) % 21) - 10;
    }
}

/// Sums that are split, held or capped.
contract SharesTest {
    using EpochCap for IIncentivePool.Spending;
    using Reserve for Batch;

    IIncentivePool.Spending private _spending;
    Batch private _batch;

    function testFuzz_split_losesNothing(uint128 amount, bool reported) public pure {
        uint256[] memory parts = SlashSplit.split(amount, reported);
        assert(parts[0] + parts[1] + parts[2] == amount && parts[0] == amount / 2);
        assert(parts[1] == (reported ? amount / 4 : 0) && parts[2] >= parts[1]);
    }

    function testFuzz_epoch_neverCostsMoreThanItsCap(uint256 seed, uint96 cap) public {
        uint256 epoch = 0;
        uint256 spent = 0;
        for (uint256 i = 0; i < 20; ++i) {
            uint256 drawn = Draw.next(seed, i);
            if (drawn % 4 == 0) (epoch, spent) = (epoch + 1 + (drawn >> 8) % 3, 0);
            uint256 left = _spending.left(epoch, cap);
            assert(left == cap - spent);
            uint256 amount = Draw.within(drawn >> 16, 0, left);
            spent += amount;
            assert(_spending.spend(epoch, amount) == spent && spent <= cap);
        }
    }

    function testFuzz_reserve_coversAllThatCanBePaid(
        uint16 items,
        uint8 seats,
        uint16 bond,
        uint16 fee,
        uint96 reward,
        uint8 flags
    ) public {
        _batch.items = uint16(Draw.within(items, 1, 512));
        _batch.seats = uint8(Draw.within(seats, 3, 7));
        Terms terms = Terms.wrap(uint256(1) << 176 | uint256(bond) << 224 | uint256(fee) << 240);
        uint256 each = uint256(reward) << (flags & 1);
        _batch.flags = flags & 1;
        uint256 whole = _batch.whole(terms, each);
        uint256 gold = flags & 1 == 0 ? uint256(bond) : 0;
        assert(whole == each * (uint256(_batch.items) * _batch.seats + gold + 2 * uint256(fee)));
        _batch.flags = flags & 7;
        uint256 fees = (flags >> 1 & 1) + (flags >> 2 & 1);
        assert(_batch.left(terms, each) == whole - fees * each * fee);
    }

    function testFuzz_draw_staysWithinTheSnapshot(bytes32 seed, uint256 attempt, uint32 snapshot) public pure {
        uint256 size = Draw.within(snapshot, 1, type(uint32).max);
        uint256 position = Draws.positionAt(seed, attempt, size);
        assert(position < size && position == uint256(keccak256(abi.encode(seed, attempt))) % size);
    }

    function testFuzz_draw_sortsAndKeepsEach(uint256 seed, uint8 count) public pure {
        address[] memory accounts = new address[](Draw.within(count, 0, 12));
        uint256 sum = 0;
        for (uint256 i = 0; i < accounts.length; ++i) {
            accounts[i] = address(uint160(Draw.next(seed, i)));
            sum += uint160(accounts[i]);
        }
        address[] memory ascending = Draws.sorted(accounts);
        for (uint256 i = 0; i < ascending.length; ++i) {
            assert(i == 0 || ascending[i - 1] <= ascending[i]);
            sum -= uint160(ascending[i]);
        }
        assert(sum == 0 && ascending.length == accounts.length);
    }

    function testFuzz_draw_considersEachOnce(uint256 seed, uint8 bound) public pure {
        Draws.Considered memory considered = Draws.considering(Draw.within(bound, 1, 12));
        bool[6] memory known;
        for (uint256 i = 0; i < 30 && !Draws.isFull(considered); ++i) {
            uint256 one = Draw.next(seed, i) % 6;
            assert(Draws.add(considered, address(uint160(one))) == !known[one]);
            known[one] = true;
        }
    }
}
