// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IDisputeCourt} from "../../interfaces/IDisputeCourt.sol";
import {Case, CaseId, CaseKind, CaseState, Outcome} from "../../types/Dispute.sol";
import {BatchId} from "../../types/Ids.sol";
import {LabelBytes} from "../LabelBytes.sol";

/// @dev One case: its id, its states, and what follows from them.
library Cases {
    /// @dev A review is a label case of an item without one: both have one id.
    function idOf(CaseKind kind, BatchId batchId, bytes32 subject) internal pure returns (CaseId) {
        CaseKind subjectKind = kind == CaseKind.Review ? CaseKind.Label : kind;
        return CaseId.wrap(keccak256(abi.encode(subjectKind, batchId, subject)));
    }

    function known(mapping(CaseId caseId => Case) storage self, CaseId caseId)
        internal
        view
        returns (Case storage found)
    {
        found = self[caseId];
        require(found.state != CaseState.None, IDisputeCourt.CaseUnknown(caseId));
    }

    /// @dev Reverts unless the case is in the state.
    function requireIn(mapping(CaseId caseId => Case) storage self, CaseId caseId, CaseState state)
        internal
        view
        returns (Case storage found)
    {
        found = known(self, caseId);
        require(found.state == state, IDisputeCourt.WrongState(caseId, found.state));
    }

    /// @dev Reverts after the deadline.
    function requireOpen(Case storage self, CaseId caseId) internal view {
        require(block.timestamp <= self.deadline, IDisputeCourt.DeadlinePassed(caseId, self.deadline));
    }

    /// @dev Reverts up to the deadline.
    function requireOver(CaseId caseId, uint256 deadline) internal view {
        require(block.timestamp > deadline, IDisputeCourt.DeadlineNotPassed(caseId, deadline));
    }

    function isOfLabel(CaseKind kind) internal pure returns (bool) {
        return kind == CaseKind.Label || kind == CaseKind.Review;
    }

    function requireVerdict(CaseId caseId, CaseKind kind, uint256 classes, uint8 verdict) internal pure {
        bool valid = verdict < classes || (isOfLabel(kind) && verdict == LabelBytes.NONE);
        require(valid, IDisputeCourt.InvalidVerdict(caseId, verdict));
    }

    /// @dev What no jury's agreement leaves: no label, or innocence.
    function voidVerdict(Case storage self) internal view returns (uint8) {
        return isOfLabel(self.kind) ? LabelBytes.NONE : 0;
    }

    /// @dev How the case ends now. Reverts unless it can.
    function ending(Case storage self, CaseId caseId) internal view returns (Outcome, uint8 verdict) {
        CaseState state = self.state;
        if (state == CaseState.Decided) {
            Outcome outcome = self.outcome;
            return (outcome, outcome == Outcome.Jury ? self.verdict : voidVerdict(self));
        }
        require(state == CaseState.Ruled || state == CaseState.JuryDraw, IDisputeCourt.WrongState(caseId, state));
        requireOver(caseId, self.deadline);
        if (state == CaseState.Ruled) return (Outcome.Ruling, self.ruling);
        // Juries disagreed, and the pool has no other.
        if (self.round > 1) return (Outcome.Void, voidVerdict(self));
        if (self.ruled) return (Outcome.Unheard, self.ruling);
        return (Outcome.Unheard, isOfLabel(self.kind) ? self.standing : 0);
    }

    /// @dev Whether the opener's bond is lost: somebody decided, and nothing changed. A review bets on nothing.
    function openerLost(Case storage self) internal view returns (bool) {
        Outcome outcome = self.outcome;
        bool decided =
            outcome == Outcome.Ruling || outcome == Outcome.Jury || (outcome == Outcome.Unheard && self.ruled);
        return decided && self.kind != CaseKind.Review && self.verdict == self.standing;
    }

    /// @dev Whether the appellant's is: a jury confirmed the ruling.
    function appellantLost(Case storage self) internal view returns (bool) {
        return self.appellant != address(0) && self.outcome == Outcome.Jury && self.verdict == self.ruling;
    }

    /// @dev Who gets the winner's share of what was lost; the zero address for nobody. Nobody wins its own loss.
    function winner(Case storage self, bool openerLost_, bool appellantLost_) internal view returns (address) {
        if (!openerLost_ && !appellantLost_) return address(0);
        (address opener, address appellant) = (self.opener, self.appellant);
        if (opener != appellant) {
            bool appellantWon = appellant != address(0) && self.outcome == Outcome.Jury && !appellantLost_;
            if (appellantWon) return appellant;
            if (!openerLost_) return opener;
        }
        bool respondentLost = appellantLost_ && self.respondent == appellant;
        return respondentLost ? address(0) : self.respondent;
    }
}
