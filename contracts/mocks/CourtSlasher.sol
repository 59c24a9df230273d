// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ISlasher} from "../interfaces/ISlasher.sol";
import {IStakeVault} from "../interfaces/IStakeVault.sol";
import {BatchId} from "../types/Ids.sol";
import {SlashId, SlashReason, SlashState} from "../types/Slash.sol";

/// @dev For tests: what the court sees of a slasher. It moves no money.
contract CourtSlasher {
    IStakeVault public vault;

    mapping(SlashId slashId => ISlasher.Slash) private _slashes;

    event Ruled(
        SlashReason reason,
        BatchId batchId,
        address annotator,
        address requester,
        address reporter,
        uint256 stake,
        bytes32 evidence
    );
    event Decided(SlashId slashId, bool upheld);

    function setVault(IStakeVault vault_) external {
        vault = vault_;
    }

    /// @dev A rule's slash, open to appeal until the deadline.
    function open(
        BatchId batchId,
        address annotator,
        SlashReason reason,
        address requester,
        address reporter,
        uint40 deadline
    ) external {
        ISlasher.Slash storage slash = _slashes[slashIdOf(batchId, annotator, reason)];
        slash.state = SlashState.Open;
        slash.reason = reason;
        slash.annotator = annotator;
        slash.requester = requester;
        slash.reporter = reporter;
        slash.deadline = deadline;
    }

    function slashOf(SlashId slashId) external view returns (ISlasher.Slash memory) {
        return _slashes[slashId];
    }

    function slashIdOf(BatchId batchId, address annotator, SlashReason reason) public pure returns (SlashId) {
        return SlashId.wrap(keccak256(abi.encode(batchId, annotator, reason)));
    }

    function openByRuling(
        SlashReason reason,
        BatchId batchId,
        address annotator,
        address requester,
        address reporter,
        uint256 stake,
        bytes32 evidence
    ) external returns (SlashId slashId) {
        slashId = slashIdOf(batchId, annotator, reason);
        ISlasher.Slash storage slash = _slashes[slashId];
        require(slash.state == SlashState.None, ISlasher.SlashExists(slashId));
        slash.state = SlashState.Executed;
        emit Ruled(reason, batchId, annotator, requester, reporter, stake, evidence);
    }

    function appealed(SlashId slashId) external {
        ISlasher.Slash storage slash = _slashes[slashId];
        require(slash.state == SlashState.Open, ISlasher.WrongSlashState(slashId, slash.state));
        require(block.timestamp <= slash.deadline, ISlasher.AppealWindowOver(slashId, slash.deadline));
        slash.state = SlashState.Appealed;
    }

    function decide(SlashId slashId, bool upheld) external {
        ISlasher.Slash storage slash = _slashes[slashId];
        require(slash.state == SlashState.Appealed, ISlasher.WrongSlashState(slashId, slash.state));
        slash.state = upheld ? SlashState.Executed : SlashState.Overturned;
        emit Decided(slashId, upheld);
    }
}
