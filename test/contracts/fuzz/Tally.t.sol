// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Tally} from "../../../contracts/libraries/Tally.sol";
import {Draw} from "./Vm.sol";

/// The tally of 32 items at a time against one that counts each class of each item.
contract TallyTest {
    function testFuzz_count_isThePlainTally(uint256 seed, uint8 seats, uint8 agreement, uint16 items, uint8 classes)
        public
        view
    {
        (bytes[] memory rows, uint256 length, uint256 k) = _draw(seed, seats, agreement, items, classes);
        Tally.Result memory result = this.count(rows, length, k);
        for (uint256 i = 0; i < length; ++i) {
            (uint8 consensus, uint256 votes) = _plain(rows, i, k);
            assert(uint8(result.consensus[i]) == consensus);
            assert(uint8(result.votes[i]) == votes);
        }
    }

    function testFuzz_count_scoresEachRow(uint256 seed, uint8 seats, uint8 agreement, uint16 items, uint8 classes)
        public
        view
    {
        (bytes[] memory rows, uint256 length, uint256 k) = _draw(seed, seats, agreement, items, classes);
        Tally.Result memory result = this.count(rows, length, k);
        for (uint256 r = 0; r < rows.length; ++r) {
            uint256 agreed;
            uint256 compared;
            for (uint256 i = 0; i < rows[r].length; ++i) {
                if (result.consensus[i] == 0xFF || rows[r][i] == 0xFE) continue;
                ++compared;
                if (rows[r][i] == result.consensus[i]) ++agreed;
            }
            assert(result.agreed[r] == agreed && result.compared[r] == compared);
        }
    }

    function testFuzz_count_doesNotKnowTheOrderOfRows(uint256 seed, uint8 seats, uint8 agreement, uint16 items)
        public
        view
    {
        (bytes[] memory rows, uint256 length, uint256 k) = _draw(seed, seats, agreement, items, 4);
        Tally.Result memory result = this.count(rows, length, k);
        bytes[] memory turned = new bytes[](rows.length);
        for (uint256 r = 0; r < rows.length; ++r) {
            turned[r] = rows[rows.length - 1 - r];
        }
        Tally.Result memory other = this.count(turned, length, k);
        assert(
            keccak256(result.consensus) == keccak256(other.consensus)
                && keccak256(result.votes) == keccak256(other.votes)
        );
        for (uint256 r = 0; r < rows.length; ++r) {
            assert(result.agreed[r] == other.agreed[rows.length - 1 - r]);
        }
    }

    function testFuzz_count_oneVoiceIsTheConsensus(uint256 seed, uint8 seats, uint16 items) public view {
        (bytes[] memory rows, uint256 length, uint256 k) = _draw(seed, seats, 0, items, 3);
        for (uint256 r = 0; r < rows.length; ++r) {
            rows[r] = rows[0].length == 0 ? new bytes(length) : rows[0];
        }
        Tally.Result memory result = this.count(rows, length, k);
        for (uint256 i = 0; i < length; ++i) {
            bool abstained = rows[0][i] == 0xFE;
            assert(uint8(result.consensus[i]) == (abstained ? 0xFF : uint8(rows[0][i])));
            assert(uint8(result.votes[i]) == (abstained ? 0 : rows.length));
        }
    }

    function testFuzz_count_withoutRevealsIsNothing(uint16 items, uint8 seats) public view {
        uint256 length = Draw.within(items, 1, 512);
        bytes[] memory rows = new bytes[](Draw.within(seats, 2, 7));
        Tally.Result memory result = this.count(rows, length, rows.length / 2 + 1);
        for (uint256 i = 0; i < length; ++i) {
            assert(result.consensus[i] == 0xFF && result.votes[i] == 0);
        }
    }

    function testFuzz_count_agreedIsNeverMoreThanCompared(uint256 seed, uint8 seats, uint8 agreement, uint16 items)
        public
        view
    {
        (bytes[] memory rows, uint256 length, uint256 k) = _draw(seed, seats, agreement, items, 2);
        Tally.Result memory result = this.count(rows, length, k);
        for (uint256 r = 0; r < rows.length; ++r) {
            assert(result.agreed[r] <= result.compared[r] && result.compared[r] <= rows[r].length);
        }
    }

    function testFuzz_count_votesAreNoneOrEnough(uint256 seed, uint8 seats, uint8 agreement, uint16 items) public view {
        (bytes[] memory rows, uint256 length, uint256 k) = _draw(seed, seats, agreement, items, 3);
        Tally.Result memory result = this.count(rows, length, k);
        for (uint256 i = 0; i < length; ++i) {
            uint256 votes = uint8(result.votes[i]);
            assert(result.consensus[i] == 0xFF ? votes == 0 : votes >= k && votes <= rows.length);
        }
    }

    function testFuzz_count_paysTheVotesOfTheConsensus(uint256 seed, uint8 seats, uint8 agreement, uint16 items)
        public
        view
    {
        (bytes[] memory rows, uint256 length, uint256 k) = _draw(seed, seats, agreement, items, 3);
        Tally.Result memory result = this.count(rows, length, k);
        uint256 votes;
        uint256 agreed;
        for (uint256 i = 0; i < length; ++i) {
            votes += uint8(result.votes[i]);
        }
        for (uint256 r = 0; r < rows.length; ++r) {
            agreed += result.agreed[r];
        }
        assert(votes == agreed);
    }

    function testFuzz_count_aStricterAgreementDecidesNoMore(uint256 seed, uint8 seats, uint8 agreement, uint16 items)
        public
        view
    {
        (bytes[] memory rows, uint256 length, uint256 k) = _draw(seed, seats, agreement, items, 3);
        if (k == rows.length) return;
        Tally.Result memory result = this.count(rows, length, k);
        Tally.Result memory stricter = this.count(rows, length, k + 1);
        for (uint256 i = 0; i < length; ++i) {
            assert(stricter.consensus[i] == 0xFF || stricter.consensus[i] == result.consensus[i]);
        }
    }

    function count(bytes[] calldata rows, uint256 items, uint256 agreement)
        external
        pure
        returns (Tally.Result memory)
    {
        return Tally.count(rows, items, agreement);
    }

    /// @dev A panel's rows: mostly alike, so that there is something to agree on; some missing.
    function _draw(uint256 seed, uint8 seats, uint8 agreement, uint16 items, uint8 classes)
        private
        pure
        returns (bytes[] memory rows, uint256 length, uint256 k)
    {
        uint256 n = Draw.within(seats, 2, 7);
        k = Draw.within(agreement, n / 2 + 1, n);
        length = Draw.within(items, 1, 70);
        uint256 limit = Draw.within(classes, 2, 254);
        rows = new bytes[](n);
        bytes memory truth = Draw.labels(seed, length, limit, 9);
        for (uint256 r = 0; r < n; ++r) {
            if (Draw.next(seed, 5000 + r) % 8 == 0) continue;
            bytes memory noise = Draw.labels(Draw.next(seed, 6000 + r), length, limit, 7);
            rows[r] = new bytes(length);
            for (uint256 i = 0; i < length; ++i) {
                rows[r][i] = Draw.next(seed, 7000 + 100 * r + i) % 3 == 0 ? noise[i] : truth[i];
            }
        }
    }

    function _plain(bytes[] memory rows, uint256 item, uint256 k)
        private
        pure
        returns (uint8 consensus, uint256 votes)
    {
        uint256[256] memory counts;
        for (uint256 r = 0; r < rows.length; ++r) {
            if (rows[r].length != 0) ++counts[uint8(rows[r][item])];
        }
        for (uint256 class = 0; class < 0xFE; ++class) {
            if (counts[class] >= k) return (uint8(class), counts[class]);
        }
        return (0xFF, 0);
    }
}
