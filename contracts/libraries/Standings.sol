// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {SlashReason} from "../types/Slash.sol";
import {Standing} from "../types/Standing.sol";
import {Terms} from "../types/Terms.sol";

/// @dev Evidence about an annotator in a project, and what follows from it: quality, tier, pay, a reason to slash.
library Standings {
    /// The tier of who has not answered enough gold, and of everybody in a project without.
    uint8 internal constant PROBATION = 255;

    /// The tiers that may sit in a second round are this and above.
    uint8 internal constant SENIOR = 3;

    /// Gold answers, and compared items, after which older ones count for little.
    uint256 private constant GOLD_MEMORY = 256;
    uint256 private constant COMPARED_MEMORY = 1024;

    /// ln 2 and ln 1.5, in 1/1000: what a wrong and a right gold answer say about an accuracy of 0.5 against one of 0.75.
    uint256 private constant WRONG_EVIDENCE = 693;
    uint256 private constant RIGHT_EVIDENCE = 405;

    /// ln 1000 in 1/1000: the evidence at which gold is failed, and the answers before which it never is.
    uint256 private constant GOLD_FAIL = 6908;
    uint256 private constant GOLD_FAIL_ANSWERS = 30;

    /// The window that a disagreement rate is taken over.
    uint256 private constant CONSENSUS_FAIL_BATCHES = 5;
    uint256 private constant CONSENSUS_FAIL_WEIGHT = 100 * 256;

    /// 1.645 squared, in 1/256: Wilson's lower bound at 95%.
    uint256 private constant Z2 = 693;

    /// Batches in a row without a positive peer score, and what they cost in bps of quality.
    uint256 private constant PEER_LOW = 3;
    uint256 private constant PEER_PENALTY = 1000;

    /// @dev What one batch says.
    struct Evidence {
        /// Gold items answered, and answered right; at most 512.
        uint256 goldTotal;
        uint256 goldRight;
        /// Items with a consensus answered, and agreed on; at most 512.
        uint256 compared;
        uint256 agreed;
        bool peerCounts;
        int256 peerScore;
    }

    struct Verdict {
        uint256 qualityBps;
        uint256 tier;
        uint256 multiplierBps;
        SlashReason flag;
    }

    /// @dev No weight exceeds 512 * 256 + 1024 * 256, which bounds every product and cast.
    function update(Standing storage self, Terms terms, Evidence memory evidence)
        internal
        returns (Verdict memory verdict)
    {
        Standing memory now_ = self;
        unchecked {
            _weigh(now_, evidence);
            verdict.multiplierBps = 10_000;
            verdict.tier = PROBATION;
            if (terms.goldBps() != 0) {
                verdict.qualityBps = qualityOf(now_);
                if (now_.goldAnswers < terms.probationAnswers()) {
                    verdict.multiplierBps = terms.probationPays();
                } else {
                    verdict.tier = terms.tierOf(verdict.qualityBps);
                    verdict.multiplierBps = terms.tierPays(verdict.tier);
                }
            }
            now_.tier = uint8(verdict.tier);
            verdict.flag = _flag(now_, terms);
        }
        self.goldAnswers = now_.goldAnswers;
        self.goldRightWeight = now_.goldRightWeight;
        self.goldWeight = now_.goldWeight;
        self.goldSuspicion = now_.goldSuspicion;
        self.comparedWeight = now_.comparedWeight;
        self.disagreedWeight = now_.disagreedWeight;
        self.batches = now_.batches;
        self.peerLow = now_.peerLow;
        self.tier = now_.tier;
    }

    /// @return Wilson's lower bound of the gold accuracy in bps, less the penalty for peer scores.
    function qualityOf(Standing memory self) internal pure returns (uint256) {
        uint256 total = self.goldWeight;
        if (total == 0) return 0;
        unchecked {
            uint256 right = self.goldRightWeight;
            uint256 spread = Math.sqrt((Z2 * right * (total - right) / total + Z2 * Z2 / 4) << 16);
            uint256 centre = (right << 8) + (Z2 << 7);
            uint256 quality = centre <= spread ? 0 : (centre - spread) * 10_000 / ((total + Z2) << 8);
            if (self.peerLow < PEER_LOW) return quality;
            return quality <= PEER_PENALTY ? 0 : quality - PEER_PENALTY;
        }
    }

    function _weigh(Standing memory self, Evidence memory evidence) private pure {
        unchecked {
            (uint256 total, uint256 right) = (evidence.goldTotal, evidence.goldRight);
            if (total != 0) {
                uint256 kept = GOLD_MEMORY - _min(total, GOLD_MEMORY);
                self.goldWeight = uint32(self.goldWeight * kept / GOLD_MEMORY + 256 * total);
                self.goldRightWeight = uint32(self.goldRightWeight * kept / GOLD_MEMORY + 256 * right);
                self.goldAnswers = uint16(_min(self.goldAnswers + total, type(uint16).max));
                uint256 suspicion = self.goldSuspicion + WRONG_EVIDENCE * (total - right);
                uint256 trust = RIGHT_EVIDENCE * right;
                self.goldSuspicion = suspicion <= trust ? 0 : uint32(_min(suspicion - trust, type(uint32).max));
            }
            uint256 left = COMPARED_MEMORY - evidence.compared;
            uint256 disagreed = evidence.compared - evidence.agreed;
            self.comparedWeight = uint32(self.comparedWeight * left / COMPARED_MEMORY + 256 * evidence.compared);
            self.disagreedWeight = uint32(self.disagreedWeight * left / COMPARED_MEMORY + 256 * disagreed);
            self.batches = uint16(_min(uint256(self.batches) + 1, type(uint16).max));
            if (evidence.peerCounts) {
                self.peerLow = evidence.peerScore > 0 ? 0 : uint8(_min(uint256(self.peerLow) + 1, type(uint8).max));
            }
        }
    }

    /// @dev Evidence that led to a flag is used up.
    function _flag(Standing memory self, Terms terms) private pure returns (SlashReason) {
        if (self.goldAnswers >= GOLD_FAIL_ANSWERS && self.goldSuspicion >= GOLD_FAIL) {
            self.goldSuspicion = 0;
            return SlashReason.GoldFail;
        }
        uint256 bound = terms.maxDisagreementBps();
        if (bound == 0 || self.batches < CONSENSUS_FAIL_BATCHES || self.comparedWeight < CONSENSUS_FAIL_WEIGHT) {
            return SlashReason.None;
        }
        if (uint256(self.disagreedWeight) * 10_000 <= bound * self.comparedWeight) return SlashReason.None;
        self.comparedWeight = 0;
        self.disagreedWeight = 0;
        return SlashReason.ConsensusFail;
    }

    function _min(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }
}
