// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CaseId, Juror} from "../../types/Dispute.sol";

/// @dev The jurors' commitments and their count.
library Votes {
    bytes32 internal constant TYPEHASH = keccak256(
        "Vote(uint256 chainId,address court,bytes32 caseId,uint256 round,address juror,uint256 verdict,bytes32 salt)"
    );

    /// Juries of a case.
    uint256 internal constant MAX_ROUNDS = 3;

    uint256 internal constant QUORUM_BPS = 6000;

    /// Above half, so that at most one verdict has it.
    uint256 internal constant AGREEMENT_BPS = 6500;

    uint256 private constant BPS = 10_000;

    /// @dev 7, 11, 15 for the rounds 1, 2, 3: a case has at most 33 jurors.
    function sizeOf(uint256 round) internal pure returns (uint256) {
        return 3 + 4 * round;
    }

    function hashOf(CaseId caseId, uint256 round, address juror, uint8 verdict, bytes32 salt)
        internal
        view
        returns (bytes32)
    {
        return keccak256(abi.encode(TYPEHASH, block.chainid, address(this), caseId, round, juror, verdict, salt));
    }

    struct Poll {
        /// Weight of all jurors.
        uint256 drawn;
        /// Of those that revealed.
        uint256 revealed;
        /// The verdict with the greatest weight, the first in the pool's order of equal ones, and its weight.
        uint8 verdict;
        uint256 weight;
    }

    /// @dev Sums of at most 15 weights of 128 bits.
    function count(mapping(address account => Juror) storage self, address[] storage jury)
        internal
        view
        returns (Poll memory poll)
    {
        uint256[256] memory weights;
        uint256 size = jury.length;
        for (uint256 i = 0; i < size; ++i) {
            Juror storage juror = self[jury[i]];
            poll.drawn += juror.weight;
            if (!juror.revealed) continue;
            poll.revealed += juror.weight;
            weights[juror.verdict] += juror.weight;
        }
        for (uint256 i = 0; i < size; ++i) {
            Juror storage juror = self[jury[i]];
            if (!juror.revealed || weights[juror.verdict] <= poll.weight) continue;
            (poll.verdict, poll.weight) = (juror.verdict, weights[juror.verdict]);
        }
    }

    /// @dev Whether enough was revealed, and enough of that agrees.
    function isAgreed(Poll memory poll) internal pure returns (bool) {
        return poll.weight != 0 && poll.revealed * BPS >= poll.drawn * QUORUM_BPS
            && poll.weight * BPS >= poll.revealed * AGREEMENT_BPS;
    }
}
