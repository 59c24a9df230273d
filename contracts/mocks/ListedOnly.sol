// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IEligibility} from "../interfaces/IEligibility.sol";
import {ProjectId} from "../types/Ids.sol";

/// @dev For tests: an allow-list, which answers otherwise where a test says so.
contract ListedOnly is IEligibility {
    enum Answer {
        List,
        Revert,
        Nothing,
        Two,
        BurnGas,
        Bomb
    }

    mapping(ProjectId projectId => mapping(address annotator => bool)) public listed;
    Answer public answer;

    function list(ProjectId projectId, address annotator) external {
        listed[projectId][annotator] = true;
    }

    function setAnswer(Answer answer_) external {
        answer = answer_;
    }

    function isEligible(ProjectId projectId, address annotator) external view returns (bool) {
        Answer how = answer;
        if (how == Answer.Revert) revert("no");
        if (how == Answer.BurnGas) while (true) {}
        assembly {
            if eq(how, 2) { return(0, 0) }
            if eq(how, 3) {
                mstore(0, 2)
                return(0, 32)
            }
            if eq(how, 5) { revert(0, 20000) }
        }
        return listed[projectId][annotator];
    }
}
