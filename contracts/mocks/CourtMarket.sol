// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ILabelMarket} from "../interfaces/ILabelMarket.sol";
import {Batch, BatchState, Seat, SeatState} from "../types/Batch.sol";
import {BatchId, ProjectId} from "../types/Ids.sol";
import {Escalation, Project} from "../types/Project.sol";

/// @dev For tests: what the court sees of a market, with batches as a test writes them.
contract CourtMarket {
    struct Plan {
        address requester;
        uint96 stakePerSeat;
        uint8 classes;
        Escalation escalation;
        uint16 items;
        uint8 agreement;
        uint8 flags;
        uint40 deadline;
        BatchState state;
    }

    mapping(BatchId batchId => Plan) private _plans;
    mapping(BatchId batchId => address[]) private _panels;
    mapping(BatchId batchId => mapping(address annotator => bytes32)) private _hashes;
    mapping(BatchId batchId => mapping(address annotator => bool)) private _seated;
    mapping(BatchId batchId => uint256) public disputesOf;
    mapping(BatchId batchId => mapping(uint256 item => uint256)) private _overturned;

    event Overturned(BatchId indexed batchId, uint256 item, uint256 from, uint256 to);

    function setBatch(BatchId batchId, Plan calldata plan, address[] calldata annotators, bytes[] calldata labels)
        external
    {
        _plans[batchId] = plan;
        _panels[batchId] = annotators;
        for (uint256 i = 0; i < annotators.length; ++i) {
            _hashes[batchId][annotators[i]] = keccak256(labels[i]);
            _seated[batchId][annotators[i]] = true;
        }
    }

    function projectIdOfBatch(BatchId batchId) external view returns (ProjectId) {
        bool known = _plans[batchId].state != BatchState.None;
        return ProjectId.wrap(known ? BatchId.unwrap(batchId) : bytes32(0));
    }

    function projectOf(ProjectId projectId) external view returns (Project memory project) {
        Plan memory plan = _plans[BatchId.wrap(ProjectId.unwrap(projectId))];
        project.requester = plan.requester;
        project.params.stakePerSeat = plan.stakePerSeat;
        project.params.classes = plan.classes;
        project.params.escalation = plan.escalation;
    }

    function batchOf(BatchId batchId) public view returns (Batch memory batch) {
        Plan memory plan = _plans[batchId];
        batch.state = plan.state;
        batch.items = plan.items;
        batch.agreement = plan.agreement;
        batch.flags = plan.flags;
        batch.deadline = plan.deadline;
        if (plan.state == BatchState.Tallied && disputesOf[batchId] != 0) batch.state = BatchState.Disputed;
    }

    function seatOf(BatchId batchId, address annotator) external view returns (Seat memory seat) {
        if (_seated[batchId][annotator]) seat.state = SeatState.Scored;
    }

    function labelOf(BatchId batchId, uint256 item, address[] calldata annotators, bytes[] calldata labels)
        public
        view
        returns (uint8)
    {
        Plan memory plan = _plans[batchId];
        require(plan.state == BatchState.Tallied, ILabelMarket.WrongState(batchId, plan.state));
        require(item < plan.items, ILabelMarket.InvalidItem(batchId, item));
        require(
            keccak256(abi.encode(annotators)) == keccak256(abi.encode(_panels[batchId])),
            ILabelMarket.InvalidPanel(batchId, annotators.length)
        );
        uint256[256] memory votes;
        uint8 label = 0xFF;
        for (uint256 i = 0; i < annotators.length; ++i) {
            bool matches = keccak256(labels[i]) == _hashes[batchId][annotators[i]];
            require(matches, ILabelMarket.LabelsMismatch(batchId, annotators[i]));
            if (labels[i].length == 0) continue;
            uint8 said = uint8(labels[i][item]);
            if (++votes[said] >= plan.agreement && said != 0xFE) label = said;
        }
        return label;
    }

    function openDispute(BatchId batchId) external {
        Plan memory plan = _plans[batchId];
        require(plan.state == BatchState.Tallied, ILabelMarket.WrongState(batchId, plan.state));
        require(block.timestamp <= plan.deadline, ILabelMarket.DeadlinePassed(batchId, plan.deadline));
        ++disputesOf[batchId];
    }

    function closeDispute(BatchId batchId) external {
        --disputesOf[batchId];
    }

    function overturn(BatchId batchId, uint256 item, uint8 to, address[] calldata annotators, bytes[] calldata labels)
        external
        returns (uint8 from)
    {
        require(disputesOf[batchId] != 0, ILabelMarket.WrongState(batchId, _plans[batchId].state));
        from = labelOf(batchId, item, annotators, labels);
        require(to != from, ILabelMarket.SameLabel(batchId, item, to));
        _overturned[batchId][item] = uint256(to) + 1;
        emit Overturned(batchId, item, from, to);
    }

    /// @return 0 where nothing was overturned, else the label and 1.
    function overturnedOf(BatchId batchId, uint256 item) external view returns (uint256) {
        return _overturned[batchId][item];
    }

    function settle(BatchId batchId) external {
        Plan storage plan = _plans[batchId];
        BatchState state = batchOf(batchId).state;
        require(state == BatchState.Tallied, ILabelMarket.WrongState(batchId, state));
        require(block.timestamp > plan.deadline, ILabelMarket.DeadlineNotPassed(batchId, plan.deadline));
        plan.state = BatchState.Settled;
    }
}
