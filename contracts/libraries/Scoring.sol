// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ILabelMarket} from "../interfaces/ILabelMarket.sol";
import {Batch, BatchFlags, BatchState, Seat, SeatState} from "../types/Batch.sol";
import {Books} from "../types/Books.sol";
import {BatchId, ProjectId} from "../types/Ids.sol";
import {Scale, StoredProject} from "../types/Project.sol";
import {SlashReason} from "../types/Slash.sol";
import {Standing} from "../types/Standing.sol";
import {Terms} from "../types/Terms.sol";
import {Gold} from "./Gold.sol";
import {Keeper} from "./Keeper.sol";
import {LabelRows} from "./LabelRows.sol";
import {Ordinal} from "./Ordinal.sol";
import {Panel} from "./Panel.sol";
import {Peers} from "./Peers.sol";
import {Phase} from "./Phase.sol";
import {Reserve} from "./Reserve.sol";
import {Seats} from "./Seats.sol";
import {Standings} from "./Standings.sol";
import {Tally} from "./Tally.sol";

/// @dev The end of the reveals: consensus, gold, scores, tiers. External, as half of the market's code is here.
library Scoring {
    using Panel for address[];
    using Phase for Batch;
    using Reserve for Batch;
    using Seats for mapping(address annotator => Seat);
    using Standings for Standing;

    /// @dev Of a batch in its reveal phase.
    /// @param annotators The whole panel.
    /// @param labels What each of them revealed, as the caller has seen.
    function score(
        Books storage books,
        BatchId batchId,
        address[] calldata annotators,
        bytes[] calldata labels,
        ILabelMarket.GoldOpening calldata gold
    ) external {
        _scoreWithGold(books, batchId, books.batches[batchId], annotators, labels, gold);
    }

    function tally(
        Books storage books,
        BatchId batchId,
        address[] calldata annotators,
        bytes[] calldata labels,
        ILabelMarket.GoldOpening calldata gold
    ) external {
        Batch storage batch = books.batches[batchId];
        batch.requireState(batchId, BatchState.Revealing);
        uint256 revealed = _requireLabels(books, batchId, batch, annotators, labels);
        if (revealed < batch.committed) batch.requireOver(batchId);

        _scoreWithGold(books, batchId, batch, annotators, labels, gold);
    }

    function tallyForfeited(
        Books storage books,
        BatchId batchId,
        address[] calldata annotators,
        bytes[] calldata labels
    ) external {
        Batch storage batch = books.batches[batchId];
        batch.requireState(batchId, BatchState.Revealing);
        StoredProject storage project = books.projects[batch.projectKey];
        Terms terms = project.terms;
        require(batch.usesGold(terms), ILabelMarket.NotByRule(batch.projectKey.id(project.idTail)));
        batch.requireOverBy(batchId, project.goldWindow);
        _requireLabels(books, batchId, batch, annotators, labels);

        batch.flags |= BatchFlags.GOLD_FORFEITED;
        uint256 reward = batch.rewardOf(project);
        emit ILabelMarket.GoldForfeited({batchId: batchId, bond: terms.goldBond() * reward});
        uint256[] memory starts = LabelRows.startsOf(labels);
        Tally.Result memory result = _count(batch, project, labels);
        _score(books, batchId, batch, project, annotators, starts, result, new uint256[](annotators.length));
        Keeper.pay(books, batchId, project, reward);
    }

    /// @dev Reverts unless they are the whole panel with what each revealed, and enough did.
    function _requireLabels(
        Books storage books,
        BatchId batchId,
        Batch storage batch,
        address[] calldata annotators,
        bytes[] calldata labels
    ) private view returns (uint256 revealed) {
        annotators.requireDistinct(batchId, batch.seats);
        require(labels.length == annotators.length, ILabelMarket.InvalidPanel(batchId, labels.length));
        revealed = books.seats[batchId].requireRevealed(batchId, annotators, labels, SeatState.Revealed);
        require(revealed >= batch.agreement, ILabelMarket.QuorumNotReached(batchId, revealed, batch.agreement));
    }

    /// @param labels What each seat of the panel revealed.
    function _scoreWithGold(
        Books storage books,
        BatchId batchId,
        Batch storage batch,
        address[] calldata annotators,
        bytes[] calldata labels,
        ILabelMarket.GoldOpening calldata gold
    ) private {
        StoredProject storage project = books.projects[batch.projectKey];
        uint256[] memory starts = LabelRows.startsOf(labels);
        Tally.Result memory result = _count(batch, project, labels);
        uint256[] memory goldScores;
        if (batch.usesGold(project.terms)) {
            ProjectId projectId = batch.projectKey.id(project.idTail);
            Gold.requireOpens(gold, batchId, projectId, batch.items, project.classes, project.terms.goldBps());
            bytes memory excluded;
            (excluded, goldScores) = Gold.score(gold, result.consensus, starts, project.tolerance);
            emit ILabelMarket.GoldOpened({
                batchId: batchId, positions: gold.positions, labels: gold.labels, excluded: excluded
            });
        } else {
            require(gold.positions.length == 0 && gold.labels.length == 0, ILabelMarket.GoldMismatch(batchId));
            goldScores = new uint256[](annotators.length);
        }
        _score(books, batchId, batch, project, annotators, starts, result, goldScores);
    }

    function _count(Batch storage batch, StoredProject storage project, bytes[] calldata labels)
        private
        view
        returns (Tally.Result memory)
    {
        if (project.scale == Scale.Ordinal) {
            return Ordinal.count(labels, batch.items, batch.agreement, project.tolerance);
        }
        return Tally.count(labels, batch.items, batch.agreement);
    }

    /// @dev Ends the tally: consensus, then what each seat's labels are worth.
    /// @param goldScores Per seat, as `Gold.score` gives them.
    function _score(
        Books storage books,
        BatchId batchId,
        Batch storage batch,
        StoredProject storage project,
        address[] calldata annotators,
        uint256[] memory starts,
        Tally.Result memory result,
        uint256[] memory goldScores
    ) private {
        uint40 deadline = batch.open(BatchState.Tallied, project.disputeWindow);
        emit ILabelMarket.BatchTallied({
            batchId: batchId, consensus: result.consensus, votes: result.votes, deadline: deadline
        });
        mapping(address annotator => Standing) storage standings = books.standings[batch.projectKey];
        Terms terms = project.terms;
        uint256 items = batch.items;
        // A tally has at least `agreement` rows, two or more: every score is one among others.
        bool peerCounts = items >= Peers.LEAST_ITEMS;
        for (uint256 i = 0; i < annotators.length; ++i) {
            address annotator = annotators[i];
            if (starts[i] == 0) {
                Seats.miss(batchId, annotator, books.seats[batchId][annotator].state);
                continue;
            }
            Standings.Evidence memory evidence = Standings.Evidence({
                goldTotal: goldScores[i] >> 128,
                goldRight: uint128(goldScores[i]),
                compared: result.compared[i],
                agreed: result.agreed[i],
                peerCounts: peerCounts,
                peerScore: peerCounts ? Peers.score(starts, i, items) : int256(0)
            });
            Standings.Verdict memory verdict = standings[annotator].update(terms, evidence);
            books.seats[batchId].score(annotator, evidence.agreed, verdict.multiplierBps, verdict.tier, verdict.flag);
            emit ILabelMarket.AnnotatorScored({
                batchId: batchId,
                annotator: annotator,
                agreed: evidence.agreed,
                compared: evidence.compared,
                goldRight: evidence.goldRight,
                goldTotal: evidence.goldTotal,
                peerScore: evidence.peerScore,
                qualityBps: verdict.qualityBps,
                tier: verdict.tier,
                multiplierBps: verdict.multiplierBps
            });
            if (verdict.flag != SlashReason.None) emit ILabelMarket.AnnotatorFlagged(batchId, annotator, verdict.flag);
        }
    }
}
