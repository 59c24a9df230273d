// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev `keccak256(abi.encode(block.chainid, market, requester, salt))`: known before the project exists.
type ProjectId is bytes32;

/// @dev The first 20 bytes of a project's id, under which it is stored: this short, a batch with all its numbers fits one slot.
type ProjectKey is bytes20;

/// @dev `keccak256(abi.encode(projectId, manifestHash, goldHash))`: the id binds the gold, which is stored nowhere else.
type BatchId is bytes32;

using {key, tail} for ProjectId global;
using {id} for ProjectKey global;

function key(ProjectId projectId) pure returns (ProjectKey) {
    return ProjectKey.wrap(bytes20(ProjectId.unwrap(projectId)));
}

/// @dev The 12 bytes that the key leaves out. They are stored beside the requester, so that only the whole id names a project.
function tail(ProjectId projectId) pure returns (bytes12) {
    return bytes12(ProjectId.unwrap(projectId) << 160);
}

function id(ProjectKey projectKey, bytes12 idTail) pure returns (ProjectId) {
    return ProjectId.wrap(bytes32(ProjectKey.unwrap(projectKey)) | (bytes32(idTail) >> 160));
}
