// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ILabelMarket} from "../interfaces/ILabelMarket.sol";
import {ProjectId, ProjectKey} from "../types/Ids.sol";
import {Project, ProjectParams} from "../types/Project.sol";
import {LabelBytes} from "./LabelBytes.sol";

/// @dev Projects by the first part of their ids.
library Projects {
    uint256 internal constant MIN_WINDOW = 1 minutes;
    uint256 internal constant MAX_WINDOW = 30 days;

    /// @dev A key that another project holds already counts as its id: 2^80 hashes find such a pair, to nobody's harm but the finder's.
    function create(
        mapping(ProjectKey projectKey => Project) storage self,
        ProjectId projectId,
        address requester,
        ProjectParams calldata params
    ) internal {
        require(address(params.token) != address(0), ILabelMarket.ZeroAddress());
        require(params.rewardPerLabel != 0, ILabelMarket.InvalidReward());
        require(
            params.classes >= 2 && params.classes <= LabelBytes.ABSTAIN, ILabelMarket.InvalidClasses(params.classes)
        );
        _requireWindow(params.commitWindow);
        _requireWindow(params.revealWindow);
        Project storage project = self[projectId.key()];
        require(project.requester == address(0), ILabelMarket.ProjectExists(projectId));

        project.requester = requester;
        project.idTail = projectId.tail();
        project.params = params;
    }

    /// @dev Reverts unless the whole id is a project's.
    function known(mapping(ProjectKey projectKey => Project) storage self, ProjectId projectId)
        internal
        view
        returns (Project storage project)
    {
        project = self[projectId.key()];
        bool exists = project.requester != address(0) && project.idTail == projectId.tail();
        require(exists, ILabelMarket.ProjectUnknown(projectId));
    }

    /// @dev Reverts unless the project is known and the caller its requester.
    function ownedByCaller(mapping(ProjectKey projectKey => Project) storage self, ProjectId projectId)
        internal
        view
        returns (Project storage project)
    {
        project = known(self, projectId);
        require(project.requester == msg.sender, ILabelMarket.NotRequester(projectId, msg.sender));
    }

    function _requireWindow(uint256 window) private pure {
        require(window >= MIN_WINDOW && window <= MAX_WINDOW, ILabelMarket.InvalidWindow(window));
    }
}
