// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ILabelMarket} from "../interfaces/ILabelMarket.sol";
import {ProjectId, ProjectKey} from "../types/Ids.sol";
import {StoredProject} from "../types/Project.sol";

/// @dev Projects by the first part of their ids.
library Projects {
    /// @dev Reverts unless the whole id is a project's.
    function known(mapping(ProjectKey projectKey => StoredProject) storage self, ProjectId projectId)
        internal
        view
        returns (StoredProject storage project)
    {
        project = self[projectId.key()];
        bool exists = project.requester != address(0) && project.idTail == projectId.tail();
        require(exists, ILabelMarket.ProjectUnknown(projectId));
    }

    /// @dev Reverts unless the project is known and the caller its requester.
    function ownedByCaller(mapping(ProjectKey projectKey => StoredProject) storage self, ProjectId projectId)
        internal
        view
        returns (StoredProject storage project)
    {
        project = known(self, projectId);
        require(project.requester == msg.sender, ILabelMarket.NotRequester(projectId, msg.sender));
    }

    function requireUnsealed(StoredProject storage self, ProjectId projectId) internal view {
        require(!self.isSealed, ILabelMarket.ProjectSealed(projectId));
    }
}
