// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev What a project pays for which quality, and its shares: sixteen numbers of 16 bits in one word, number 0 lowest, so that a tally
/// or a settlement reads one slot for all of them. `ProjectRules` says which is where.
type Terms is uint256;

using {number, tierOf, tierPays, probationPays, probationAnswers} for Terms global;
using {goldBps, maxDisagreementBps, noRevealBps, goldBond, keeperFee} for Terms global;

/// @param position Below 16.
function number(Terms self, uint256 position) pure returns (uint256) {
    return (Terms.unwrap(self) >> (16 * position)) & 0xffff;
}

/// @return tier How many of the four thresholds the quality reaches.
function tierOf(Terms self, uint256 quality) pure returns (uint256 tier) {
    while (tier < 4 && self.number(tier) <= quality) ++tier;
}

/// @param tier 0..4
function tierPays(Terms self, uint256 tier) pure returns (uint256) {
    return self.number(4 + tier);
}

function probationPays(Terms self) pure returns (uint256) {
    return self.number(9);
}

function probationAnswers(Terms self) pure returns (uint256) {
    return self.number(10);
}

function goldBps(Terms self) pure returns (uint256) {
    return self.number(11);
}

function maxDisagreementBps(Terms self) pure returns (uint256) {
    return self.number(12);
}

function noRevealBps(Terms self) pure returns (uint256) {
    return self.number(13);
}

function goldBond(Terms self) pure returns (uint256) {
    return self.number(14);
}

function keeperFee(Terms self) pure returns (uint256) {
    return self.number(15);
}
