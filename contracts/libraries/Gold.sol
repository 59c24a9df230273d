// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ILabelMarket} from "../interfaces/ILabelMarket.sol";
import {BatchId, ProjectId} from "../types/Ids.sol";
import {LabelBytes} from "./LabelBytes.sol";
import {Lanes} from "./Lanes.sol";

/// @dev Items whose answer the requester knows. The batch's id binds them, the tally opens them.
library Gold {
    bytes32 internal constant TYPEHASH = keccak256(
        "Gold(uint256 chainId,address market,bytes32 projectId,bytes32 manifestHash,bytes32 positionsHash,bytes32 labelsHash,bytes32 salt)"
    );

    /// @dev Share of a batch's gold that may be contradicted, in bps: beyond it none of the gold counts.
    uint256 internal constant MOST_CONTRADICTED_BPS = 2500;

    function hashOf(
        ProjectId projectId,
        bytes32 manifestHash,
        bytes calldata positions,
        bytes calldata labels,
        bytes32 salt
    ) internal view returns (bytes32) {
        bytes32 positionsHash = keccak256(positions);
        bytes32 labelsHash = keccak256(labels);
        return keccak256(
            abi.encode(TYPEHASH, block.chainid, address(this), projectId, manifestHash, positionsHash, labelsHash, salt)
        );
    }

    function batchIdOf(ProjectId projectId, bytes32 manifestHash, bytes32 goldHash) internal pure returns (BatchId) {
        return BatchId.wrap(keccak256(abi.encode(projectId, manifestHash, goldHash)));
    }

    /// @dev Reverts unless the opening is what the batch was created with, and gold of the batch's shape.
    /// @param bps Least share of the items.
    function requireOpens(
        ILabelMarket.GoldOpening calldata gold,
        BatchId batchId,
        ProjectId projectId,
        uint256 items,
        uint256 classes,
        uint256 bps
    ) internal view {
        bytes32 goldHash = hashOf(projectId, gold.manifestHash, gold.positions, gold.labels, gold.salt);
        bool opens = BatchId.unwrap(batchIdOf(projectId, gold.manifestHash, goldHash)) == BatchId.unwrap(batchId);
        require(opens, ILabelMarket.GoldMismatch(batchId));
        bytes calldata positions = gold.positions;
        bytes calldata labels = gold.labels;
        uint256 count = labels.length;
        require(positions.length == 2 * count, ILabelMarket.InvalidGold(batchId, count));
        uint256 needed = (items * bps + 9999) / 10_000;
        require(count >= needed, ILabelMarket.TooLittleGold(batchId, count, needed));
        // One more than the last position.
        uint256 least = 0;
        for (uint256 i = 0; i < count; ++i) {
            uint256 position;
            uint256 label;
            assembly ("memory-safe") {
                position := shr(240, calldataload(add(positions.offset, shl(1, i))))
                label := byte(0, calldataload(add(labels.offset, i)))
            }
            bool fits = position >= least && position < items && label < classes;
            require(fits, ILabelMarket.InvalidGold(batchId, i));
            unchecked {
                least = position + 1;
            }
        }
    }

    /// @param gold Of the batch's shape: `requireOpens`.
    /// @param starts Where in the calldata each row begins, 0 for a seat without one.
    /// @param tolerance How far from the gold an answer is still right. 0 for categorical.
    /// @return excluded One byte per gold item: 1 where it counts for nobody, since a consensus contradicts it or too much of the rest.
    /// @return scores Per row: gold items answered above the lower 128 bits, those answered right below. Excluded ones are not counted.
    function score(
        ILabelMarket.GoldOpening calldata gold,
        bytes memory consensus,
        uint256[] memory starts,
        uint256 tolerance
    ) internal pure returns (bytes memory excluded, uint256[] memory scores) {
        bytes calldata labels = gold.labels;
        excluded = new bytes(labels.length);
        scores = new uint256[](starts.length);
        uint256 positions = Lanes.startOf(gold.positions);
        uint256 contradicted = 0;
        for (uint256 offset = 0; offset < labels.length; offset += 32) {
            uint256 count = labels.length - offset < 32 ? labels.length - offset : 32;
            uint256 answers = Lanes.load(Lanes.startOf(labels) + offset);
            uint256 agreed = _agreed(consensus, positions, count);
            uint256 counted =
                Lanes.within(agreed, answers, tolerance) | Lanes.equal(agreed, Lanes.fill(LabelBytes.NONE));
            counted &= Lanes.first(count);
            uint256 out = ~counted & Lanes.ALL & Lanes.first(count);
            Lanes.store(excluded, offset, out);
            contradicted += Lanes.count(out);
            for (uint256 r = 0; r < starts.length; ++r) {
                if (starts[r] == 0) continue;
                uint256 given = _given(starts[r], positions, count);
                uint256 answered = counted & ~Lanes.equal(given, Lanes.fill(LabelBytes.ABSTAIN));
                uint256 right = answered & Lanes.within(given, answers, tolerance);
                unchecked {
                    // At most 512 of each.
                    scores[r] += (Lanes.count(answered) << 128) | Lanes.count(right);
                }
            }
            unchecked {
                positions += 64;
            }
        }
        if (contradicted * 10_000 > MOST_CONTRADICTED_BPS * labels.length) return _none(labels.length, starts.length);
    }

    /// @dev Who decides a panel could throw out the gold that convicts it, and be rated by the rest (docs/incentives.md).
    function _none(uint256 items, uint256 rows) private pure returns (bytes memory excluded, uint256[] memory scores) {
        excluded = new bytes(items);
        for (uint256 offset = 0; offset < items; offset += 32) {
            Lanes.store(excluded, offset, Lanes.ALL & Lanes.first(items - offset));
        }
        scores = new uint256[](rows);
    }

    /// @return lanes What the consensus says of `count` (at most 32) items, whose positions lie in the calldata.
    function _agreed(bytes memory consensus, uint256 positions, uint256 count) private pure returns (uint256 lanes) {
        assembly ("memory-safe") {
            let start := add(consensus, 0x20)
            let end := add(positions, shl(1, count))
            let shift := 248
            for {} lt(positions, end) { positions := add(positions, 2) } {
                let label := byte(0, mload(add(start, shr(240, calldataload(positions)))))
                lanes := or(lanes, shl(shift, label))
                shift := sub(shift, 8)
            }
        }
    }

    /// @return lanes What the row that begins at `start` says of them.
    function _given(uint256 start, uint256 positions, uint256 count) private pure returns (uint256 lanes) {
        assembly ("memory-safe") {
            let end := add(positions, shl(1, count))
            let shift := 248
            for {} lt(positions, end) { positions := add(positions, 2) } {
                let label := byte(0, calldataload(add(start, shr(240, calldataload(positions)))))
                lanes := or(lanes, shl(shift, label))
                shift := sub(shift, 8)
            }
        }
    }
}
