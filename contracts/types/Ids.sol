// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev `keccak256(abi.encode(block.chainid, market, requester, salt))`: known before the project exists.
type ProjectId is bytes32;

/// @dev `keccak256(abi.encode(projectId, manifestHash))`: one batch per item manifest and project.
type BatchId is bytes32;
