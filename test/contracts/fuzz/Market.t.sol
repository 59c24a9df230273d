// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ILabelMarket} from "../../../contracts/interfaces/ILabelMarket.sol";
import {ISlasher} from "../../../contracts/interfaces/ISlasher.sol";
import {IStakeVault} from "../../../contracts/interfaces/IStakeVault.sol";
import {MarketHandler} from "./MarketHandler.sol";
import {Draw} from "./Vm.sol";

/// @dev No history led to the event of this place in the list.
error NeverSeen(uint256 place);

/// Invariants of the integrated protocol, by their numbers in test/contracts/README.md: one history serves them all.
contract MarketTest {
    MarketHandler private _handler;

    function setUp() public {
        _handler = new MarketHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_protocol() public view {
        _handler.check();
    }

    /// A handler that skipped all would hold every invariant: each event of the protocol must come about.
    function test_historiesReachEveryEnd() public {
        function(uint256) external[24] memory actions = [
            _handler.createProject,
            _handler.fund,
            _handler.refund,
            _handler.updateGuideline,
            _handler.seal,
            _handler.pause,
            _handler.createBatch,
            _handler.createRound,
            _handler.assign,
            _handler.commit,
            _handler.reveal,
            _handler.tally,
            _handler.settle,
            _handler.exit,
            _handler.advance,
            _handler.dispute,
            _handler.overturn,
            _handler.endSlash,
            _handler.rule,
            _handler.claim,
            _handler.moveClaimable,
            _handler.sulk,
            _handler.unbond,
            _handler.withdraw
        ];
        for (uint256 i = 0; i < 8000; ++i) {
            uint256 drawn = Draw.next(7, i);
            actions[drawn % 24](Draw.next(drawn, 0));
            if (i % 8 == 0) _handler.check();
        }
        bytes32[33] memory kinds = [
            ILabelMarket.ProjectCreated.selector,
            ILabelMarket.ProjectFunded.selector,
            ILabelMarket.ProjectRefunded.selector,
            ILabelMarket.GuidelineUpdated.selector,
            ILabelMarket.DatasetSealed.selector,
            ILabelMarket.BatchCreated.selector,
            ILabelMarket.RoundOpened.selector,
            ILabelMarket.Assigned.selector,
            ILabelMarket.Reassigned.selector,
            ILabelMarket.RevealOpened.selector,
            ILabelMarket.CommitMissed.selector,
            ILabelMarket.RevealMissed.selector,
            ILabelMarket.GoldOpened.selector,
            ILabelMarket.GoldForfeited.selector,
            ILabelMarket.BatchTallied.selector,
            ILabelMarket.AnnotatorFlagged.selector,
            ILabelMarket.BatchDisputed.selector,
            ILabelMarket.LabelOverturned.selector,
            ILabelMarket.SeatRescored.selector,
            ILabelMarket.BatchSettled.selector,
            ILabelMarket.BatchVoided.selector,
            ILabelMarket.KeeperPaid.selector,
            ILabelMarket.RewardPaid.selector,
            ILabelMarket.RewardWithheld.selector,
            ILabelMarket.RewardClaimed.selector,
            ILabelMarket.ClaimableMoved.selector,
            ISlasher.SlashOpened.selector,
            ISlasher.SlashAppealed.selector,
            ISlasher.Slashed.selector,
            ISlasher.SlashOverturned.selector,
            IStakeVault.StakeHeld.selector,
            IStakeVault.StakeSlashed.selector,
            IStakeVault.StakeWithdrawn.selector
        ];
        for (uint256 i = 0; i < kinds.length; ++i) {
            if (_handler.seen(kinds[i]) == 0) revert NeverSeen(i);
        }
    }
}
