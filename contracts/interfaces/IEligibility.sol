// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ProjectId} from "../types/Ids.sol";

/// @title IEligibility
/// @notice Decides who may take a seat in a project: an allow-list, a qualification, an attestation. The requester chooses it.
interface IEligibility {
    function isEligible(ProjectId projectId, address annotator) external view returns (bool);
}
