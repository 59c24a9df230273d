// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev The rule `k <= n`, `2k > n` that `createBatch` demands, by arithmetic. The tally counts votes of one item: at most n in all.
contract QuorumProof {
    function rivals(uint8 seats, uint8 agreement, uint256 mine, uint256 theirs) external pure {
        require(agreement <= seats && 2 * uint256(agreement) > seats);
        require(mine <= seats && theirs <= seats && mine + theirs <= seats);
        // P37: two classes never both reach the agreement: at most one wins
        assert(!(mine >= agreement && theirs >= agreement));
    }

    function reachable(uint8 seats, uint8 agreement) external pure {
        require(agreement <= seats && 2 * uint256(agreement) > seats);
        // P38: a panel that answers alike reaches the agreement
        assert(seats >= agreement);
        // P39: one vote more or less than half is the least agreement
        assert(uint256(agreement) >= uint256(seats) / 2 + 1);
    }

    function abstentions(uint8 seats, uint8 agreement, uint256 votes, uint256 abstained) external pure {
        require(agreement <= seats && 2 * uint256(agreement) > seats);
        require(votes <= seats && abstained <= seats && votes + abstained <= seats);
        // P40: where half of the panel abstains nobody wins
        assert(!(2 * abstained >= seats && votes >= agreement));
    }
}
