// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title DrawPool
/// @notice Draws distinct accounts from a pool, by stake, from a block that nobody knew when they were asked for.
interface IDrawPool {
    /// @notice Asks for `count` accounts. The caller is the draw's consumer (`IDrawConsumer`).
    /// @return drawId Never 0.
    function requestDraw(bytes32 poolId, uint256 count, bytes32 context) external returns (uint256 drawId);

    /// @notice Draws, in a later block. Anyone.
    function fulfil(uint256 drawId) external;
}
