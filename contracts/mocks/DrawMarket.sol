// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Batch, BatchState, Seat, SeatState} from "../types/Batch.sol";
import {BatchId, ProjectId} from "../types/Ids.sol";
import {Project} from "../types/Project.sol";
import {Standing} from "../types/Standing.sol";

/// @dev For tests: as much of a market as the registry and the pool look at, set by hand.
contract DrawMarket {
    error NotSeatable(BatchId batchId);

    mapping(ProjectId projectId => address) private _requesters;
    mapping(ProjectId projectId => uint32) private _commitWindows;
    mapping(BatchId batchId => ProjectId) public projectIdOfBatch;
    mapping(BatchId batchId => Batch) private _batches;
    mapping(BatchId batchId => uint256) public attemptsOf;
    mapping(BatchId batchId => mapping(uint256 attempt => mapping(address annotator => Seat))) private _seats;
    mapping(BatchId batchId => mapping(address annotator => bool)) private _refused;
    mapping(ProjectId projectId => mapping(address annotator => Standing)) private _standings;
    mapping(BatchId batchId => address[]) private _panels;
    bool public canSitReverts;

    function setProject(ProjectId projectId, address requester, uint32 commitWindow) external {
        (_requesters[projectId], _commitWindows[projectId]) = (requester, commitWindow);
    }

    function setBatch(BatchId batchId, ProjectId projectId, uint8 seats) external {
        projectIdOfBatch[batchId] = projectId;
        _batches[batchId].seats = seats;
        _batches[batchId].state = BatchState.Created;
    }

    function setStanding(ProjectId projectId, address annotator, uint16 batches, uint8 tier) external {
        Standing storage standing = _standings[projectId][annotator];
        (standing.batches, standing.tier) = (batches, tier);
    }

    function setRefused(BatchId batchId, address annotator, bool refused) external {
        _refused[batchId][annotator] = refused;
    }

    function setCanSitReverts(bool reverts_) external {
        canSitReverts = reverts_;
    }

    function setState(BatchId batchId, BatchState state) external {
        _batches[batchId].state = state;
    }

    function commit(BatchId batchId) external {
        _seats[batchId][attemptsOf[batchId]][msg.sender].state = SeatState.Committed;
    }

    /// @dev A panel that the requester names.
    function assign(BatchId batchId, address[] calldata annotators) external {
        _assign(batchId, annotators);
    }

    function assignDrawn(BatchId batchId, address[] calldata annotators) external {
        _assign(batchId, annotators);
    }

    function reassign(BatchId batchId) external {
        attemptsOf[batchId]++;
        _batches[batchId].state = BatchState.Created;
    }

    function panelOf(BatchId batchId) external view returns (address[] memory) {
        return _panels[batchId];
    }

    function projectOf(ProjectId projectId) external view returns (Project memory project) {
        project.requester = _requesters[projectId];
        project.params.commitWindow = _commitWindows[projectId];
    }

    function batchOf(BatchId batchId) external view returns (Batch memory) {
        return _batches[batchId];
    }

    function seatOf(BatchId batchId, address annotator) external view returns (Seat memory) {
        return _seats[batchId][attemptsOf[batchId]][annotator];
    }

    function standingOf(ProjectId projectId, address annotator) external view returns (Standing memory) {
        return _standings[projectId][annotator];
    }

    function canSit(BatchId batchId, address annotator) external view returns (bool) {
        require(!canSitReverts);
        return !_refused[batchId][annotator] && annotator != _requesters[projectIdOfBatch[batchId]];
    }

    function _assign(BatchId batchId, address[] calldata annotators) private {
        Batch storage batch = _batches[batchId];
        require(batch.state == BatchState.Created && batch.seats == annotators.length, NotSeatable(batchId));
        address previous;
        for (uint256 i = 0; i < annotators.length; ++i) {
            require(annotators[i] > previous, NotSeatable(batchId));
            previous = annotators[i];
            _seats[batchId][attemptsOf[batchId]][previous].state = SeatState.Assigned;
        }
        batch.state = BatchState.Committing;
        _panels[batchId] = annotators;
    }
}
